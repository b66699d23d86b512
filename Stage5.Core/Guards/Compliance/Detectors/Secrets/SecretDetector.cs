using Stage5.Core.Guards.Compliance.Scanning;

namespace Stage5.Core.Guards.Compliance.Detectors.Secrets;

/// <summary>Keys, tokens and passwords, found by a word that announces them. Values only, never the word.</summary>
internal abstract class SecretDetector : IKeywordDetector
{
    public string Class => ComplianceClasses.Secret;

    public abstract IReadOnlyList<string> Keywords { get; }

    public abstract Extent? Find(ReadOnlySpan<char> text, int at);

    protected static bool IsKeyCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';

    /// <summary>The keyword that stands here, as it is listed; the longest first.</summary>
    protected string? KeywordAt(ReadOnlySpan<char> text, int at, StringComparison comparison)
    {
        string? longest = null;
        foreach (var keyword in Keywords)
        {
            if (keyword.Length > (longest?.Length ?? 0) && text[at..].StartsWith(keyword, comparison)) longest = keyword;
        }

        return longest;
    }
}
