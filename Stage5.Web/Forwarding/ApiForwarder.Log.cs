namespace Stage5.Web.Forwarding;

internal sealed partial class ApiForwarder
{
    [LoggerMessage(910, LogLevel.Warning, "The API could not be reached for {Method} {Path}: {Reason}")]
    private static partial void LogUnreachable(ILogger logger, string method, string? path, string reason);

    [LoggerMessage(911, LogLevel.Warning, "The API's answer to {Method} {Path} broke off: {Reason}")]
    private static partial void LogBroken(ILogger logger, string method, string? path, string reason);

    [LoggerMessage(912, LogLevel.Debug, "The browser left before {Method} {Path} was done")]
    private static partial void LogClientLeft(ILogger logger, string method, string? path);
}
