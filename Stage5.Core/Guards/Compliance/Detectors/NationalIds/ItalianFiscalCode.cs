using Stage5.Core.Guards.Compliance.Scanning;

namespace Stage5.Core.Guards.Compliance.Detectors.NationalIds;

/// <summary>Codice fiscale: sixteen letters and digits, the last one a check; groups may be spaced.</summary>
internal sealed class ItalianFiscalCode : NationalIdDetector
{
    private const string Shape = "LLLLLLDDLDDLDDDL";
    private const string Months = "ABCDEHLMPRST";

    // Digits are written as these letters where two persons would have the same code.
    private const string Substitutes = "LMNPQRSTUV";

    private static readonly int[] Odd =
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

    public override Extent? Find(ReadOnlySpan<char> text, int at)
    {
        // Six letters stand before the year, perhaps in two groups.
        var start = at;
        for (var letters = 0; letters < 6; letters++)
        {
            if (letters is 0 or 3 && Text.Before(text, start) is ' ' or '-' && start > 1
                && char.IsAsciiLetterUpper(text[start - 2])) start--;
            if (!char.IsAsciiLetter(Text.Before(text, start))) return null;
            start--;
        }

        Span<char> code = stackalloc char[Shape.Length];
        var (count, end) = (0, start);
        while (count < code.Length)
        {
            var c = Text.At(text, end++);
            if (count > 0 && c is ' ' or '-' && char.IsAsciiLetterOrDigit(Text.At(text, end))) c = Text.At(text, end++);
            c = char.ToUpperInvariant(c);
            if (Shape[count] == 'L' ? !char.IsAsciiLetter(c) : !char.IsAsciiDigit(c) && !Substitutes.Contains(c))
                return null;
            code[count++] = c;
        }

        if (!Months.Contains(code[8]) || !Text.StandsAlone(text, start, end)) return null;
        return Check(code) == code[15] ? new Extent(start, end) : null;
    }

    private static char Check(ReadOnlySpan<char> code)
    {
        var sum = 0;
        for (var i = 0; i < 15; i++)
        {
            var value = char.IsAsciiDigit(code[i]) ? code[i] - '0' : code[i] - 'A';
            sum += i % 2 == 0 ? Odd[value] : value;
        }

        return (char)('A' + (sum % 26));
    }
}
