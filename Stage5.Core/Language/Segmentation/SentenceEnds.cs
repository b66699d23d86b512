using System.Buffers;
using System.Collections.Frozen;

namespace Stage5.Core.Language.Segmentation;

/// <summary>
/// Where sentences end, as far as it can be seen from a few characters. An end that is missed makes a longer
/// segment; one that is wrongly seen parts a sentence, so doubt is no end.
/// </summary>
internal static class SentenceEnds
{
    private const int LongestAbbreviation = 8;

    private static readonly FrozenSet<string> Abbreviations = new[]
    {
        "mr", "mrs", "ms", "dr", "prof", "st", "jr", "vs", "eg", "ie", "cf", "fig", "vol", "pp", "approx", "dept",
        "inc", "ltd", "corp", "gen", "gov", "sen", "rep", "rev", "hon", "capt", "col", "lt", "sgt", "jan", "feb",
        "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "nr", "bzw", "ca", "ggf", "evtl",
        "inkl", "exkl", "vgl", "tel", "str", "abs", "art", "sr", "sra", "srta", "ud", "uds", "núm", "pág", "av",
        "mme", "mlle", "mm", "me", "sig", "dott", "ing", "avv", "pag", "tzn", "np", "ul", "godz", "ул", "см",
        "стр", "рис", "руб", "тыс", "млн", "им", "др",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Known =
        Abbreviations.GetAlternateLookup<ReadOnlySpan<char>>();

    // Han and Kana, Arabic and Urdu, Devanagari, Ethiopic, Armenian, Burmese, Khmer, Syriac.
    private static readonly SearchValues<char> Signs = SearchValues.Create(
        "\u3002\uFF01\uFF1F\uFF61\uFF0E\u061F\u06D4\u0964\u0965\u1362\u0589\u104B\u17D4\u17D5\u0700");

    /// <summary>Signs after which the next sentence may stand at once.</summary>
    public static bool EndsWithoutSpace(char c) => Signs.Contains(c);

    /// <summary>What closes after a sentence's end and still belongs to it.</summary>
    public static bool Closes(char c) =>
        c is '"' or '\'' or ')' or ']' or '}' or '»' or '”' or '’' or '」' or '』' or '）' or '】' or '》' or '〉' or '*'
        or '_';

    /// <summary>
    /// True when a sentence ends before the white space from <paramref name="start"/> to <paramref name="end"/>.
    /// </summary>
    public static bool EndsBefore(string text, int start, int end)
    {
        if (start == 0) return false;
        if (end < text.Length && IsThaiOrLao(text[start - 1]) && IsThaiOrLao(text[end])) return true;

        var last = start - 1;
        while (last > 0 && Closes(text[last])) last--;
        return text[last] switch
        {
            '!' or '?' or '‼' or '⁇' or '⁈' or '⁉' => true,
            '…' => !GoesOn(text, end),
            '.' => !GoesOn(text, end) && !IsAbbreviated(text, last),
            var c => EndsWithoutSpace(c),
        };
    }

    private static bool GoesOn(string text, int at) => at < text.Length && char.IsLower(text[at]);

    /// <summary>
    /// An initial, a short number (as in "am 3. Mai") or a known abbreviation stands before the full stop.
    /// </summary>
    private static bool IsAbbreviated(string text, int stop)
    {
        var from = stop;
        while (from > 0 && stop - from <= LongestAbbreviation && char.IsLetterOrDigit(text[from - 1])) from--;
        var word = text.AsSpan(from, stop - from);
        return word.Length switch
        {
            0 or > LongestAbbreviation => false,
            1 => true,
            2 when char.IsAsciiDigit(word[0]) && char.IsAsciiDigit(word[1]) => true,
            _ => Known.Contains(word),
        };
    }

    private static bool IsThaiOrLao(char c) => c is >= '\u0E01' and <= '\u0EFF';
}
