using System.Buffers;
using Stage5.Core.Guards.Compliance.Scanning;

namespace Stage5.Core.Guards.Compliance.Detectors.NationalIds;

/// <summary>Social Security number, 000-00-0000, by the rules of its areas; in other shapes where it is named.</summary>
internal sealed class AmericanSsn : NationalIdDetector
{
    private static readonly SearchValues<string> Names = SearchValues.Create(
        ["ssn", "social security", "seguro social"], StringComparison.OrdinalIgnoreCase);

    public override Extent? Find(ReadOnlySpan<char> text, int at)
    {
        var chain = DigitChain.Read(text, at, "- ");
        var grouped = chain.HasGroups(3, 2, 4);
        if (!grouped && !chain.HasGroups(9)) return null;
        if (Whole(text, at, in chain, 9) is not { } found) return null;
        var digits = chain.Value(9);
        if (digits[..3] is "000" or "666" || digits[0] == '9') return null;
        if (digits[3..5] is "00" || digits[5..] is "0000") return null;
        return (grouped && text[chain.End(3)] == '-') || Text.IsAnnounced(text, at, Names) ? found : null;
    }
}
