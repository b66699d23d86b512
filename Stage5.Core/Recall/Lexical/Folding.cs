using System.Globalization;
using System.Text;

namespace Stage5.Core.Recall.Lexical;

/// <summary>
/// Makes one of the ways to write the same: width, case, and the marks on letters of Europe and the Near East.
/// </summary>
internal static class Folding
{
    public static string Fold(string text)
    {
        var well = IsWellFormed(text) ? text : Repair(text);
        var composed = well.Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        if (Ascii.IsValid(composed)) return composed;
        // Only there: the marks of Kana, Thai or Devanagari make other letters.
        var folded = new StringBuilder(composed.Length);
        foreach (var rune in composed.EnumerateRunes())
        {
            if (rune.Value < 0x80) folded.Append((char)rune.Value);
            else if (rune.Value is < 0x0700 or (>= 0x1E00 and < 0x2000)) Strip(rune, folded);
            else folded.Append(rune);
        }

        return folded.ToString();
    }

    private static void Strip(Rune rune, StringBuilder folded)
    {
        switch (rune.Value)
        {
            case 'ß': folded.Append("ss"); return;
            case 'æ': folded.Append("ae"); return;
            case 'œ': folded.Append("oe"); return;
            case 'ø': folded.Append('o'); return;
            case 'ł': folded.Append('l'); return;
            case 'đ': folded.Append('d'); return;
            case 'ı': folded.Append('i'); return;
            case 'ς': folded.Append('σ'); return;
        }

        foreach (var part in rune.ToString().Normalize(NormalizationForm.FormD).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(part) != UnicodeCategory.NonSpacingMark) folded.Append(part);
        }
    }

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }

        return true;
    }

    // Normalisation refuses lone surrogates; they are no part of any word.
    private static string Repair(string text)
    {
        var repaired = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) repaired.Append(rune);
        return repaired.ToString();
    }
}
