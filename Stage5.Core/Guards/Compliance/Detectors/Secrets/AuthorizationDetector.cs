using Stage5.Core.Guards.Compliance.Scanning;

namespace Stage5.Core.Guards.Compliance.Detectors.Secrets;

/// <summary>The credentials after <c>Bearer</c> or <c>Basic</c>.</summary>
internal sealed class AuthorizationDetector : SecretDetector
{
    private const int Shortest = 12;

    public override IReadOnlyList<string> Keywords { get; } = ["Bearer ", "Basic "];

    public override Extent? Find(ReadOnlySpan<char> text, int at)
    {
        if (Text.IsWord(Text.Before(text, at)) || KeywordAt(text, at, StringComparison.OrdinalIgnoreCase) is not { } keyword)
            return null;
        var start = at + keyword.Length;
        var end = start;
        while (end < text.Length && (IsKeyCharacter(text[end]) || text[end] is '.' or '~' or '+' or '/' or '=')) end++;
        while (end > start && text[end - 1] == '.') end--;
        // "Bearer authentication" is prose; a credential has a digit or a sign of base64 early on.
        var head = text[start..Math.Min(end, start + Text.Lookback)];
        return end - start >= Shortest && (head.ContainsAnyInRange('0', '9') || head.ContainsAny("=+/"))
            ? new Extent(start, end) : null;
    }
}
