namespace Stage5.Api.Endpoints;

internal static partial class TelemetryEndpoints
{
    [LoggerMessage(700, LogLevel.Warning,
        "A browser request failed: {Method} {Path} gave {Status} {Code} after {Attempts} tries on {Page}.")]
    private static partial void LogFailure(
        ILogger logger, string method, string path, int status, string? code, int attempts, string page);
}
