namespace Stage5.Web.Api;

internal sealed partial class ApiCaller
{
    [LoggerMessage(920, LogLevel.Warning,
        "The API answered with status {Status} and a body of another shape: {Reason}")]
    private static partial void LogUnreadable(ILogger logger, int status, string reason);
}
