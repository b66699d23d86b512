using Stage5.Core.Reviews;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Reviews;

public sealed class ReviewGaugesTests
{
    [Fact]
    public void An_idle_queue_ages_though_nothing_is_read_anew()
    {
        var time = new ManualTime();
        using var gauges = Of(time);
        var before = gauges.Read();

        time.Advance(TimeSpan.FromHours(1));

        var after = gauges.Read();
        (after.Aging.Oldest - before.Aging.Oldest).ShouldBe(3_600);
        (after.QueueHealth.Backlog, after.QueueHealth.SlaBreaches).ShouldBe((3, 3));
    }

    [Fact]
    public void Gauges_of_one_scrape_are_of_one_moment()
    {
        var time = new ManualTime();
        using var gauges = Of(time);
        var first = gauges.Read();

        time.Advance(TimeSpan.FromMilliseconds(500));

        gauges.Read().ShouldBeSameAs(first);
    }

    [Fact]
    public void Reviews_of_all_tenants_count()
    {
        using var gauges = new ReviewGauges(() => [View(), View("second")], new ManualTime());

        gauges.Read().QueueHealth.Backlog.ShouldBe(6);
    }

    private static ReviewGauges Of(ManualTime time) => new(() => [View()], time);

    private static ReviewBoardView View(string prefix = "") => new(
        LedgerFixture.Now, LedgerFixture.Entries.Count, [.. LedgerFixture.Folded(prefix)],
        LedgerFixture.Leases.ToDictionary(one => prefix + one.Key, one => one.Value));
}
