using Stage5.Contracts;

namespace Stage5.Core.Reviews;

/// <summary>What a change of a review came to.</summary>
public enum ReviewResult
{
    /// <summary>It was done, or had been done alike before.</summary>
    Done,

    Missing,
    Closed,

    /// <summary>It is decided already.</summary>
    Decided,

    /// <summary>To be opened again, it would have to be decided.</summary>
    Undecided,

    /// <summary>The reviewer wrote it themselves.</summary>
    Own,

    /// <summary>Another reviewer has it.</summary>
    Leased,

    /// <summary>The reviewer does not have it: it is free, or another's.</summary>
    NotYours,

    /// <summary>The reviewer has approved it already: it needs another person.</summary>
    Second,

    /// <summary>It is of another version.</summary>
    Conflict,

    /// <summary>No version was said, and it would have been needed.</summary>
    Unseen,

    /// <summary>The turn made no text that could go out.</summary>
    Nothing,

    /// <summary>The edit is the text as it stands.</summary>
    Unchanged,

    /// <summary>The edit has a language that the turn has no text in.</summary>
    Language,

    /// <summary>The edit has what policy lets nobody write.</summary>
    Blocked,

    /// <summary>The edit has words that the glossary bans.</summary>
    Banned,
}

/// <summary>What a change of a review came to, and why it was not done.</summary>
/// <param name="Lease">Who has it, where that is why.</param>
/// <param name="Names">Classes that are blocked, words that are banned, or languages there are.</param>
public sealed record ReviewOutcome(ReviewResult Result, ReviewLease? Lease = null, IReadOnlyList<string>? Names = null)
{
    public static ReviewOutcome Done { get; } = new(ReviewResult.Done);
}

/// <summary>Which version a change is for.</summary>
/// <param name="Number">Null for any.</param>
public readonly record struct ReviewVersion(long? Number)
{
    public static ReviewVersion Any { get; }
}
