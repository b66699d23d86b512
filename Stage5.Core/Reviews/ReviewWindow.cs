namespace Stage5.Core.Reviews;

/// <summary>
/// What happened in days of the calendar where the asker is; one of 23 or 25 hours is a day too. Each entry's day is
/// looked up once.
/// </summary>
internal sealed class ReviewWindow
{
    private readonly TimeZoneInfo _zone;
    private readonly ILookup<DateOnly, ReviewEntry> _entries;
    private readonly ILookup<DateOnly, LedgerDecision> _verdicts;

    public ReviewWindow(IReadOnlyList<ReviewCourse> courses, DateOnly from, DateOnly to, TimeZoneInfo zone)
    {
        _zone = zone;
        Days = [.. Enumerable.Range(0, to.DayNumber - from.DayNumber + 1).Select(from.AddDays)];
        _entries = Dated(courses.SelectMany(course => course.Review.Entries), entry => entry.At);
        _verdicts = Dated(courses.SelectMany(course => course.Verdicts), verdict => verdict.Entry.At);
        Entries = [.. _entries.SelectMany(day => day)];
        Verdicts = [.. _verdicts.SelectMany(day => day)];
    }

    public IReadOnlyList<DateOnly> Days { get; }

    public IReadOnlyList<ReviewEntry> Entries { get; }

    /// <summary>Decisions made in the window.</summary>
    public IReadOnlyList<LedgerDecision> Verdicts { get; }

    public IEnumerable<ReviewEntry> EntriesOf(DateOnly day) => _entries[day];

    public IEnumerable<LedgerDecision> VerdictsOf(DateOnly day) => _verdicts[day];

    public bool Has(DateTimeOffset at) => DayOf(at) is var day && day >= Days[0] && day <= Days[^1];

    private DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, _zone).DateTime);

    private ILookup<DateOnly, T> Dated<T>(IEnumerable<T> items, Func<T, DateTimeOffset> at) => items
        .Select(item => (Item: item, Day: DayOf(at(item))))
        .Where(one => one.Day >= Days[0] && one.Day <= Days[^1])
        .ToLookup(one => one.Day, one => one.Item);
}
