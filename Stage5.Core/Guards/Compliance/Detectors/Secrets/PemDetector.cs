using Stage5.Core.Guards.Compliance.Scanning;

namespace Stage5.Core.Guards.Compliance.Detectors.Secrets;

/// <summary>A private key in PEM, to its end marker; one that is cut, as far as it goes.</summary>
internal sealed class PemDetector : SecretDetector
{
    public const string Marker = "-----BEGIN";
    public const int HeaderAtMost = 64;

    private const string Dashes = "-----";
    private const string End = "-----END";

    public override IReadOnlyList<string> Keywords { get; } = [Marker];

    public override Extent? Find(ReadOnlySpan<char> text, int at)
    {
        var header = text.Slice(at, Math.Min(text.Length - at, HeaderAtMost));
        if (!header.StartsWith(Marker)) return null;
        var close = header[Marker.Length..].IndexOf(Dashes);
        if (close < 0) return null;
        var label = header.Slice(Marker.Length, close);
        if (!label.Contains("PRIVATE KEY", StringComparison.Ordinal)) return null;
        var end = at + Marker.Length + close + Dashes.Length;
        while (end < text.Length)
        {
            if (text[end] == '-' && text[end..].StartsWith(Dashes))
            {
                if (!text[end..].StartsWith(End))
                {
                    if (!End.AsSpan().StartsWith(text[end..])) break;
                    return new Extent(at, text.Length);
                }

                var rest = text.Slice(end + Dashes.Length, Math.Min(text.Length - end - Dashes.Length, HeaderAtMost));
                var last = rest.IndexOf(Dashes);
                return new Extent(at, last < 0 ? end + Dashes.Length + rest.Length : end + last + (2 * Dashes.Length));
            }

            if (!IsBody(text[end])) break;
            end++;
        }

        return new Extent(at, end);
    }

    // Base64, line ends plain or escaped, and the header fields of old formats.
    private static bool IsBody(char c) =>
        char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '=' or '\r' or '\n' or '\\' or ' ' or ':' or ',' or '-' or '.';
}
