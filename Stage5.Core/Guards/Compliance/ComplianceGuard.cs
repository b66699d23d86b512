namespace Stage5.Core.Guards.Compliance;

/// <summary>What was found of one class, and what was done about it. Never the value.</summary>
/// <param name="Class">For instance <c>email</c>, <c>card</c>, <c>banned_phrase</c>.</param>
/// <param name="Action"><c>allow</c>, <c>redact</c> or <c>block</c>.</param>
/// <param name="Policy">Id of the rule that decided.</param>
public sealed record ComplianceFinding(string Class, string Action, int Count, string Policy);

/// <summary>A text that may go to a model.</summary>
/// <param name="Text">With reversible tokens where something was redacted.</param>
public sealed record CompliantText(string Text, IReadOnlyList<ComplianceFinding> Findings);

/// <summary>A text that policy does not let through. The message names classes, never values.</summary>
public sealed class ComplianceException(IReadOnlyList<ComplianceFinding> findings)
    : Exception($"Policy does not allow: {string.Join(", ", findings.Where(one => one.Action == "block").Select(one => one.Class))}.")
{
    public IReadOnlyList<ComplianceFinding> Findings { get; } = findings;
}

/// <summary>The tokens of one turn and what they stand for. Lives in memory only.</summary>
public sealed class Redactions
{
    public bool IsEmpty => throw new NotSupportedException();

    /// <summary>Puts back what the tokens stand for.</summary>
    public string Restore(string text) => throw new NotSupportedException();
}

/// <summary>Changes a text that arrives in parts; holds back only what may still become something else.</summary>
public interface ITextFilter
{
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
    /// <summary>Finds, redacts or refuses, as the tenant's policy says. Several texts of one turn share the tokens.</summary>
    /// <exception cref="ComplianceException">The policy blocks a class that was found.</exception>
    public CompliantText Protect(string tenant, string text, Redactions redactions) => throw new NotSupportedException();

    /// <summary>
    /// For a model's answer: restores the turn's tokens and applies the policy to what the model itself wrote.
    /// </summary>
    public ITextFilter FilterAnswer(string tenant, Redactions redactions) => throw new NotSupportedException();
}
