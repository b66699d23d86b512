using Stage5.Contracts;
using Stage5.Core.Reviews;

namespace Stage5.Tests.Reviews;

public sealed class ReviewMetricsCalculatorTests
{
    private static readonly DateOnly Second = new(2026, 3, 2);
    private static readonly DateOnly Fifth = new(2026, 3, 5);

    [Fact]
    public void Totals_are_those_counted_by_hand() =>
        Asked().Totals.ShouldBe(new ReviewTotals(
            Opened: 8, Decided: 5, Approved: 3, Edited: 1, Rejected: 1, Reopened: 1, Escalated: 1, Closed: 1, Acceptance: 0.6));

    [Fact]
    public void What_waits_ages_until_now() =>
        // e has waited 24 h, f 2 h, g 1 h; 95 % of the way from the first to the third is 1.9 of 2 steps.
        Asked().Aging.ShouldBe(new ReviewAging(P50: 7_200, P95: 7_200 + (0.9 * 79_200), Oldest: 86_400));

    [Fact]
    public void The_queue_tells_backlog_leases_breaches_and_pressure() =>
        // Four of the five decisions stand: one a day.
        Asked().QueueHealth.ShouldBe(new ReviewQueueHealth(Backlog: 3, Leased: 1, SlaBreaches: 1, Pressure: 3));

    [Fact]
    public void Days_without_decisions_count_and_reopened_ones_are_subtracted()
    {
        var velocity = Asked().Velocity;

        (velocity.DailyAverage, velocity.Acceptance).ShouldBe((1.0, 0.6));
        velocity.Days.ShouldBe(
            [
                new ReviewDay(Second, Opened: 3, Decided: 2, Reopened: 0, Net: 1, Acceptance: 0.5),
                new ReviewDay(new(2026, 3, 3), Opened: 1, Decided: 2, Reopened: 1, Net: 2, Acceptance: 0.5),
                new ReviewDay(new(2026, 3, 4), Opened: 2, Decided: 1, Reopened: 0, Net: 1, Acceptance: 1),
                new ReviewDay(Fifth, Opened: 2, Decided: 0, Reopened: 0, Net: 0, Acceptance: null),
            ]);
    }

    [Fact]
    public void A_first_response_is_the_first_lease_of_a_review()
    {
        // a 10, b 30, c 120, d 20, f 60 minutes; b's second lease is no first one.
        var velocity = Asked().Velocity;

        velocity.FirstResponseP50.ShouldBe(30 * 60.0);
        velocity.FirstResponseP95!.Value.ShouldBe((60 + (0.8 * 60)) * 60, 1e-6);
    }

    [Fact]
    public void Each_reviewer_has_their_own_work()
    {
        // Rita decided a, b, d in 120, 300, 180 s; Ron b, c in 60, 600 s and approved d first in 240 s.
        Asked().Velocity.PerReviewer.ShouldBe(
            [
                new ReviewerVelocity("rita", 3, HandlingMedian: 180, HandlingP90: 276, FirstPassAcceptance: 2 / 3.0, ReopenRate: 1 / 3.0),
                new ReviewerVelocity("ron", 2, HandlingMedian: 240, HandlingP90: 528, FirstPassAcceptance: 0.5, ReopenRate: 0),
            ]);
    }

    [Fact]
    public void Days_are_those_of_the_time_zone_asked_for()
    {
        var days = Asked(zone: "Europe/Madrid").Velocity.Days;

        // c was opened at 23:30 UTC, which is the next day there.
        (days[0].Opened, days[1].Opened).ShouldBe((2, 2));
    }

    [Fact]
    public void A_day_of_23_hours_is_one_day()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Madrid");
        var spring = new DateOnly(2026, 3, 29);
        var metrics = ReviewMetricsCalculator.Calculate([], new Dictionary<string, DateTimeOffset>(),
            spring.AddDays(-1), spring.AddDays(1), zone, LedgerFixture.Now);

        metrics.Velocity.Days.Select(day => day.Date).ShouldBe([spring.AddDays(-1), spring, spring.AddDays(1)]);
    }

    [Fact]
    public void A_window_has_nothing_of_other_days()
    {
        var day = Asked(from: new(2026, 3, 3), to: new(2026, 3, 3));

        (day.Totals.Opened, day.Totals.Decided, day.Velocity.DailyAverage).ShouldBe((1, 2, 2.0));
        // The queue is of now, whatever the window.
        day.QueueHealth.Backlog.ShouldBe(3);
    }

    [Fact]
    public void Nothing_is_said_of_nothing()
    {
        var none = ReviewMetricsCalculator.Calculate(
            [], new Dictionary<string, DateTimeOffset>(), Second, Second, TimeZoneInfo.Utc, LedgerFixture.Now);

        none.Aging.ShouldBe(new ReviewAging(null, null, null));
        none.QueueHealth.ShouldBe(new ReviewQueueHealth(0, 0, 0, null));
        none.Totals.Acceptance.ShouldBeNull();
        (none.Velocity.DailyAverage, none.Velocity.Acceptance, none.Velocity.FirstResponseP50).ShouldBe((0.0, null, null));
        none.Velocity.PerReviewer.ShouldBeEmpty();
    }

    [Fact]
    public void A_window_that_ends_before_it_begins_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Asked(from: Fifth, to: Second));

    private static ReviewMetrics Asked(DateOnly? from = null, DateOnly? to = null, string zone = "UTC") =>
        ReviewMetricsCalculator.Calculate(LedgerFixture.Reviews, LedgerFixture.Leases,
            from ?? Second, to ?? Fifth, TimeZoneInfo.FindSystemTimeZoneById(zone), LedgerFixture.Now);
}
