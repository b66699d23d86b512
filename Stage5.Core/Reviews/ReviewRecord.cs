using System.Collections.Immutable;
using Stage5.Contracts;

namespace Stage5.Core.Reviews;

/// <summary>A review as its entries make it, at the time it was read.</summary>
public sealed record ReviewRecord(string Id, ReviewOpening Opening, DateTimeOffset OpenedAt)
{
    /// <summary>A lease that ran out counts as open: see <see cref="At"/>.</summary>
    public ReviewState State { get; private init; }

    public ReviewPriority Priority { get; private init; } = Opening.Priority;

    public DateTimeOffset DueAt { get; private init; } = Opening.DueAt;

    /// <summary>Who has it, and until when; null where nobody has.</summary>
    public ReviewLease? Lease { get; private init; }

    public bool Escalated { get; private init; }

    public int Reopens { get; private init; }

    /// <summary>Who approved the texts as they stand.</summary>
    public IReadOnlyList<string> Approvals { get; private init; } = [];

    /// <summary>The last decision; it stays when the review is opened again.</summary>
    public ReviewEntry? Decided { get; private init; }

    /// <summary>The texts as they stand are a reviewer's.</summary>
    public bool Edited { get; private init; }

    /// <summary>When it was decided or closed; null while it is not.</summary>
    public DateTimeOffset? EndedAt { get; private init; }

    public long Version { get; private init; }

    /// <summary>The oldest first.</summary>
    public ImmutableList<ReviewEntry> Entries { get; private init; } = [];

    /// <summary>The review with one more entry.</summary>
    /// <param name="record">Null before the first.</param>
    /// <returns>Null for an entry of a review whose opening is not kept.</returns>
    internal static ReviewRecord? Apply(ReviewRecord? record, ReviewEntry entry)
    {
        if (entry is { Type: ReviewEntryType.Opened, Opening: { } opening })
            record = new ReviewRecord(entry.ReviewId, opening, entry.At);
        if (record is null)
            return null;
        record = record with { Version = record.Version + 1, Entries = record.Entries.Add(entry) };
        return entry.Type switch
        {
            ReviewEntryType.Leased => record with
            {
                State = ReviewState.Leased,
                Lease = new ReviewLease(entry.By, entry.Until ?? entry.At),
            },
            ReviewEntryType.Released => record.Free(ReviewState.Open),
            ReviewEntryType.Approved => record.Free(ReviewState.Open).With(entry),
            ReviewEntryType.Decided => record.Free(ReviewState.Decided).With(entry) with
            {
                Decided = entry,
                EndedAt = entry.At,
            },
            ReviewEntryType.Escalated => record with
            {
                Escalated = true,
                Priority = entry.Priority ?? record.Priority,
                DueAt = entry.DueAt ?? record.DueAt,
            },
            ReviewEntryType.Reopened => record.Free(ReviewState.Open) with
            {
                Approvals = [],
                Edited = false,
                Reopens = record.Reopens + 1,
                DueAt = entry.DueAt ?? record.DueAt,
                EndedAt = null,
            },
            ReviewEntryType.Closed => record.Free(ReviewState.Closed) with { EndedAt = entry.At },
            _ => record,
        };
    }

    /// <summary>As it is at that time.</summary>
    /// <param name="leaseEnds">Where its lease was renewed, which is no entry, when it ends.</param>
    internal ReviewRecord At(DateTimeOffset now, DateTimeOffset? leaseEnds)
    {
        if (Lease is not { } lease)
            return this;
        var until = leaseEnds ?? lease.Until;
        return until > now ? this with { Lease = lease with { Until = until } } : Free(ReviewState.Open);
    }

    /// <summary>Past its due time, and neither decided nor closed.</summary>
    public bool IsOverdue(DateTimeOffset now) => EndedAt is null && DueAt < now;

    /// <summary>As a list shows it.</summary>
    /// <param name="start">How its source begins.</param>
    internal ReviewSummary Summarize(DateTimeOffset now, string start) => new(
        Id, Opening.TaskId, State, Priority, Opening.Reasons, Opening.Kind, Opening.SourceLanguage,
        Opening.TargetLanguage, start, Opening.Author, Opening.Delivered, OpenedAt, DueAt, IsOverdue(now), Lease,
        Escalated, Reopens, Opening.Required, Approvals, Decided?.Decision, Decided?.By, Decided?.At, Version);

    /// <summary>Why this person may not decide it, whether they have it or not; null where they may.</summary>
    public ReviewResult? RefusalOf(string user) => this switch
    {
        { State: ReviewState.Closed } => ReviewResult.Closed,
        { State: ReviewState.Decided } => ReviewResult.Decided,
        _ when Opening.Author == user => ReviewResult.Own,
        { Lease: { } lease } when lease.Reviewer != user => ReviewResult.Leased,
        _ => Approvals.Contains(user) ? ReviewResult.Second : null,
    };

    private ReviewRecord Free(ReviewState state) => this with { State = state, Lease = null };

    private ReviewRecord With(ReviewEntry decision) => decision.Decision switch
    {
        // Whoever lets another's edit out has not edited: they are one more who approved.
        ReviewDecision.Edited when decision.EditDistance is not null =>
            this with { Edited = true, Approvals = [decision.By] },
        ReviewDecision.Rejected => this with { Edited = false },
        _ => this with { Approvals = [.. Approvals, decision.By] },
    };
}
