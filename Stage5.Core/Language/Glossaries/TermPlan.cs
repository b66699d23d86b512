using Stage5.Contracts;
using Stage5.Core.Language.Glossaries.Matching;

namespace Stage5.Core.Language.Glossaries;

/// <summary>What the glossary asks of one translation.</summary>
public sealed class TermPlan
{
    /// <summary>
    /// Changes when anything this plan asks for does, and only then: fit for the key of a cache. Two users whom
    /// the same terms concern have the same.
    /// </summary>
    public required string Version { get; init; }

    /// <summary>In the order of the text; they never overlap.</summary>
    public required IReadOnlyList<TermMatch> Matches { get; init; }

    /// <summary>What a person has to decide first; empty unless asked for.</summary>
    public required IReadOnlyList<TermConflict> Conflicts { get; init; }

    /// <summary>
    /// Words to name to a model as forbidden, at most <see cref="BannedListed"/>. The check of a translation
    /// (<see cref="GlossaryService.FindBanned"/>) looks for all.
    /// </summary>
    public required IReadOnlyList<BannedTerm> Banned { get; init; }

    public const int BannedListed = 100;

    /// <summary>Nothing to keep, to ask or to look for.</summary>
    public bool IsEmpty =>
        Matches.Count == 0 && Conflicts.Count == 0 && BannedSearch is not { Indexes.Count: > 0 };

    /// <summary>A plan that asks for nothing.</summary>
    public static TermPlan None { get; } = new() { Version = "none", Matches = [], Conflicts = [], Banned = [] };

    internal TermSearch? BannedSearch { get; init; }
}

/// <summary>A term in a text, in UTF-16 code units of the text given.</summary>
/// <param name="Source">As written in the text.</param>
/// <param name="Target">What must stand in the translation; for doNotTranslate the same as the source.</param>
/// <param name="Kind">
/// <c>translate</c> or <c>doNotTranslate</c>; of a decision to keep the original the latter.
/// </param>
public sealed record TermMatch(
    int Start, int Length, string Source, string Target, string EntryId, GlossaryScope Scope, string Kind);

/// <summary>A term for which different translations are prescribed or accepted.</summary>
/// <param name="Term">As first written in the text.</param>
/// <param name="Start">Where it stands first.</param>
public sealed record TermConflict(string Term, int Start, int Length, IReadOnlyList<TermChoice> Choices);

/// <summary>One way to settle a conflict.</summary>
/// <param name="Choice">One of <see cref="TermChoices"/>.</param>
/// <param name="Text">What would stand in the translation.</param>
/// <param name="EntryId">The entry that says so; null for <c>keepOriginal</c> where none does.</param>
public sealed record TermChoice(string Choice, string Text, string? EntryId, GlossaryScope? Scope);

/// <summary>A word that must not stand in the translation.</summary>
public sealed record BannedTerm(
    string Term, string? Replacement, string EntryId, GlossaryScope Scope, bool Forced);

/// <summary>A banned word in a translation.</summary>
/// <param name="Text">As written there.</param>
public sealed record BannedFinding(
    int Start, int Length, string Text, string? Replacement, string EntryId, GlossaryScope Scope, bool Forced);

/// <summary>A translation with banned words replaced.</summary>
/// <param name="Replaced">Where they stood before.</param>
/// <param name="Left">What still stands in <paramref name="Text"/>, where it does.</param>
public sealed record BannedRepair(
    string Text, IReadOnlyList<BannedFinding> Replaced, IReadOnlyList<BannedFinding> Left);
