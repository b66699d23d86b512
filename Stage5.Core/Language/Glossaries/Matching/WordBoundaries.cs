using System.Globalization;

namespace Stage5.Core.Language.Glossaries.Matching;

/// <summary>
/// Where words begin and end, after UAX #29: letters, marks, digits and underscores hold together, and so do
/// Katakana. Scripts written without spaces demand nothing; Korean, whose particles follow a word without a space,
/// demands a beginning but no end. Apostrophe and hyphen end a word: "l'école", "re-reply".
/// </summary>
internal static class WordBoundaries
{
    private enum Kind : byte
    {
        None,
        Word,
        Katakana,
        Hangul,
        Mark,
        Format,
    }

    private static readonly Kind[] Kinds = [.. Enumerable.Range(0, 0x10000).Select(c => KindOf((char)c))];

    /// <summary>Nothing is cut in two here: a letter from its accent, a surrogate from its pair.</summary>
    public static bool IsWhole(ReadOnlySpan<char> text, int at) => at == 0 || at == text.Length
        || (Kinds[text[at]] != Kind.Mark
            && !(char.IsLowSurrogate(text[at]) && char.IsHighSurrogate(text[at - 1])));

    /// <summary>A word may begin here.</summary>
    public static bool Begins(ReadOnlySpan<char> text, int at) => at == 0 || !Holds(text, at, after: false);

    /// <summary>A word may end here.</summary>
    public static bool Ends(ReadOnlySpan<char> text, int at) => at == text.Length || !Holds(text, at, after: true);

    /// <summary>
    /// Where the letters that follow a word's stem end, at most so many; -1 when there are more.
    /// </summary>
    public static int EndOfSuffix(ReadOnlySpan<char> text, int at, int most)
    {
        if (at == 0 || KindBefore(text, at) != Kind.Word) return -1;
        var end = at;
        while (end < text.Length && IsSuffix(text[end]))
        {
            if (end - at == most) return -1;
            end++;
        }

        return end > at && Ends(text, end) ? end : -1;
    }

    private static bool IsSuffix(char c) =>
        Kinds[c] == Kind.Mark || (Kinds[c] == Kind.Word && char.IsLetter(c));

    private static bool Holds(ReadOnlySpan<char> text, int at, bool after)
    {
        var (left, right) = (KindBefore(text, at), KindAfter(text, at));
        if (left == Kind.Hangul && right == Kind.Hangul) return !after;
        if (left == right && left is Kind.Word or Kind.Katakana) return true;
        return IsDecimal(text, at);
    }

    // 3.14 and 1,000 are one number each.
    private static bool IsDecimal(ReadOnlySpan<char> text, int at) =>
        (at > 1 && at < text.Length && char.IsDigit(text[at]) && text[at - 1] is '.' or ','
            && char.IsDigit(text[at - 2]))
        || (at > 0 && at + 1 < text.Length && char.IsDigit(text[at - 1]) && text[at] is '.' or ','
            && char.IsDigit(text[at + 1]));

    private static Kind KindBefore(ReadOnlySpan<char> text, int at)
    {
        for (var i = at - 1; i >= 0; i--)
        {
            if (char.IsLowSurrogate(text[i])) return KindOfPair(text, i - 1);
            if (Kinds[text[i]] is var kind and not (Kind.Mark or Kind.Format)) return kind;
        }

        return Kind.None;
    }

    private static Kind KindAfter(ReadOnlySpan<char> text, int at)
    {
        for (var i = at; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i])) return KindOfPair(text, i);
            if (Kinds[text[i]] is var kind and not (Kind.Mark or Kind.Format)) return kind;
        }

        return Kind.None;
    }

    private static Kind KindOfPair(ReadOnlySpan<char> text, int at)
    {
        if (at < 0 || at + 1 >= text.Length || !char.IsSurrogatePair(text[at], text[at + 1])) return Kind.None;
        var value = char.ConvertToUtf32(text[at], text[at + 1]);
        // Planes 2 and 3 are ideographs.
        return value < 0x20000 && IsWord(CharUnicodeInfo.GetUnicodeCategory(value)) ? Kind.Word : Kind.None;
    }

    private static Kind KindOf(char c) => c switch
    {
        '\u200B' => Kind.None,
        (>= '\u30A1' and <= '\u30FA') or '\u30FC' or (>= '\u31F0' and <= '\u31FF')
            or (>= '\uFF66' and <= '\uFF9D') => Kind.Katakana,
        (>= '\u1100' and <= '\u11FF') or (>= '\uA960' and <= '\uA97F') or (>= '\uAC00' and <= '\uD7FF') =>
            Kind.Hangul,
        _ => CharUnicodeInfo.GetUnicodeCategory(c) switch
        {
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.EnclosingMark => Kind.Mark,
            UnicodeCategory.Format => Kind.Format,
            var category => IsWord(category) && !HasNoSpaces(c) ? Kind.Word : Kind.None,
        },
    };

    private static bool IsWord(UnicodeCategory category) => category is <= UnicodeCategory.OtherLetter
        or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber
        or UnicodeCategory.ConnectorPunctuation;

    // Thai, Lao, Tibetan, Myanmar, Khmer, Tai, Javanese and the like; ideographs, Hiragana, Bopomofo, Yi.
    private static bool HasNoSpaces(char c) => c is (>= '\u0E00' and <= '\u0EFF') or (>= '\u0F00' and <= '\u109F')
        or (>= '\u1780' and <= '\u17FF') or (>= '\u1950' and <= '\u19FF') or (>= '\u1A20' and <= '\u1AAF')
        or (>= '\u2E80' and <= '\uA4CF') or (>= '\uA980' and <= '\uA9FF') or (>= '\uAA60' and <= '\uAADF')
        or (>= '\uF900' and <= '\uFAFF');
}
