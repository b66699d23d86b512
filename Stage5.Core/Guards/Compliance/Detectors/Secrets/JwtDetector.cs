using System.Buffers.Text;
using System.Text.Json;
using Stage5.Core.Guards.Compliance.Scanning;

namespace Stage5.Core.Guards.Compliance.Detectors.Secrets;

/// <summary>A JSON web token: its header decodes, names an algorithm, and more parts follow.</summary>
internal sealed class JwtDetector : SecretDetector
{
    private const int HeaderAtMost = 220;

    public override IReadOnlyList<string> Keywords { get; } = ["eyJ"];

    public override Extent? Find(ReadOnlySpan<char> text, int at)
    {
        if (IsPart(Text.Before(text, at)) || !text[at..].StartsWith("eyJ")) return null;
        var dot = text.Slice(at, Math.Min(text.Length - at, HeaderAtMost)).IndexOf('.');
        if (dot < 0 || !NamesAlgorithm(text.Slice(at, dot))) return null;
        var end = at + dot;
        while (end < text.Length && IsPart(text[end])) end++;
        while (text[end - 1] == '.') end--;
        return end - at - dot > 8 ? new Extent(at, end) : null;
    }

    private static bool IsPart(char c) => IsKeyCharacter(c) || c == '.';

    private static bool NamesAlgorithm(ReadOnlySpan<char> header)
    {
        Span<byte> json = stackalloc byte[HeaderAtMost];
        // Decoding throws where this says no, whatever its name begins with.
        if (!Base64Url.IsValid(header) || !Base64Url.TryDecodeFromChars(header, json, out var length)) return false;
        try
        {
            var reader = new Utf8JsonReader(json[..length]);
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("alg")) return true;
            }
        }
        catch (JsonException)
        {
        }

        return false;
    }
}
