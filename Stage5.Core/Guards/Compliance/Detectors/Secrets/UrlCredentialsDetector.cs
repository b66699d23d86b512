using Stage5.Core.Guards.Compliance.Scanning;

namespace Stage5.Core.Guards.Compliance.Detectors.Secrets;

/// <summary>The password in <c>scheme://user:password@host</c>.</summary>
internal sealed class UrlCredentialsDetector : SecretDetector
{
    private const int AtMost = 50;

    public override IReadOnlyList<string> Keywords { get; } = ["://"];

    public override Extent? Find(ReadOnlySpan<char> text, int at)
    {
        var authority = at + 3;
        var end = authority;
        var colon = -1;
        while (end < text.Length && IsUserInfo(text[end]))
        {
            if (text[end] == ':' && colon < 0) colon = end;
            // The user is short, so that all that decides stands close to where the password begins.
            if (colon < 0 ? end - authority > AtMost : end - colon > 2 * AtMost) return null;
            end++;
        }

        return colon >= 0 && end - colon > 2 && Text.At(text, end) == '@' && Text.At(text, colon + 1) != '{'
            ? new Extent(colon + 1, end) : null;
    }

    private static bool IsUserInfo(char c) =>
        c is not ('@' or '/' or '?' or '#' or '"' or '<' or '>') && !Text.IsBreak(c);
}
