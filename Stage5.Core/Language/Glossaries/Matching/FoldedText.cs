using System.Globalization;
using System.Text;

namespace Stage5.Core.Language.Glossaries.Matching;

/// <summary>
/// A text as terms are looked for in it: letters and their accents composed (NFC), without case. Knows where each
/// character came from.
/// </summary>
internal sealed class FoldedText
{
    private static readonly char[] Table = [.. Enumerable.Range(0, 0x10000).Select(c => Fold((char)c))];

    private readonly int[]? _starts;
    private readonly int[]? _ends;

    private FoldedText(char[] text, char[] composed, int[]? starts, int[]? ends) =>
        (Text, Composed, _starts, _ends) = (text, composed, starts, ends);

    /// <summary>Composed and without case.</summary>
    public char[] Text { get; }

    /// <summary>Composed, with case; as long as <see cref="Text"/>.</summary>
    public char[] Composed { get; }

    public int Length => Text.Length;

    public static FoldedText Of(string text)
    {
        var first = FirstMark(text);
        return first < 0 ? Plain(text.ToCharArray(), null, null) : Compose(text);
    }

    /// <summary>A term as an automaton knows it.</summary>
    public static string Key(string term) => new(Of(term).Text);

    /// <summary>Where the character at this index begins in the original.</summary>
    public int Start(int index) => _starts is null ? index : _starts[index];

    /// <summary>Where what ends before this index ends in the original.</summary>
    public int End(int index) => _ends is null || index == 0 ? index : _ends[index - 1];

    private static FoldedText Plain(char[] composed, int[]? starts, int[]? ends)
    {
        var text = new char[composed.Length];
        for (var i = 0; i < composed.Length; i++)
        {
            text[i] = Table[composed[i]];
            // Only a few scripts beyond the first plane have case.
            if (!char.IsHighSurrogate(composed[i]) || i + 1 == composed.Length
                || !char.IsLowSurrogate(composed[i + 1]))
                continue;
            var lower = Rune.ToLowerInvariant(new Rune(composed[i], composed[i + 1]));
            if (lower.Utf16SequenceLength == 2) lower.EncodeToUtf16(text.AsSpan(i));
            else text[i + 1] = composed[i + 1];
            i++;
        }

        return new FoldedText(text, composed, starts, ends);
    }

    private static FoldedText Compose(string text)
    {
        var composed = new List<char>(text.Length);
        var (starts, ends) = (new List<int>(text.Length), new List<int>(text.Length));
        for (var i = 0; i < text.Length;)
        {
            var end = i + 1;
            while (end < text.Length && IsMark(text[end])) end++;
            var cluster = text.AsSpan(i, end - i);
            // A letter buried under marks (a text made to look broken) is read as it is.
            var one = cluster.Length is 1 or > 8 || char.IsSurrogate(cluster[0])
                ? cluster
                : cluster.ToString().Normalize(NormalizationForm.FormC);
            var kept = one.Length == cluster.Length;
            for (var k = 0; k < one.Length; k++)
            {
                composed.Add(one[k]);
                starts.Add(kept ? i + k : i);
                ends.Add(kept ? i + k + 1 : end);
            }

            i = end;
        }

        return Plain([.. composed], [.. starts], [.. ends]);
    }

    private static int FirstMark(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (IsMark(text[i])) return i;
        }

        return -1;
    }

    private static bool IsMark(char c) =>
        c >= '\u0300' && CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark;

    // Through the upper case, so that the final sigma is a sigma.
    private static char Fold(char c) =>
        char.IsSurrogate(c) ? c : char.ToLowerInvariant(char.ToUpperInvariant(c));
}
