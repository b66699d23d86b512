namespace Stage5.Core.Language.Glossaries;

/// <summary>How a text meets the glossary.</summary>
public enum GlossaryMode
{
    /// <summary>Precedence decides; nobody is asked.</summary>
    Apply,

    /// <summary>Only forced terms apply.</summary>
    Bypass,

    /// <summary>Where terms prescribe different translations, the person decides.</summary>
    AskOnConflict,
}

/// <summary>A text and whose terms it meets. Whether the user is of the channel is the caller's to know.</summary>
public sealed record GlossaryQuery(
    string Tenant, string User, string? Channel, string Text, LanguageTag Source, LanguageTag Target)
{
    /// <summary>Only these named sets, the first first; null for all. Forced terms apply in any case.</summary>
    public IReadOnlyList<string>? GlossaryIds { get; init; }

    public GlossaryMode Mode { get; init; } = GlossaryMode.Apply;

    /// <summary>What the person answered to conflicts.</summary>
    public IReadOnlyList<TermDecision> Decisions { get; init; } = [];
}

/// <summary>An answer to a conflict.</summary>
/// <param name="Term">As the conflict named it; case does not matter.</param>
/// <param name="Choice">One of <see cref="TermChoices"/>.</param>
/// <param name="Translation">For <c>alternative</c>: which; one that was offered.</param>
/// <param name="Remember">Kept for this user and pair, and taken next time.</param>
public sealed record TermDecision(string Term, string Choice, string? Translation = null, bool Remember = false);

/// <summary>Names of the choices a conflict offers.</summary>
public static class TermChoices
{
    /// <summary>What precedence would have chosen.</summary>
    public const string FollowTerm = "followTerm";

    /// <summary>The term as it stands in the text.</summary>
    public const string KeepOriginal = "keepOriginal";

    /// <summary>Another translation that a term prescribes or accepts.</summary>
    public const string Alternative = "alternative";

    /// <summary>"translation (original)".</summary>
    public const string Compromise = "compromise";

    public static bool IsKnown(string choice) => choice is FollowTerm or KeepOriginal or Alternative or Compromise;
}
