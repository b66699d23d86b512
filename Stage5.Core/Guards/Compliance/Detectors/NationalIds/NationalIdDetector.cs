using Stage5.Core.Guards.Compliance.Scanning;

namespace Stage5.Core.Guards.Compliance.Detectors.NationalIds;

/// <summary>Numbers a state gives to persons. Asked at each group of digits.</summary>
internal abstract class NationalIdDetector : IDetector
{
    public string Class => ComplianceClasses.NationalId;

    public abstract Extent? Find(ReadOnlySpan<char> text, int at);

    /// <summary>The sum of the digits, each with its weight.</summary>
    protected static int Weigh(ReadOnlySpan<char> digits, params ReadOnlySpan<int> weights)
    {
        var sum = 0;
        for (var i = 0; i < weights.Length; i++) sum += (digits[i] - '0') * weights[i];
        return sum;
    }

    /// <summary>Reads whole digits of a fixed count; null when there are fewer or they run on.</summary>
    protected static Extent? Whole(ReadOnlySpan<char> text, int at, in DigitChain chain, int count) =>
        chain.Count >= count && chain.BreaksAfter(count) && Text.StandsAlone(text, at, chain.End(count))
            ? new Extent(at, chain.End(count)) : null;
}
