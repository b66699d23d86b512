using Stage5.Core.Guards.Compliance.Scanning;

namespace Stage5.Core.Guards.Compliance.Detectors.Secrets;

/// <summary>Keys that say by their first letters who issued them, Stage5's own among them.</summary>
internal sealed class KeyPrefixDetector : SecretDetector
{
    private const int Shortest = 14;

    public override IReadOnlyList<string> Keywords { get; } =
    [
        "sk-", "sk_live_", "sk_test_", "rk_live_", "rk_test_", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_",
        "glpat-", "AKIA", "ASIA", "xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xapp-", "AIza", "ya29.", "npm_", "pypi-",
        "hf_", "gsk_", "SG.", "shpat_", "dop_v1_", "whsec_", "lin_api_", "s5a_", "s5r_", "s5_",
    ];

    public override Extent? Find(ReadOnlySpan<char> text, int at)
    {
        if (IsKeyCharacter(Text.Before(text, at))) return null;
        if (KeywordAt(text, at, StringComparison.Ordinal) is not { } prefix) return null;
        var body = at + prefix.Length;
        var end = body;
        var dotted = prefix[^1] == '.';
        while (end < text.Length && (IsKeyCharacter(text[end]) || (dotted && text[end] == '.'))) end++;
        while (end > body && text[end - 1] == '.') end--;
        // AWS key ids have one exact shape; words in capitals begin like them.
        if (prefix is "AKIA" or "ASIA")
            return end - body == 16 && !text[body..end].ContainsAnyInRange('a', 'z') ? new Extent(at, end) : null;

        var head = text[body..Math.Min(end, body + Text.Lookback)];
        return end - body >= Shortest && head.ContainsAnyInRange('0', '9') ? new Extent(at, end) : null;
    }
}
