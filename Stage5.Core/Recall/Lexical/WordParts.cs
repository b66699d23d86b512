using System.Text;

namespace Stage5.Core.Recall.Lexical;

/// <summary>How a character takes part in words.</summary>
internal enum WordPart
{
    None,

    /// <summary>Letters and digits of scripts that put spaces between words.</summary>
    Spaced,

    /// <summary>Han, Kana, Hangul, Thai, Lao, Khmer, Burmese: words are not told apart by spaces alone.</summary>
    Unspaced,
}

internal static class WordParts
{
    public static WordPart Of(Rune rune)
    {
        var value = rune.Value;
        if (value < 0x0E00)
            return Rune.IsLetterOrDigit(rune) || IsMark(rune) ? WordPart.Spaced : WordPart.None;
        if (IsUnspaced(value))
            return Rune.IsLetterOrDigit(rune) || IsMark(rune) ? WordPart.Unspaced : WordPart.None;
        return Rune.IsLetterOrDigit(rune) || IsMark(rune) ? WordPart.Spaced : WordPart.None;
    }

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is
        System.Globalization.UnicodeCategory.NonSpacingMark
        or System.Globalization.UnicodeCategory.SpacingCombiningMark
        or System.Globalization.UnicodeCategory.EnclosingMark;

    private static bool IsUnspaced(int value) => value
        is (>= 0x0E00 and <= 0x0EFF)      // Thai, Lao
        or (>= 0x1000 and <= 0x109F)      // Burmese
        or (>= 0x1780 and <= 0x17FF)      // Khmer
        or (>= 0x1100 and <= 0x11FF)      // Hangul
        or (>= 0x3005 and <= 0x3007)
        or (>= 0x3040 and <= 0x30FF)      // Kana
        or (>= 0x3100 and <= 0x31FF)
        or (>= 0x3400 and <= 0x4DBF)
        or (>= 0x4E00 and <= 0x9FFF)      // Han
        or (>= 0xA960 and <= 0xA97F)
        or (>= 0xAC00 and <= 0xD7FF)      // Hangul
        or (>= 0xF900 and <= 0xFAFF)
        or (>= 0x20000 and <= 0x3FFFF);
}
