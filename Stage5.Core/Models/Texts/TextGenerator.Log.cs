using Microsoft.Extensions.Logging;

namespace Stage5.Core.Models.Texts;

public sealed partial class TextGenerator
{
    [LoggerMessage(400, LogLevel.Warning,
        "{Provider} ({Model}) lost or doubled some of {Spans} protected spans; translating stretch by stretch")]
    private static partial void LogSpansLost(ILogger logger, string provider, string model, int spans);
}
