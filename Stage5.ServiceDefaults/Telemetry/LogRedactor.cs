using System.Text.RegularExpressions;
using OpenTelemetry;
using OpenTelemetry.Logs;

namespace Stage5.ServiceDefaults;

/// <summary>Cuts the values of queries and bearer tokens out of what is sent to the collector.</summary>
internal sealed partial class LogRedactor : BaseProcessor<LogRecord>
{
    public override void OnEnd(LogRecord data)
    {
        if (data.FormattedMessage is { } message)
        {
            data.FormattedMessage = Redact(message);
        }

        if (data.Attributes is { } attributes && attributes.Any(one => one.Value is string text && Secret().IsMatch(text)))
        {
            data.Attributes = [.. attributes.Select(one => one.Value is string text
                ? new KeyValuePair<string, object?>(one.Key, Redact(text))
                : one)];
        }
    }

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture;

    internal static string Redact(string text) => Secret().Replace(text, "${keep}***");

    [GeneratedRegex("""(?<keep>[?&][\w.\-\[\]]+=|\bBearer\s+)[^\s&"'<>,;)]+""", Options, 200)]
    private static partial Regex Secret();
}
