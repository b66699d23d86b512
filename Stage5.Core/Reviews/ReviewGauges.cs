using System.Diagnostics.Metrics;
using Stage5.Contracts;

namespace Stage5.Core.Reviews;

/// <summary>
/// What Prometheus is told of review, all tenants together: computed when it asks, so that an idle queue still ages.
/// Every process that reads boards tells the same, so a query takes <c>max</c>, never <c>sum</c>.
/// </summary>
internal sealed class ReviewGauges : IDisposable
{
    // The days that an answer of the API has where none are asked for.
    private const int Days = 28;

    // One scrape reads every gauge: they are of one moment.
    private static readonly TimeSpan OneScrape = TimeSpan.FromSeconds(1);

    private readonly Meter _meter = new("Stage5.Reviews");
    private readonly Lock _gate = new();
    private readonly Func<IReadOnlyCollection<ReviewBoardView>> _boards;
    private readonly TimeProvider _time;
    private ReviewMetrics? _last;

    /// <param name="boards">Each tenant's, as last read.</param>
    public ReviewGauges(Func<IReadOnlyCollection<ReviewBoardView>> boards, TimeProvider time)
    {
        (_boards, _time) = (boards, time);
        Add("stage5.reviews.backlog", null, "Reviews that are not decided.", one => one.QueueHealth.Backlog);
        Add("stage5.reviews.leased", null, "Reviews that somebody has.", one => one.QueueHealth.Leased);
        Add("stage5.reviews.sla_breaches", null, "Undecided reviews past their due time.", one => one.QueueHealth.SlaBreaches);
        Add("stage5.reviews.age_p50", "s", "Median age of undecided reviews.", one => one.Aging.P50);
        Add("stage5.reviews.age_p95", "s", "95th percentile of the age of undecided reviews.", one => one.Aging.P95);
        Add("stage5.reviews.age_oldest", "s", "Age of the oldest undecided review.", one => one.Aging.Oldest);
        Add("stage5.reviews.daily_average", null, "Decisions that stand a day, over 28 days of UTC.", one => one.Velocity.DailyAverage);
        Add("stage5.reviews.acceptance", null, "Share of decisions that approved the draft as it was, over 28 days of UTC.",
            one => one.Velocity.Acceptance);
    }

    public void Dispose() => _meter.Dispose();

    // What cannot be said is not said.
    private void Add(string name, string? unit, string description, Func<ReviewMetrics, double?> of) =>
        _meter.CreateObservableGauge(
            name, () => of(Read()) is { } value ? [new Measurement<double>(value)] : Array.Empty<Measurement<double>>(),
            unit, description);

    internal ReviewMetrics Read()
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            if (_last is { } last && now - last.GeneratedAt < OneScrape && now >= last.GeneratedAt)
                return last;
            var views = _boards();
            var today = DateOnly.FromDateTime(now.UtcDateTime);
            return _last = ReviewMetricsCalculator.Calculate(
                views.SelectMany(view => view.Reviews),
                views.SelectMany(view => view.Leases).ToDictionary(StringComparer.Ordinal),
                today.AddDays(1 - Days), today, TimeZoneInfo.Utc, now);
        }
    }
}
