using System.Text;

namespace Stage5.Core.Recall.Lexical;

/// <summary>
/// Cuts a text of any script into terms. Where words have spaces between them a term is a word, and with it,
/// marked, its beginning, so that its inflected forms meet; elsewhere two characters in a row are a term.
/// </summary>
internal static class Tokenizer
{
    /// <summary>So many letters of a word stand for its forms.</summary>
    public const int StemLength = 4;

    private const int LongestTerm = 48;
    private const char StemMark = '~';

    public static bool IsStem(string term) => term[0] == StemMark;

    /// <summary>
    /// A word of letters (Latin, Greek, Cyrillic, Hebrew, Arabic), not a number or a pair of characters.
    /// </summary>
    public static bool IsAlphabetic(string term) => term[0] < 0x0700 && char.IsLetter(term[0]);

    public static List<string> Terms(string text)
    {
        var terms = new List<string>();
        var folded = Folding.Fold(text);
        var (start, kind) = (0, WordPart.None);
        for (var i = 0; i < folded.Length;)
        {
            Rune.DecodeFromUtf16(folded.AsSpan(i), out var rune, out var length);
            var part = WordParts.Of(rune);
            if (part != kind && !(kind == WordPart.Spaced && JoinsNumber(folded, i)))
            {
                Add(folded.AsSpan(start, i - start), kind, terms);
                (start, kind) = (i, part);
            }

            i += length;
        }

        Add(folded.AsSpan(start), kind, terms);
        return terms;
    }

    // 14:30, 3.5 and 1,200 are one thing each.
    private static bool JoinsNumber(string text, int at) => text[at] is '.' or ',' or ':'
        && at > 0 && char.IsAsciiDigit(text[at - 1]) && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]);

    private static void Add(ReadOnlySpan<char> run, WordPart kind, List<string> terms)
    {
        if (run.IsEmpty || kind == WordPart.None) return;
        if (kind == WordPart.Unspaced) AddPairs(run, terms);
        else AddWord(run, terms);
    }

    private static void AddWord(ReadOnlySpan<char> word, List<string> terms)
    {
        if (word.Length > LongestTerm) word = word[..LongestTerm];
        terms.Add(word.ToString());
        if (word.Length >= StemLength && !char.IsAsciiDigit(word[0]))
            terms.Add(string.Concat([StemMark], word[..StemLength]));
    }

    private static void AddPairs(ReadOnlySpan<char> run, List<string> terms)
    {
        var (before, last) = (-1, 0);
        for (var i = 0; i < run.Length; i = last)
        {
            Rune.DecodeFromUtf16(run[i..], out _, out var length);
            last = i + length;
            if (before >= 0) terms.Add(run[before..last].ToString());
            else if (last == run.Length) terms.Add(run.ToString());
            before = i;
        }
    }
}
