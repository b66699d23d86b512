using System.Buffers;
using Stage5.Core.Guards.Compliance.Scanning;

namespace Stage5.Core.Guards.Compliance.Detectors;

/// <summary>Asked at each at sign.</summary>
internal sealed class EmailDetector : IDetector
{
    private const int LocalAtMost = 64;
    private const int DomainAtMost = 180;

    private static readonly SearchValues<string> FileEndings = SearchValues.Create(
        ["png", "jpg", "jpeg", "gif", "svg", "webp", "pdf", "css", "js", "ts", "json", "md", "txt", "html"],
        StringComparison.OrdinalIgnoreCase);

    public string Class => ComplianceClasses.Email;

    public Extent? Find(ReadOnlySpan<char> text, int at)
    {
        var start = at;
        while (start > 0 && at - start < LocalAtMost && IsLocal(text[start - 1])) start--;
        while (start < at && text[start] is '.' or '\'' or '-' or '+') start++;
        if (start == at || text[at - 1] == '.') return null;

        var end = at + 1;
        var lastDot = -1;
        while (end < text.Length && end - at <= DomainAtMost && (IsLetterOrDigit(text[end]) || text[end] is '-' or '.'))
        {
            if (text[end] == '.')
            {
                if (text[end - 1] is '.' or '@' or '-' || !IsLetterOrDigit(Text.At(text, end + 1))) break;
                lastDot = end;
            }

            end++;
        }

        while (end > at + 1 && text[end - 1] == '-') end--;
        if (lastDot < 0 || end - at > DomainAtMost || !IsTop(text[(lastDot + 1)..end])) return null;
        // git@host:path is an address of code, not of a person.
        if (Text.At(text, end) == ':' && text[start..at].SequenceEqual("git")) return null;
        return new Extent(start, end);
    }

    private static bool IsTop(ReadOnlySpan<char> label)
    {
        if (label.Length < 2 || FileEndings.Contains(label.ToString())) return false;
        if (label.StartsWith("xn--", StringComparison.OrdinalIgnoreCase)) return true;
        foreach (var c in label)
        {
            if (!char.IsLetter(c)) return false;
        }

        return true;
    }

    private static bool IsLocal(char c) => IsLetterOrDigit(c) || c is '.' or '_' or '%' or '+' or '-' or '\'';

    // Letters of alphabets; not ideographs, which stand next to an address without a space.
    private static bool IsLetterOrDigit(char c) => c < '\u2E80' && char.IsLetterOrDigit(c);
}
