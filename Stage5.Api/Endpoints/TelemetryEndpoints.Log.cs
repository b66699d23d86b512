namespace Stage5.Api.Endpoints;

internal static partial class TelemetryEndpoints
{
    [LoggerMessage(700, LogLevel.Warning,
        "A browser request failed: {Method} {Path} gave {Status} {Code} after {Attempts} tries on {Page}.")]
    private static partial void LogFailure(
        ILogger logger, string method, string path, int status, string? code, int attempts, string page);

    [LoggerMessage(701, LogLevel.Warning,
        "A page refused an event, by its {Kind}: {EventType} on {Page}, where {Expected} was expected.")]
    private static partial void LogMismatch(
        ILogger logger, string kind, string? eventType, string expected, string page);
}
