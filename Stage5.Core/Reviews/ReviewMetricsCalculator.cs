using Stage5.Contracts;

namespace Stage5.Core.Reviews;

/// <summary>
/// How review goes, from nothing but the ledger: the one place where a number of docs/reviews.md is made, for API,
/// Prometheus and page.
/// </summary>
public static class ReviewMetricsCalculator
{
    /// <param name="reviews">All of the tenant's, as the board has them.</param>
    /// <param name="leases">Leases that hold, until when, by review: renewals are no entries.</param>
    /// <param name="to">The last day; it counts in full.</param>
    public static ReviewMetrics Calculate(
        IEnumerable<ReviewRecord> reviews, IReadOnlyDictionary<string, DateTimeOffset> leases,
        DateOnly from, DateOnly to, TimeZoneInfo zone, DateTimeOffset now)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, to);
        var courses = reviews.Select(review => new ReviewCourse(review)).ToArray();
        var window = new ReviewWindow(courses, from, to, zone);
        var velocity = VelocityOf(courses, window);
        return new ReviewMetrics(
            ReviewMetrics.CurrentSchema, from, to, zone.Id, now,
            TotalsOf(window),
            AgingOf(courses, now),
            QueueOf(courses, leases, velocity.DailyAverage, now),
            velocity);
    }

    private static ReviewTotals TotalsOf(ReviewWindow window)
    {
        return new ReviewTotals(
            Count(ReviewEntryType.Opened), window.Verdicts.Count,
            Made(ReviewDecision.Approved), Made(ReviewDecision.Edited), Made(ReviewDecision.Rejected),
            Count(ReviewEntryType.Reopened), Count(ReviewEntryType.Escalated), Count(ReviewEntryType.Closed),
            Acceptance(window.Verdicts));

        int Count(ReviewEntryType type) => window.Entries.Count(entry => entry.Type == type);

        int Made(ReviewDecision kind) => window.Verdicts.Count(one => one.Entry.Decision == kind);
    }

    private static ReviewAging AgingOf(ReviewCourse[] courses, DateTimeOffset now)
    {
        var ages = courses.Where(course => course.Waits).Select(course => (now - course.WaitsSince).TotalSeconds)
            .Order().ToArray();
        return new ReviewAging(Percentile(ages, 0.5), Percentile(ages, 0.95), ages.Length == 0 ? null : ages[^1]);
    }

    private static ReviewQueueHealth QueueOf(
        ReviewCourse[] courses, IReadOnlyDictionary<string, DateTimeOffset> leases, double dailyAverage,
        DateTimeOffset now)
    {
        var waiting = courses.Where(course => course.Waits).ToArray();
        return new ReviewQueueHealth(
            waiting.Length,
            waiting.Count(course => leases.TryGetValue(course.Review.Id, out var until) && until > now),
            waiting.Count(course => course.Review.DueAt < now),
            dailyAverage > 0 ? waiting.Length / dailyAverage : null);
    }

    private static ReviewVelocity VelocityOf(ReviewCourse[] courses, ReviewWindow window)
    {
        var responses = courses.Where(course => course.FirstLease is { } first && window.Has(first.At))
            .Select(course => (course.FirstLease!.At - course.Review.OpenedAt).TotalSeconds).Order().ToArray();
        return new ReviewVelocity(
            (double)window.Verdicts.Count(one => one.Stands) / window.Days.Count,
            Acceptance(window.Verdicts),
            Percentile(responses, 0.5), Percentile(responses, 0.95),
            ReviewersOf(window),
            [.. window.Days.Select(day => DayOf(day, window))]);
    }

    // A first approval of two is work of its reviewer, and no decision of theirs.
    private static ReviewerVelocity[] ReviewersOf(ReviewWindow window)
    {
        var handled = window.Entries.Where(entry => entry.Active is not null)
            .ToLookup(entry => entry.By, entry => entry.Active!.Value.TotalSeconds, StringComparer.Ordinal);
        var decided = window.Verdicts.ToLookup(one => one.Entry.By, StringComparer.Ordinal);
        return
        [
            .. handled.Select(one => one.Key).Union(decided.Select(one => one.Key), StringComparer.Ordinal)
                .Select(reviewer => ReviewerOf(reviewer, [.. decided[reviewer]], [.. handled[reviewer].Order()]))
                .OrderByDescending(one => one.Decided).ThenBy(one => one.Reviewer, StringComparer.Ordinal),
        ];
    }

    private static ReviewerVelocity ReviewerOf(string reviewer, LedgerDecision[] verdicts, double[] handling) => new(
        reviewer,
        verdicts.Length,
        Percentile(handling, 0.5),
        Percentile(handling, 0.9),
        Share(verdicts.Count(one => one is { Stands: true, Entry.Decision: ReviewDecision.Approved }), verdicts.Length),
        Share(verdicts.Count(one => !one.Stands), verdicts.Length));

    private static ReviewDay DayOf(DateOnly day, ReviewWindow window)
    {
        ReviewEntry[] entries = [.. window.EntriesOf(day)];
        LedgerDecision[] verdicts = [.. window.VerdictsOf(day)];
        return new ReviewDay(
            day,
            entries.Count(entry => entry.Type == ReviewEntryType.Opened),
            verdicts.Length,
            entries.Count(entry => entry.Type == ReviewEntryType.Reopened),
            verdicts.Count(one => one.Stands),
            Acceptance(verdicts));
    }

    private static double? Acceptance(IReadOnlyList<LedgerDecision> verdicts) =>
        Share(verdicts.Count(one => one.Entry.Decision == ReviewDecision.Approved), verdicts.Count);

    private static double? Share(int part, int whole) => whole == 0 ? null : (double)part / whole;

    /// <summary>Between the two nearest values in proportion, as spreadsheets do (PERCENTILE.INC).</summary>
    private static double? Percentile(double[] ascending, double share)
    {
        if (ascending.Length == 0) return null;
        var place = share * (ascending.Length - 1);
        var below = (int)place;
        return below + 1 == ascending.Length
            ? ascending[below]
            : ascending[below] + ((place - below) * (ascending[below + 1] - ascending[below]));
    }
}
