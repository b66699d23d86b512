using Microsoft.Extensions.Logging;

namespace Stage5.Core.Models.Routing;

internal sealed partial class ModelTelemetry
{
    [LoggerMessage(EventId = 431, Message = "Try {Try} to {Operation} by {Provider} ({Model}): {Outcome} after {DurationMs:0.0} ms. {Reason}")]
    private static partial void LogTry(
        ILogger logger, LogLevel level, int @try, string operation, string provider, string model, string outcome,
        double durationMs, string reason);
}
