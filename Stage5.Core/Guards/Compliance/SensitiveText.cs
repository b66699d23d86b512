using System.Text;
using Stage5.Core.Guards.Compliance.Scanning;

namespace Stage5.Core.Guards.Compliance;

/// <summary>For logs: no tenant's policy, nothing reversible.</summary>
public static class SensitiveText
{
    /// <summary>
    /// The text with <c>[class]</c> in place of each secret, card, IBAN, national id, e-mail address and phone
    /// number; the same instance when there is none. IP addresses stay: operators need them.
    /// </summary>
    public static string Redact(string text)
    {
        List<Hit>? hits = null;
        var folded = Folded.Of(text);
        Scanner.Scan(folded.Text, CompliancePolicy.Default, ref hits);
        hits?.RemoveAll(hit => hit.Class == ComplianceClasses.Ip);
        if (hits is not { Count: > 0 }) return text;
        var redacted = new StringBuilder(text.Length);
        var from = 0;
        foreach (var hit in Overlaps.Resolve(hits))
        {
            redacted.Append(text, from, folded.Origin(hit.Start) - from).Append('[').Append(hit.Class).Append(']');
            from = folded.OriginOfEnd(hit.End);
        }

        return redacted.Append(text, from, text.Length - from).ToString();
    }
}
