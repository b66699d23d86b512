using Microsoft.Extensions.Logging;

namespace Stage5.Core.Models;

internal sealed partial class ModelProviderFactory
{
    [LoggerMessage(420, LogLevel.Information, "Provider {Provider} is usable: model {Model}, pairs {Pairs}")]
    private static partial void LogUsable(ILogger logger, string provider, string model, int? pairs);

    [LoggerMessage(421, LogLevel.Warning, "Provider {Provider} is not usable: {Reason}")]
    private static partial void LogUnusable(ILogger logger, string provider, string reason);

    [LoggerMessage(422, LogLevel.Debug, "Apertium mode {Mode} is left out: it {Reason}")]
    private static partial void LogModeSkipped(ILogger logger, string mode, string reason);
}
