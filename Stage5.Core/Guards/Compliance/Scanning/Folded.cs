using System.Buffers;
using System.Globalization;
using System.Text;

namespace Stage5.Core.Guards.Compliance.Scanning;

/// <summary>
/// A text as the detectors read it: digits of any script and full-width letters are ASCII, dashes and spaces of
/// typography plain ones, and what is invisible is gone. Knows where each character came from.
/// </summary>
internal readonly ref struct Folded
{
    private static readonly SearchValues<char> Foldable = SearchValues.Create(FindFoldable());

    private readonly ReadOnlySpan<char> _original;
    private readonly int[]? _origins;

    private Folded(ReadOnlySpan<char> original, ReadOnlySpan<char> text, int[]? origins)
    {
        _original = original;
        _origins = origins;
        Text = text;
    }

    public ReadOnlySpan<char> Text { get; }

    public static Folded Of(ReadOnlySpan<char> original)
    {
        var first = original.IndexOfAny(Foldable);
        return first < 0 ? new Folded(original, original, null) : Fold(original, first);
    }

    /// <summary>Where the character at this index begins in the original.</summary>
    public int Origin(int index) =>
        _origins is null ? index : index == Text.Length ? _original.Length : _origins[index];

    /// <summary>Where what ends before this index ends in the original.</summary>
    public int OriginOfEnd(int index)
    {
        if (_origins is null || index == 0) return index;
        var last = _origins[index - 1];
        return last + (IsMathDigit(_original, last) ? 2 : 1);
    }

    /// <summary>The first character that came from here or later.</summary>
    public int IndexFrom(int origin)
    {
        if (_origins is null) return origin;
        var index = Array.BinarySearch(_origins, 0, Text.Length, origin);
        return index < 0 ? ~index : index;
    }

    private static Folded Fold(ReadOnlySpan<char> original, int first)
    {
        var text = new char[original.Length];
        var origins = new int[original.Length];
        var length = 0;
        for (var i = 0; i < original.Length; i++)
        {
            var folded = i < first ? original[i] : Of(original, i);
            if (folded != '\0')
            {
                text[length] = folded;
                origins[length++] = i;
            }

            if (i >= first && IsMathDigit(original, i)) i++;
        }

        return new Folded(original, text.AsSpan(0, length), origins);
    }

    private static char Of(ReadOnlySpan<char> text, int at)
    {
        var c = text[at];
        if (c == '\0') return ' ';
        return IsMathDigit(text, at) ? (char)('0' + ((text[at + 1] - 0xDFCE) % 10)) : Of(c);
    }

    private static char Of(char c) => c switch
    {
        < '\u00A0' => c,
        >= '\uFF01' and <= '\uFF5E' => (char)(c - 0xFEE0),
        >= '\u2010' and <= '\u2015' or '\u2212' or '\uFE63' => '-',
        '\u00A0' or '\u202F' or '\u205F' or '\u3000' or (>= '\u2000' and <= '\u200A') => ' ',
        '\u00AD' => '\0',
        _ => CharUnicodeInfo.GetUnicodeCategory(c) switch
        {
            UnicodeCategory.Format => '\0',
            UnicodeCategory.NonSpacingMark when c is >= '\uFE00' and <= '\uFE0F' => '\0',
            UnicodeCategory.DecimalDigitNumber => (char)('0' + (int)CharUnicodeInfo.GetNumericValue(c)),
            _ => c,
        },
    };

    // Digits of the mathematical alphabets, U+1D7CE to U+1D7FF.
    private static bool IsMathDigit(ReadOnlySpan<char> text, int at) =>
        text[at] == '\uD835' && at + 1 < text.Length && text[at + 1] is >= '\uDFCE' and <= '\uDFFF';

    private static string FindFoldable()
    {
        var found = new StringBuilder("\0\uD835");
        for (var c = 0xA0; c <= 0xFFFF; c++)
        {
            if (Of((char)c) != c) found.Append((char)c);
        }

        return found.ToString();
    }
}
