using System.Buffers;
using Stage5.Core.Guards.Compliance.Detectors.Secrets;

namespace Stage5.Core.Guards.Compliance.Scanning;

/// <summary>Where the end of a text begins that more text could still turn into a find.</summary>
internal static class Tail
{
    private const int GapAtMost = 3;
    private const int LettersInARow = 2;

    private static readonly SearchValues<char> Signs = SearchValues.Create("+-()/.:");

    private enum Kind
    {
        Number,
        Capitals,
        Short,
        Other,
    }

    /// <summary>
    /// The last word may always grow. Words before it stay open where finds span spaces: groups of digits, with short
    /// groups of letters between, and key blocks. Never further back than <see cref="Text.Decision"/>.
    /// </summary>
    public static int OpenFrom(ReadOnlySpan<char> text)
    {
        var limit = Math.Max(0, text.Length - Text.Decision);
        var open = OpenWords(text, limit);
        var near = Math.Max(0, text.Length - PemDetector.HeaderAtMost);
        if (text[near..].LastIndexOf(PemDetector.Marker) is var pem and >= 0) open = Math.Min(open, near + pem);
        return Math.Max(open, limit);
    }

    private static int OpenWords(ReadOnlySpan<char> text, int limit)
    {
        var (open, end, letters) = (text.Length, text.Length, 0);
        for (var last = true; ; last = false)
        {
            var start = end;
            while (start > limit && !Text.IsBreak(text[start - 1])) start--;
            if (start == end && !last) return open;
            if (last)
            {
                open = start;
            }
            else
            {
                var kind = KindOf(text[start..end]);
                if (kind == Kind.Other || (kind != Kind.Number && ++letters > LettersInARow)) return open;
                if (kind == Kind.Number) letters = 0;
                if (kind != Kind.Short) open = start;
            }

            if (BeginsAsWord(text[start..end])) return open;
            end = start;
            while (end > limit && start - end < GapAtMost && text[end - 1] == ' ') end--;
            if (end == start || end <= limit || text[end - 1] == ' ') return open;
        }
    }

    /// <summary>What the end of a word says about what may follow it after a space.</summary>
    private static Kind KindOf(ReadOnlySpan<char> word)
    {
        if (word.ContainsAnyInRange('0', '9') || !word.ContainsAnyExcept(Signs)) return Kind.Number;
        var letters = word.LastIndexOfAnyExceptInRange('A', 'Z');
        if (word.Length - 1 - letters is > 0 and <= 6) return Kind.Capitals;
        return word.Length <= 4 ? Kind.Short : Kind.Other;
    }

    /// <summary>No find goes on into a word that begins with so many letters.</summary>
    private static bool BeginsAsWord(ReadOnlySpan<char> word) =>
        (word.Length > 4 && !word.ContainsAnyExceptInRange('a', 'z'))
        || word.IndexOfAnyExceptInRange('a', 'z') > 4
        || word.IndexOfAnyExceptInRange('A', 'Z') > 6
        || (word.Length > 6 && !word.ContainsAnyExceptInRange('A', 'Z'));
}
