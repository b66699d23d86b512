using System.Buffers;
using Stage5.Core.Guards.Compliance.Scanning;

namespace Stage5.Core.Guards.Compliance.Detectors.NationalIds;

/// <summary>Steuer-Identifikationsnummer: one digit of the first ten comes two or three times; ISO 7064 mod 11,10.</summary>
internal sealed class GermanTaxId : NationalIdDetector
{
    private static readonly SearchValues<string> Numbering = SearchValues.Create(
        ["order", "tracking", "invoice", "bestell", "rechnung", "sendung", "pedido", "commande", "ticket", "phone",
         "tel", "item", "serial"],
        StringComparison.OrdinalIgnoreCase);

    public override Extent? Find(ReadOnlySpan<char> text, int at)
    {
        if (text[at] == '0') return null;
        var chain = DigitChain.Read(text, at, " -/");
        if (!chain.HasGroups(11) && !chain.HasGroups(2, 3, 3, 3)) return null;
        if (Whole(text, at, in chain, 11) is not { } found) return null;
        var digits = chain.Value(11);
        return IsShaped(digits[..10]) && Check(digits[..10]) == digits[10] - '0'
            && !Text.IsAnnounced(text, at, Numbering) ? found : null;
    }

    private static bool IsShaped(ReadOnlySpan<char> digits)
    {
        var repeated = 0;
        for (var digit = '0'; digit <= '9'; digit++)
        {
            var times = digits.Count(digit);
            if (times > 3) return false;
            if (times > 1) repeated++;
        }

        return repeated == 1;
    }

    private static int Check(ReadOnlySpan<char> digits)
    {
        var product = 10;
        foreach (var digit in digits)
        {
            var sum = (digit - '0' + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }

        return (11 - product) % 10;
    }
}
