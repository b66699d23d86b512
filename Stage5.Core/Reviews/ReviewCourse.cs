namespace Stage5.Core.Reviews;

/// <summary>A decision, and whether it was opened again since.</summary>
internal sealed record LedgerDecision(ReviewEntry Entry, bool Stands);

/// <summary>What a review's entries say of its times, beside what the record makes of them.</summary>
internal sealed class ReviewCourse
{
    public ReviewCourse(ReviewRecord review)
    {
        (Review, WaitsSince) = (review, review.OpenedAt);
        var verdicts = new List<LedgerDecision>();
        foreach (var entry in review.Entries)
        {
            switch (entry.Type)
            {
                case ReviewEntryType.Leased:
                    FirstLease ??= entry;
                    break;
                case ReviewEntryType.Decided:
                    verdicts.Add(new LedgerDecision(entry, Stands: true));
                    break;
                case ReviewEntryType.Reopened:
                    verdicts[^1] = verdicts[^1] with { Stands = false };
                    WaitsSince = entry.At;
                    break;
            }
        }

        Verdicts = verdicts;
    }

    public ReviewRecord Review { get; }

    public IReadOnlyList<LedgerDecision> Verdicts { get; }

    /// <summary>Since it was opened, or opened again.</summary>
    public DateTimeOffset WaitsSince { get; }

    /// <summary>Neither decided nor closed.</summary>
    public bool Waits => Review.EndedAt is null;

    public ReviewEntry? FirstLease { get; }
}
