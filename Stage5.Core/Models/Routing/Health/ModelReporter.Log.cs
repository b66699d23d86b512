using Microsoft.Extensions.Logging;

namespace Stage5.Core.Models.Routing.Health;

internal sealed partial class ModelReporter
{
    [LoggerMessage(432, LogLevel.Warning, "What was measured of models could not be reported; trying again each second")]
    private static partial void LogReportFailed(ILogger logger, Exception exception);

    [LoggerMessage(433, LogLevel.Warning, "This process could not say that it measures no more")]
    private static partial void LogNotLeft(ILogger logger, Exception exception);
}
