using Stage5.Core.Guards.Compliance.Scanning;

namespace Stage5.Core.Guards.Compliance.Detectors.NationalIds;

/// <summary>National Insurance number: two letters, six digits, A to D; no check digit, only excluded prefixes.</summary>
internal sealed class BritishNino : NationalIdDetector
{
    public override Extent? Find(ReadOnlySpan<char> text, int at)
    {
        var start = at;
        if (Text.Before(text, start) is ' ' or '-') start--;
        start -= 2;
        if (start < 0 || !IsPrefix(text[start], text[start + 1])) return null;
        var chain = DigitChain.Read(text, at, " -");
        if (!chain.HasGroups(6) && !chain.HasGroups(2, 2, 2) || chain.Count != 6) return null;
        var end = chain.End(6);
        if (Text.At(text, end) is ' ' or '-') end++;
        return Text.At(text, end) is >= 'A' and <= 'D' && Text.StandsAlone(text, start, end + 1)
            ? new Extent(start, end + 1) : null;
    }

    private static bool IsPrefix(char first, char second) =>
        char.IsAsciiLetterUpper(first) && char.IsAsciiLetterUpper(second)
        && !"DFIQUV".Contains(first) && !"DFIQUVO".Contains(second)
        && (first, second) is not (('B', 'G') or ('G', 'B') or ('N', 'K') or ('K', 'N')
            or ('T', 'N') or ('N', 'T') or ('Z', 'Z'));
}
