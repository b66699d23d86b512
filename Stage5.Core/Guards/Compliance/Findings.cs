using Stage5.Core.Guards.Compliance.Scanning;

namespace Stage5.Core.Guards.Compliance;

/// <summary>Counts what was found, without the values.</summary>
internal sealed class Findings
{
    private readonly List<ComplianceFinding> _all = [];

    public IReadOnlyList<ComplianceFinding> All => [.. _all];

    public void Add(Hit hit)
    {
        if (hit.Action == ComplianceAction.Restore) return;
        var action = NameOf(hit.Action);
        var known = _all.FindIndex(one => one.Policy == hit.Rule && one.Action == action);
        if (known < 0) _all.Add(new ComplianceFinding(hit.Class, action, 1, hit.Rule));
        else _all[known] = _all[known] with { Count = _all[known].Count + 1 };
    }

    /// <exception cref="ComplianceException">One of them blocks.</exception>
    public void ThrowIfBlocked()
    {
        if (_all.Exists(one => one.Action == NameOf(ComplianceAction.Block))) throw new ComplianceException(All);
    }

    public static string NameOf(ComplianceAction action) => action switch
    {
        ComplianceAction.Allow => "allow",
        ComplianceAction.KeepOriginal => "keep_original",
        ComplianceAction.Redact => "redact",
        ComplianceAction.Review => ComplianceFinding.Review,
        _ => "block",
    };
}
