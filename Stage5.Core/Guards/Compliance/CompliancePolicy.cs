using System.Collections.Frozen;
using Stage5.Core.Guards.Compliance.Scanning;

namespace Stage5.Core.Guards.Compliance;

/// <summary>What a tenant wants done about each class and phrase.</summary>
internal sealed class CompliancePolicy
{
    private readonly FrozenDictionary<string, (ComplianceAction Action, string Rule)> _classes;

    public CompliancePolicy(IReadOnlyDictionary<string, ComplianceAction> classes, BannedPhrases phrases)
    {
        _classes = ComplianceClasses.Detected.ToFrozenDictionary(
            name => name, name => (classes.GetValueOrDefault(name, ComplianceAction.Redact), $"pii.{name}"));
        Phrases = phrases;
        Detects = _classes.Values.Any(one => one.Item1 != ComplianceAction.Allow);
    }

    /// <summary>Everything is redacted: that can be undone, and nobody is hindered.</summary>
    public static CompliancePolicy Default { get; } =
        new(new Dictionary<string, ComplianceAction>(), new BannedPhrases([], ComplianceAction.KeepOriginal));

    public BannedPhrases Phrases { get; }

    /// <summary>False when every class is allowed: then nothing is looked for.</summary>
    public bool Detects { get; }

    /// <summary>With the id of the rule.</summary>
    public (ComplianceAction Action, string Rule) ActionOf(string name) => _classes[name];
}
