using Stage5.Core.Guards.Compliance.Scanning;

namespace Stage5.Core.Guards.Compliance.Detectors;

/// <summary>Payment cards: the issuer's range and length, a plausible grouping, and Luhn.</summary>
internal sealed class CardDetector : IDetector
{
    private const int Shortest = 13;
    private const int Longest = 19;

    // First and last prefix of the range, then the shortest and longest number in it.
    private static readonly (int From, int To, int Digits, int Shortest, int Longest)[] Issuers =
    [
        (4, 4, 1, 13, 19), // Visa
        (51, 55, 2, 16, 16), (2221, 2720, 4, 16, 16), // Mastercard
        (34, 34, 2, 15, 15), (37, 37, 2, 15, 15), // American Express
        (6011, 6011, 4, 16, 19), (644, 659, 3, 16, 19), // Discover
        (300, 305, 3, 14, 19), (36, 36, 2, 14, 19), (38, 39, 2, 14, 19), // Diners Club
        (3528, 3589, 4, 16, 19), // JCB
        (62, 62, 2, 16, 19), // UnionPay
        (50, 50, 2, 13, 19), (56, 58, 2, 13, 19), (6304, 6304, 4, 13, 19), (6759, 6763, 4, 13, 19), // Maestro
        (2200, 2204, 4, 16, 19), // Mir
        (60, 60, 2, 16, 16), (81, 82, 2, 16, 16), // RuPay
        (9792, 9792, 4, 16, 16), // Troy
    ];

    public string Class => ComplianceClasses.Card;

    public Extent? Find(ReadOnlySpan<char> text, int at)
    {
        var chain = DigitChain.Read(text, at, " -.");
        for (var count = Math.Min(Longest, chain.Count); count >= Shortest; count--)
        {
            var digits = chain.Value(count);
            if (!chain.BreaksAfter(count) || !HasLuhn(digits) || !IsIssued(digits) || !IsGrouped(in chain, count)) continue;
            if (!StandsAlone(text, at, chain.End(count))) continue;
            return new Extent(at, chain.End(count));
        }

        return null;
    }

    // A dash or a space and more digits may follow: a card's expiry does.
    private static bool StandsAlone(ReadOnlySpan<char> text, int start, int end) =>
        !Text.IsWord(Text.At(text, end)) && !Text.IsWord(Text.Before(text, start))
        && !(Text.Before(text, start) is '.' or ',' && start > 1 && char.IsAsciiDigit(text[start - 2]));

    private static bool IsGrouped(in DigitChain chain, int count)
    {
        if (chain.HasGroups(4, 6, 5) && count == 15 || chain.HasGroups(4, 6, 4) && count == 14) return true;
        Span<int> lengths = stackalloc int[Longest + 5];
        var groups = chain.Groups(count, lengths);
        if (groups == 1) return true;
        var size = lengths[0];
        if (size != 4 && size != 1) return false;
        for (var i = 1; i < groups - 1; i++)
        {
            if (lengths[i] != size) return false;
        }

        return lengths[groups - 1] <= size;
    }

    private static bool IsIssued(ReadOnlySpan<char> digits)
    {
        var four = int.Parse(digits[..4], System.Globalization.CultureInfo.InvariantCulture);
        foreach (var (from, to, length, shortest, longest) in Issuers)
        {
            var prefix = length switch { 1 => four / 1000, 2 => four / 100, 3 => four / 10, _ => four };
            if (prefix >= from && prefix <= to && digits.Length >= shortest && digits.Length <= longest) return true;
        }

        return false;
    }

    private static bool HasLuhn(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[digits.Length - 1 - i] - '0';
            if (i % 2 == 1) digit = digit > 4 ? (digit * 2) - 9 : digit * 2;
            sum += digit;
        }

        return sum % 10 == 0;
    }
}
