using Stage5.Contracts;

namespace Stage5.Core.Reviews;

/// <summary>Which words a reviewer put in the place of which: candidates for the glossary.</summary>
internal static class EditSuggestions
{
    /// <summary>Words on each side of a replacement at most.</summary>
    private const int MostWords = 4;

    private const int MostOfOne = 20;

    // Texts that differ in more words were written anew: nothing in them stands for anything.
    private const int MostEdits = 400;

    /// <summary>Each replacement once, in the order of the text.</summary>
    public static IReadOnlyList<ReviewSuggestion> Of(
        IReadOnlyList<ReviewText> made, IReadOnlyList<ReviewText> standing) =>
    [
        .. made.SelectMany(text => ReviewTexts.Find(standing, text.Language) is { } edited
                ? Of(text.Language, text.Text, edited)
                : [])
            .Distinct().Take(MostOfOne),
    ];

    private static IEnumerable<ReviewSuggestion> Of(string? language, string from, string to)
    {
        var (before, after) = (Words(from), Words(to));
        var (i, j) = (0, 0);
        foreach (var (x, y) in Common(before, after).Append((before.Count, after.Count)))
        {
            if (x - i is > 0 and <= MostWords && y - j is > 0 and <= MostWords)
                yield return new ReviewSuggestion(
                    language, string.Join(' ', before[i..x]), string.Join(' ', after[j..y]));
            (i, j) = (x + 1, y + 1);
        }
    }

    private static List<string> Words(string text)
    {
        var words = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var end = at;
            while (end < text.Length && IsOfWord(text, end))
                end++;
            if (end > at)
                words.Add(text[at..end]);
            at = end + 1;
        }

        return words;
    }

    private static bool IsOfWord(string text, int at) => char.IsLetterOrDigit(text, at)
        || char.IsLowSurrogate(text[at])
        || char.GetUnicodeCategory(text, at) is System.Globalization.UnicodeCategory.NonSpacingMark
            or System.Globalization.UnicodeCategory.SpacingCombiningMark
        || (text[at] is '\'' or '’' or '-' && at > 0 && at + 1 < text.Length
            && char.IsLetterOrDigit(text[at - 1]) && char.IsLetterOrDigit(text[at + 1]));

    /// <summary>Places of the words that both have, in order: the shortest script of edits, by Myers' greedy search.</summary>
    private static List<(int Before, int After)> Common(List<string> before, List<string> after)
    {
        var most = Math.Min(before.Count + after.Count, MostEdits);
        var furthest = new int[(2 * most) + 3];
        var trace = new List<int[]>();
        for (var edits = 0; edits <= most; edits++)
        {
            trace.Add([.. furthest]);
            for (var k = -edits; k <= edits; k += 2)
            {
                var at = most + 1 + k;
                var x = k == -edits || (k != edits && furthest[at - 1] < furthest[at + 1])
                    ? furthest[at + 1]
                    : furthest[at - 1] + 1;
                var y = x - k;
                while (x < before.Count && y < after.Count && before[x] == after[y])
                    (x, y) = (x + 1, y + 1);
                furthest[at] = x;
                if (x >= before.Count && y >= after.Count)
                    return Back(trace, most, before.Count, after.Count);
            }
        }

        // No word in common counts: the whole is one replacement, and too long to be told.
        return [];
    }

    private static List<(int, int)> Back(List<int[]> trace, int most, int x, int y)
    {
        var common = new List<(int, int)>();
        for (var edits = trace.Count - 1; edits >= 0; edits--)
        {
            var furthest = trace[edits];
            var k = x - y;
            var at = most + 1 + k;
            var down = k == -edits || (k != edits && furthest[at - 1] < furthest[at + 1]);
            var (fromX, fromK) = down ? (furthest[at + 1], k + 1) : (furthest[at - 1], k - 1);
            var fromY = fromX - fromK;
            while (x > fromX && y > fromY && x > 0 && y > 0)
            {
                (x, y) = (x - 1, y - 1);
                common.Add((x, y));
            }

            (x, y) = (fromX, fromY);
        }

        common.Reverse();
        return common;
    }
}
