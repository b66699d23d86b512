using Stage5.Core.Guards.Compliance;

namespace Stage5.Core.Audit;

/// <summary>What logs may have of the audit.</summary>
public static class ShippedLines
{
    private const string Beginning = "{\"format\":\"" + AuditChains.Format + "\",";

    /// <summary>
    /// As <see cref="SensitiveText.Redact"/>, but for a sealed line that is as it was hashed: whoever collects logs has to
    /// be able to verify it. It names people by their ids and has no text of theirs but what they set: a reason, a term of
    /// the tenant. A secret of the installation is taken out of it as of everything.
    /// </summary>
    public static string Redact(string text) => Contains(text) ? text : SensitiveText.Redact(text);

    /// <summary>Whether a text is a sealed line as it was hashed, and nothing else.</summary>
    public static bool Contains(string text) =>
        text.StartsWith(Beginning, StringComparison.Ordinal) && AuditChain.IsIntact(text);
}
