using System.Globalization;
using System.Text;

namespace Stage5.Core.Guards.Compliance.Scanning;

/// <summary>
/// A tenant's phrases: whole words, whatever their case, accents and the white space between them. In scripts without
/// spaces a phrase is found anywhere.
/// </summary>
internal sealed class BannedPhrases
{
    /// <summary>A phrase may have this many characters; with its white space it spans less than the decision length.</summary>
    public const int LongestPhrase = 100;

    private const int WhiteSpaceAtMost = 8;

    private readonly (string Folded, string Rule)[] _phrases;
    private readonly ComplianceAction _action;

    public BannedPhrases(IReadOnlyList<string> phrases, ComplianceAction action)
    {
        _action = action;
        _phrases = [.. phrases.Select((phrase, i) => (
            Fold(phrase), string.Create(CultureInfo.InvariantCulture, $"phrase.{i + 1}")))];
    }

    public bool IsEmpty => _phrases.Length == 0;

    public bool Blocks => !IsEmpty && _action == ComplianceAction.Block;

    public void Scan(ReadOnlySpan<char> text, ref List<Hit>? hits)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var c = FoldOf(text[at]);
            foreach (var (phrase, rule) in _phrases)
            {
                if (phrase[0] != c || Match(text, at, phrase) is not (not 0 and not -1 and var end)) continue;
                (hits ??= []).Add(new Hit(at, end < 0 ? ~end : end, ComplianceClasses.BannedPhrase, rule, _action));
            }
        }
    }

    /// <summary>Where a phrase has begun of which more may come.</summary>
    public int OpenFrom(ReadOnlySpan<char> text)
    {
        for (var at = Math.Max(0, text.Length - Text.Decision); at < text.Length; at++)
        {
            var c = FoldOf(text[at]);
            foreach (var (phrase, _) in _phrases)
            {
                if (phrase[0] == c && Match(text, at, phrase) < 0) return at;
            }
        }

        return text.Length;
    }

    /// <summary>What two texts have in common if they differ in case, accents and white space only.</summary>
    internal static string Fold(string phrase)
    {
        var folded = new StringBuilder();
        foreach (var c in string.Join(' ', phrase.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
        {
            if (FoldOf(c) is not '\0' and var one) folded.Append(one);
        }

        return folded.ToString();
    }

    /// <returns>
    /// Where the match ends; 0 for none; -1 where the text ends within it, the end's complement where it ends with it.
    /// </returns>
    private static int Match(ReadOnlySpan<char> text, int start, string phrase)
    {
        if (!IsEdge(Text.Before(text, start), text[start])) return 0;
        var at = start;
        foreach (var expected in phrase)
        {
            while (at < text.Length && FoldOf(text[at]) == '\0') at++;
            if (at - start >= Text.Decision) return 0;
            if (at == text.Length) return -1;
            if (expected != ' ')
            {
                if (FoldOf(text[at++]) != expected) return 0;
                continue;
            }

            var space = at;
            while (at < text.Length && at - space <= WhiteSpaceAtMost && char.IsWhiteSpace(text[at])) at++;
            if (at == space || at - space > WhiteSpaceAtMost) return 0;
        }

        while (at < text.Length && FoldOf(text[at]) == '\0') at++;
        if (at - start >= Text.Decision) return 0;
        if (at == text.Length) return IsIdeograph(text[at - 1]) ? at : ~at;
        return IsEdge(text[at - 1], text[at]) ? at : 0;
    }

    private static bool IsEdge(char one, char next) =>
        !Text.IsWord(one) || !Text.IsWord(next) || IsIdeograph(one) || IsIdeograph(next);

    private static bool IsIdeograph(char c) => c is (>= '\u2E80' and < '\uD800') or (>= '\u0E00' and <= '\u0EFF');

    /// <summary>Lower case and without accents; NUL for an accent by itself.</summary>
    private static char FoldOf(char c)
    {
        if (c < '\u0080') return char.ToLowerInvariant(c);
        if (char.IsSurrogate(c)) return c;
        if (char.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark) return '\0';
        return c is (>= '\u00C0' and < '\u0250') or (>= '\u0370' and < '\u0530') or (>= '\u1E00' and < '\u2000')
            ? char.ToLowerInvariant(c.ToString().Normalize(NormalizationForm.FormD)[0])
            : char.ToLowerInvariant(c);
    }
}
