using System.Collections.Frozen;
using System.Globalization;
using Stage5.Core.Guards.Compliance.Scanning;

namespace Stage5.Core.Guards.Compliance.Detectors;

/// <summary>The country's length and mod 97; groups may be separated. Asked at the two check digits.</summary>
internal sealed class IbanDetector : IDetector
{
    private static readonly FrozenDictionary<string, int> Lengths = (
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 "
        + "EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 "
        + "KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 "
        + "PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 "
        + "UA29 VA22 VG24 XK20 YE30")
        .Split(' ').ToFrozenDictionary(
            entry => entry[..2], entry => int.Parse(entry[2..], CultureInfo.InvariantCulture),
            StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> LengthOf =
        Lengths.GetAlternateLookup<ReadOnlySpan<char>>();

    public string Class => ComplianceClasses.Iban;

    public Extent? Find(ReadOnlySpan<char> text, int at)
    {
        var start = at - 2;
        if (start < 0 || !LengthOf.TryGetValue(text[start..at], out var length)) return null;
        if (Text.IsWord(Text.Before(text, start)) || !char.IsAsciiDigit(Text.At(text, at + 1))) return null;

        Span<char> value = stackalloc char[length];
        var (count, end, lettersOnly) = (0, start, 0);
        while (count < length)
        {
            if (count > 0 && IsSeparator(Text.At(text, end))) end++;
            var group = end;
            var digits = false;
            while (count < length && end < text.Length && char.IsAsciiLetterOrDigit(text[end]))
            {
                digits |= char.IsAsciiDigit(text[end]);
                value[count++] = char.ToUpperInvariant(text[end++]);
            }

            if (end == group) return null;
            // A bank's code may be a group of letters; words that follow a number are more of them, or long.
            lettersOnly = digits ? 0 : lettersOnly + 1;
            if (lettersOnly > 2 || (lettersOnly > 0 && end - group > 4)) return null;
        }

        return !Text.IsWord(Text.At(text, end)) && Remainder(value) == 1 ? new Extent(start, end) : null;
    }

    private static bool IsSeparator(char c) => c is ' ' or '-' or '.';

    private static int Remainder(ReadOnlySpan<char> value)
    {
        var remainder = 0;
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[(i + 4) % value.Length];
            remainder = char.IsAsciiDigit(c)
                ? ((remainder * 10) + (c - '0')) % 97
                : ((remainder * 100) + (c - 'A' + 10)) % 97;
        }

        return remainder;
    }
}
