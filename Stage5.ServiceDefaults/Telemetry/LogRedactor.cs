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

        if (data.Attributes is { } attributes && attributes.Any(one => Secret().IsMatch(TextOf(one.Value))))
        {
            data.Attributes = [.. attributes.Select(one => Secret().IsMatch(TextOf(one.Value))
                ? KeyValuePair.Create(one.Key, (object?)Redact(TextOf(one.Value)))
                : one)];
        }
    }

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture;

    internal static string Redact(string text) => Secret().Replace(text, "${keep}***");

    // Not only strings: an address may be a Uri, a header several texts.
    private static string TextOf(object? value) => value switch
    {
        null or ValueType => "",
        IEnumerable<string> several => string.Join(", ", several),
        _ => value.ToString() ?? "",
    };

    [GeneratedRegex("""(?<keep>[?&][\w.\-\[\]]+=|\bBearer\s+)[^\s&"'<>,;)]+""", Options, 200)]
    private static partial Regex Secret();
}
