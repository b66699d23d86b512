using Stage5.Core.Guards.Compliance.Scanning;

namespace Stage5.Core.Guards.Compliance.Detectors.NationalIds;

/// <summary>Cadastro de Pessoas Físicas: nine digits and two check digits, plain or as 000.000.000-00.</summary>
internal sealed class BrazilianCpf : NationalIdDetector
{
    public override Extent? Find(ReadOnlySpan<char> text, int at)
    {
        Span<char> digits = stackalloc char[11];
        var end = at;
        var dotted = Text.At(text, at + 3) == '.';
        for (var count = 0; count < digits.Length; count++)
        {
            if (dotted && count is 3 or 6 && Text.At(text, end++) != '.') return null;
            if (dotted && count == 9 && Text.At(text, end) == '-') end++;
            var digit = Text.At(text, end++);
            if (!char.IsAsciiDigit(digit)) return null;
            digits[count] = digit;
        }

        if (!Text.StandsAlone(text, at, end) || digits.Count(digits[0]) == digits.Length) return null;
        return Check(Weigh(digits, 10, 9, 8, 7, 6, 5, 4, 3, 2)) == digits[9] - '0'
            && Check(Weigh(digits, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2)) == digits[10] - '0'
                ? new Extent(at, end) : null;
    }

    private static int Check(int sum) => sum % 11 < 2 ? 0 : 11 - (sum % 11);
}
