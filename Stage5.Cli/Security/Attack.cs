namespace Stage5.Cli.Security;

/// <summary>Something an enemy would try, and what must come of it. Seen from outside: HTTP and nothing else.</summary>
/// <param name="Id">Stable, for evidence: <c>token-none</c>.</param>
/// <param name="Title">What is tried, in a sentence.</param>
/// <param name="Threat">The threat of <c>docs/security.md</c> that it is about: <c>API-S1</c>.</param>
/// <param name="Expected">What must come back, for people.</param>
/// <param name="Run">
/// Tries it. What it returns says whether it was held off; it throws only when nobody can be reached.
/// </param>
public sealed record Attack(
    string Id, string Title, string Threat, string Expected,
    Func<AttackTarget, CancellationToken, Task<AttackResult>> Run);

/// <summary>What came of an attack.</summary>
/// <param name="Evidence">What was seen, short enough for a line; never a credential.</param>
public sealed record AttackResult(AttackVerdict Verdict, string Evidence)
{
    public static AttackResult Held(string evidence) => new(AttackVerdict.Held, evidence);

    public static AttackResult Broken(string evidence) => new(AttackVerdict.Broken, evidence);

    public static AttackResult Skipped(string why) => new(AttackVerdict.Skipped, why);
}

public enum AttackVerdict
{
    /// <summary>It was held off, as it must be.</summary>
    Held,

    /// <summary>It worked, or what came back is not what must come back.</summary>
    Broken,

    /// <summary>It could not be tried: a credential, an address or a name that it needs was not given.</summary>
    Skipped,
}
