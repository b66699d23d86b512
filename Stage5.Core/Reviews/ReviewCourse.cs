namespace Stage5.Core.Reviews;

/// <summary>A decision, and whether it was opened again since.</summary>
internal sealed record ReviewVerdict(ReviewEntry Entry, bool Stands);

/// <summary>One review's entries in order, read for their times.</summary>
internal sealed class ReviewCourse
{
    public ReviewCourse(string id, IReadOnlyList<ReviewEntry> entries)
    {
        (Id, Entries) = (id, entries);
        OpenedAt = WaitsSince = entries[0].At;
        Waits = true;
        var verdicts = new List<ReviewVerdict>();
        foreach (var entry in entries)
        {
            DueAt = entry.Opening?.DueAt ?? entry.DueAt ?? DueAt;
            switch (entry.Type)
            {
                case ReviewEntryType.Leased:
                    FirstLease ??= entry;
                    break;
                case ReviewEntryType.Decided:
                    verdicts.Add(new ReviewVerdict(entry, Stands: true));
                    Waits = false;
                    break;
                case ReviewEntryType.Reopened:
                    verdicts[^1] = verdicts[^1] with { Stands = false };
                    (Waits, WaitsSince) = (true, entry.At);
                    break;
                case ReviewEntryType.Closed:
                    Waits = false;
                    break;
            }
        }

        Verdicts = verdicts;
    }

    public string Id { get; }

    public IReadOnlyList<ReviewEntry> Entries { get; }

    public IReadOnlyList<ReviewVerdict> Verdicts { get; }

    public DateTimeOffset OpenedAt { get; }

    /// <summary>Since it was opened, or opened again.</summary>
    public DateTimeOffset WaitsSince { get; }

    public DateTimeOffset DueAt { get; }

    /// <summary>Neither decided nor closed.</summary>
    public bool Waits { get; }

    public ReviewEntry? FirstLease { get; }
}
