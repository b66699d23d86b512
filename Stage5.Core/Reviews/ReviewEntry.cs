using Stage5.Contracts;

namespace Stage5.Core.Reviews;

/// <summary>What happened to a review.</summary>
public enum ReviewEntryType
{
    Opened,
    Leased,

    /// <summary>Given back by its reviewer. A lease that runs out ends without an entry.</summary>
    Released,

    /// <summary>The first of two approvals: it is open again, for another person.</summary>
    Approved,

    Decided,
    Escalated,
    Noted,
    Reopened,
    Closed,
}

/// <summary>One entry of a tenant's review ledger. Entries are only ever added; every view is computed from them.</summary>
/// <param name="Number">From 1, without gap in a tenant.</param>
/// <param name="By">Who did it; <c>stage5</c> for the system.</param>
public sealed record ReviewEntry(
    long Number, string ReviewId, ReviewEntryType Type, DateTimeOffset At, string By)
{
    /// <summary>Of <see cref="ReviewEntryType.Opened"/>; null otherwise.</summary>
    public ReviewOpening? Opening { get; init; }

    /// <summary>Of a lease: when it ends unless it is renewed. Renewals are no entries.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Of an approval and a decision.</summary>
    public ReviewDecision? Decision { get; init; }

    /// <summary>Of an approval and a decision: handling time without idle.</summary>
    public TimeSpan? Active { get; init; }

    /// <summary>Of an edit: characters inserted, deleted or replaced, over all its texts.</summary>
    public int? EditDistance { get; init; }

    /// <summary>Of an escalation and a reopening: what it has from then on.</summary>
    public ReviewPriority? Priority { get; init; }

    /// <summary>Of an escalation and a reopening: when it is due from then on.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Note or reason.</summary>
    public string? Text { get; init; }
}

/// <summary>What a review is opened with.</summary>
/// <param name="Author">Who sent the message.</param>
/// <param name="Required">How many different people have to approve: 1 or 2.</param>
/// <param name="Delivered">The reply goes out at once, and is taken back when it is rejected.</param>
public sealed record ReviewOpening(
    string TaskId,
    string Author,
    ReviewPriority Priority,
    IReadOnlyList<string> Reasons,
    DateTimeOffset DueAt,
    int Required,
    bool Delivered,
    string Kind,
    string? SourceLanguage,
    string? TargetLanguage);
