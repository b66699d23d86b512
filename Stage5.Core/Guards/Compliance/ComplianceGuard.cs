using System.Text;
using Stage5.Core.Guards.Compliance.Scanning;

namespace Stage5.Core.Guards.Compliance;

/// <summary>What was found of one class, and what was done about it. Never the value.</summary>
/// <param name="Class">For instance <c>email</c>, <c>card</c>, <c>banned_phrase</c>.</param>
/// <param name="Action"><c>allow</c>, <c>keep_original</c>, <c>redact</c>, <c>review</c> or <c>block</c>.</param>
/// <param name="Policy">Id of the rule that decided: <c>pii.card</c>, <c>phrase.3</c>.</param>
public sealed record ComplianceFinding(string Class, string Action, int Count, string Policy)
{
    /// <summary>Redacted for the model; a person decides about the answer.</summary>
    public const string Review = "review";

    public bool AsksForReview => Action == Review;
}

/// <summary>A text that may go to a model.</summary>
/// <param name="Text">With reversible tokens where something was redacted.</param>
public sealed record CompliantText(string Text, IReadOnlyList<ComplianceFinding> Findings);

/// <summary>A text that policy does not let through. The message names classes, never values.</summary>
public sealed class ComplianceException(IReadOnlyList<ComplianceFinding> findings)
    : Exception($"Policy does not allow: {string.Join(", ", Blocked(findings))}.")
{
    public IReadOnlyList<ComplianceFinding> Findings { get; } = findings;

    /// <summary>The classes that may not be there, each once.</summary>
    public IReadOnlyList<string> Classes { get; } = Blocked(findings);

    // Where nobody can be asked, what is to be reviewed is what stands in the way.
    private static string[] Blocked(IReadOnlyList<ComplianceFinding> findings)
    {
        var reason = findings.Any(one => one.Action == "block") ? "block" : ComplianceFinding.Review;
        return [.. findings.Where(one => one.Action == reason).Select(one => one.Class).Distinct(StringComparer.Ordinal)];
    }
}

/// <summary>Changes a text that arrives in parts; holds back only what may still become something else.</summary>
public interface ITextFilter
{
    /// <summary>What was found so far in what has left.</summary>
    IReadOnlyList<ComplianceFinding> Findings { get; }

    /// <summary>What may leave now; empty while more is needed.</summary>
    /// <exception cref="ComplianceException">What came may not leave.</exception>
    string Push(string part);

    /// <summary>The rest, when no more comes.</summary>
    /// <exception cref="ComplianceException">What came may not leave.</exception>
    string Flush();
}

/// <summary>Personal data, secrets and banned phrases: found before a model, a log or a person sees them.</summary>
public sealed class ComplianceGuard
{
    private readonly CompliancePolicies _policies;

    internal ComplianceGuard(CompliancePolicies policies) => _policies = policies;

    /// <summary>Finds, redacts or refuses, as the tenant's policy says. Several texts of one turn share the tokens.</summary>
    /// <exception cref="ComplianceException">The policy blocks a class that was found.</exception>
    public CompliantText Protect(string tenant, string text, Redactions redactions)
    {
        var policy = _policies.Of(tenant);
        if (!policy.Detects && policy.Phrases.IsEmpty) return new CompliantText(text, []);
        var folded = Folded.Of(text);
        List<Hit>? hits = null;
        if (policy.Detects) Scanner.Scan(folded.Text, policy, ref hits);
        if (!policy.Phrases.IsEmpty) policy.Phrases.Scan(folded.Text, ref hits);
        Redactions.FindLookalikes(folded.Text, ref hits);
        if (hits is null) return new CompliantText(text, []);

        var resolved = Overlaps.Resolve(hits);
        var findings = new Findings();
        foreach (var hit in resolved) findings.Add(hit);
        findings.ThrowIfBlocked();

        var result = new StringBuilder(text.Length);
        var from = 0;
        foreach (var hit in resolved.Where(hit => hit.Action != ComplianceAction.Allow))
        {
            var (start, end) = (folded.Origin(hit.Start), folded.OriginOfEnd(hit.End));
            var name = hit.Class == ComplianceClasses.BannedPhrase ? "phrase" : hit.Class;
            result.Append(text, from, start - from).Append(redactions.TokenFor(name, text[start..end]));
            from = end;
        }

        return new CompliantText(result.Append(text, from, text.Length - from).ToString(), findings.All);
    }

    /// <summary>
    /// For a model's answer: restores the turn's tokens and applies the policy to what the model itself wrote.
    /// </summary>
    public ITextFilter FilterAnswer(string tenant, Redactions redactions) => FiltersAnswers(tenant, redactions)
        ? new AnswerFilter(_policies.Of(tenant), redactions)
        : PassThrough.Instance;

    /// <summary>Whether anything that may be found asks for a reviewer.</summary>
    public bool MayAskForReview(string tenant)
    {
        var policy = _policies.Of(tenant);
        return ComplianceClasses.Detected.Any(name => policy.ActionOf(name).Action == ComplianceAction.Review);
    }

    /// <summary>What a tenant wants done about each class; its phrases only where it has any.</summary>
    public IEnumerable<(string Class, string Action)> RulesFor(string tenant)
    {
        var policy = _policies.Of(tenant);
        foreach (var name in ComplianceClasses.Detected)
            yield return (name, Findings.NameOf(policy.ActionOf(name).Action));
        if (!policy.Phrases.IsEmpty)
            yield return (ComplianceClasses.BannedPhrase, policy.Phrases.Blocks ? "block" : "keep_original");
    }

    /// <summary>False where an answer can leave as it comes: nothing to restore and nothing to look for.</summary>
    public bool FiltersAnswers(string tenant, Redactions redactions)
    {
        var policy = _policies.Of(tenant);
        return !redactions.IsEmpty || policy.Detects || policy.Phrases.Blocks;
    }
}
