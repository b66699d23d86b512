using Microsoft.Extensions.Logging;

namespace Stage5.ServiceDefaults;

internal sealed partial class ResiliencePipelines
{
    [LoggerMessage(210, LogLevel.Information,
        "Retry {Attempt} of a call to {Authority} in {DelayMs:F0} ms, after {Cause}.")]
    private static partial void Retrying(
        ILogger logger, string authority, int attempt, double delayMs, string cause);

    [LoggerMessage(211, LogLevel.Warning, "Circuit to {Authority} is open for {Seconds:F0} s.")]
    private static partial void Opened(ILogger logger, string authority, double seconds);

    [LoggerMessage(212, LogLevel.Information, "Circuit to {Authority} is closed again.")]
    private static partial void Closed(ILogger logger, string authority);
}
