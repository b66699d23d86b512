using System.Globalization;
using Stage5.Core.Guards.Compliance.Scanning;

namespace Stage5.Core.Guards.Compliance.Detectors.NationalIds;

/// <summary>Numéro de sécurité sociale: sex, year, month, department, commune, order, and the key of mod 97.</summary>
internal sealed class FrenchNir : NationalIdDetector
{
    private const int Length = 15;

    public override Extent? Find(ReadOnlySpan<char> text, int at)
    {
        if (text[at] is not ('1' or '2' or '3' or '4' or '7' or '8')) return null;
        Span<char> value = stackalloc char[Length];
        var (count, end) = (0, at);
        while (count < Length && end < text.Length)
        {
            var c = char.ToUpperInvariant(text[end]);
            if (char.IsAsciiDigit(c) || (count == 6 && c is 'A' or 'B')) value[count++] = c;
            else if (c is not (' ' or '.' or '-') || !char.IsAsciiDigit(Text.At(text, end + 1))) return null;
            end++;
        }

        return count == Length && Text.StandsAlone(text, at, end) && IsPlausible(value) && HasKey(value)
            ? new Extent(at, end) : null;
    }

    private static bool IsPlausible(ReadOnlySpan<char> value)
    {
        if (value[5] is 'A' or 'B') return false;
        var month = Number(value[3..5]);
        return month is (>= 1 and <= 12) or (>= 20 and <= 42) or (>= 50 and <= 99)
            && (value[6] is not ('A' or 'B') || value[5] == '2') && value[5..7] is not "00";
    }

    // Corsica's departments 2A and 2B count as 19 and 18.
    private static bool HasKey(Span<char> value)
    {
        if (value[6] is 'A' or 'B') (value[5], value[6]) = ('1', value[6] == 'A' ? '9' : '8');
        return 97 - (Number(value[..13]) % 97) == Number(value[13..]);
    }

    private static long Number(ReadOnlySpan<char> digits) => long.Parse(digits, CultureInfo.InvariantCulture);
}
