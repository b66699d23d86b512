namespace Stage5.Web.Sessions;

internal sealed partial class SessionEvents
{
    [LoggerMessage(900, LogLevel.Information, "The API refused to renew a session; it was signed out.")]
    private static partial void LogRenewalRefused(ILogger logger);
}
