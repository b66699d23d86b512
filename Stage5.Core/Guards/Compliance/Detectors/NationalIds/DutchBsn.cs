using System.Buffers;
using Stage5.Core.Guards.Compliance.Scanning;

namespace Stage5.Core.Guards.Compliance.Detectors.NationalIds;

/// <summary>Burgerservicenummer. One in eleven numbers passes its check, so it must be named.</summary>
internal sealed class DutchBsn : NationalIdDetector
{
    private static readonly SearchValues<string> Names = SearchValues.Create(
        ["bsn", "burgerservice", "sofi", "citizen service"], StringComparison.OrdinalIgnoreCase);

    public override Extent? Find(ReadOnlySpan<char> text, int at)
    {
        var chain = DigitChain.Read(text, at, " .-");
        if (Whole(text, at, in chain, 9) is not { } found || !Text.IsAnnounced(text, at, Names)) return null;
        var digits = chain.Value(9);
        return digits is not "000000000" && Weigh(digits, 9, 8, 7, 6, 5, 4, 3, 2, -1) % 11 == 0 ? found : null;
    }
}
