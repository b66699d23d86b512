using Stage5.Core.Guards.Compliance.Scanning;

namespace Stage5.Core.Guards.Compliance.Detectors.Secrets;

/// <summary>
/// A long run of mixed letters and digits in no order of words. Hex and UUIDs are not: hashes and ids look the same.
/// Asked at each group of digits; judged by its first characters, however long it is.
/// </summary>
internal sealed class RandomTokenDetector : IDetector
{
    private const int Shortest = 32;
    private const int Judged = 60;

    public string Class => ComplianceClasses.Secret;

    public Extent? Find(ReadOnlySpan<char> text, int at)
    {
        var start = at;
        while (start > 0 && at - start < Judged && IsPart(text[start - 1])) start--;
        if (start > 0 && IsPart(text[start - 1])) return null;
        // Its first group of digits finds it, so that it is judged once.
        if (text[start..at].ContainsAnyInRange('0', '9')) return null;
        var end = at;
        while (end < text.Length && IsPart(text[end])) end++;
        if (end - start < Shortest || !IsRandom(text[start..Math.Min(end, start + Judged)])) return null;
        // What is embedded in a data address is content.
        return text[..start].EndsWith("base64,") ? null : new Extent(start, end);
    }

    private static bool IsPart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '+' or '/' or '=';

    private static bool IsRandom(ReadOnlySpan<char> run)
    {
        Span<int> kinds = stackalloc int[4];
        Span<int> seen = stackalloc int[128];
        var (changes, last, numbers) = (0, -1, 0);
        foreach (var c in run)
        {
            var kind = char.IsAsciiLetterLower(c) ? 0 : char.IsAsciiLetterUpper(c) ? 1 : char.IsAsciiDigit(c) ? 2 : 3;
            kinds[kind]++;
            seen[c]++;
            if (kind != last && last >= 0) changes++;
            if (kind == 2 && last != 2) numbers++;
            last = kind;
        }

        // A name with a number at its end is one of somebody's making.
        if (numbers < 2 || kinds[0] < 4 || kinds[1] < 4 || kinds[2] < 3 || kinds[3] > run.Length / 6) return false;
        var entropy = 0.0;
        foreach (var count in seen)
        {
            if (count > 0) entropy -= (double)count / run.Length * Math.Log2((double)count / run.Length);
        }

        return entropy > 3.9 && changes > run.Length * 0.42;
    }
}
