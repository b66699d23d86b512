using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Stage5.Core.Guards.Compliance.Scanning;

namespace Stage5.Core.Guards.Compliance.Detectors;

/// <summary>
/// IPv4 and IPv6. Not: loopback, unspecified and broadcast addresses, which are nobody's, and four numbers that are
/// announced as a version or section.
/// </summary>
internal sealed class IpDetector : IDetector
{
    private const int Longest = 45;

    private static readonly SearchValues<string> Numbering = SearchValues.Create(
        ["version", "versión", "versione", "versão", "ver.", "release", "build", "firmware", "section", "chapter",
         "§", "abschnitt", "kapitel", "sección", "upgrade", "v."],
        StringComparison.OrdinalIgnoreCase);

    public string Class => ComplianceClasses.Ip;

    public Extent? Find(ReadOnlySpan<char> text, int at) => FindFour(text, at) ?? FindSix(text, at);

    private static Extent? FindFour(ReadOnlySpan<char> text, int at)
    {
        if (Text.IsWord(Text.Before(text, at)) || Text.Before(text, at) == '.') return null;
        var end = at;
        for (var octet = 0; octet < 4; octet++)
        {
            if (octet > 0 && Text.At(text, end++) != '.') return null;
            var (start, value) = (end, 0);
            while (end - start < 4 && char.IsAsciiDigit(Text.At(text, end))) value = (value * 10) + text[end++] - '0';
            if (end == start || end - start > 3 || value > 255 || (text[start] == '0' && end - start > 1)) return null;
        }

        if (Text.IsWord(Text.At(text, end))) return null;
        if (Text.At(text, end) == '.' && char.IsAsciiLetterOrDigit(Text.At(text, end + 1))) return null;
        var address = text[at..end];
        if (address.StartsWith("127.") || address is "0.0.0.0" or "255.255.255.255") return null;
        return Text.IsAnnounced(text, at, Numbering) ? null : new Extent(at, end);
    }

    private static Extent? FindSix(ReadOnlySpan<char> text, int at)
    {
        var start = at;
        while (start > 0 && at - start < Longest && IsPart(text[start - 1])) start--;
        var end = at;
        while (end < text.Length && end - start <= Longest && IsPart(text[end])) end++;
        if (end - start > Longest || Text.IsWord(Text.Before(text, start)) || Text.IsWord(Text.At(text, end))) return null;
        while (end > start && (text[end - 1] == '.' || (text[end - 1] == ':' && !text[..end].EndsWith("::")))) end--;
        if (start < end && text[start] == ':' && !text[start..].StartsWith("::")) start++;
        // Only the first group of digits finds it, so that it is found once.
        var address = text[start..end];
        if (at >= end || address.Count(':') < 2) return null;
        if (address[..Math.Max(0, at - start)].ContainsAnyInRange('0', '9')) return null;
        return IPAddress.TryParse(address, out var parsed) && parsed.AddressFamily == AddressFamily.InterNetworkV6
            && !IPAddress.IsLoopback(parsed) && !parsed.Equals(IPAddress.IPv6Any)
                ? new Extent(start, end) : null;
    }

    private static bool IsPart(char c) => char.IsAsciiHexDigit(c) || c is ':' or '.';
}
