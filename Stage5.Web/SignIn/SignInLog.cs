using Stage5.Web.Pages;

namespace Stage5.Web.SignIn;

internal static partial class SignInLog
{
    [LoggerMessage(1260, LogLevel.Warning, "Signing in at the provider did not work ({Reason}): {Detail}")]
    public static partial void SignInFailed(this ILogger logger, LoginReason reason, string? detail);
}
