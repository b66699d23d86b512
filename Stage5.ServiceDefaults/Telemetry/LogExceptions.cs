using OpenTelemetry;
using OpenTelemetry.Logs;

namespace Stage5.ServiceDefaults;

/// <summary>A redacted exception goes to the collector under the type it stands for, not under ours.</summary>
internal sealed class LogExceptions : BaseProcessor<LogRecord>
{
    public override void OnEnd(LogRecord data)
    {
        if (data.Exception is RedactedException exception)
        {
            data.Attributes =
            [
                .. data.Attributes ?? [],
                new("exception.type", exception.OriginalType.FullName),
                new("exception.message", exception.Message),
                new("exception.stacktrace", exception.ToString()),
            ];
            data.Exception = null;
        }
    }
}
