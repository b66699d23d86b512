using Microsoft.Extensions.Logging.Abstractions;
using Stage5.Contracts;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing.Health;
using Stage5.Core.Storage;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Models.Routing;

/// <summary>What processes measured, told through a real store and merged.</summary>
public sealed class ModelReportsTests(StoreServers servers) : TaskTests(servers), IClassFixture<StoreServers>
{
    private readonly ModelProvider _provider = TestRouting.Provider("a", price: 2, regions: ["eu"]);

    [Theory, OnEachStore]
    public async Task A_view_is_merged_over_the_processes(StoreKind kind)
    {
        var reports = new ModelReports((await NodeAsync(kind)).Store);
        var other = TestRouting.Provider("b");
        using var here = new TestRouting([_provider, other], Time);
        using var there = new TestRouting([_provider, other], Time);
        here.Serve(_provider, milliseconds: 100, times: 3);
        there.Serve(_provider, milliseconds: 500);
        there.Fail(_provider, ModelFailure.Transient, retryAfter: TimeSpan.FromSeconds(9));
        here.Serve(other);
        await Reporter(there, reports).ReportAsync(Ct);

        var view = await Overview(here, reports).ReadAsync(Ct);

        (view.Window, view.At).ShouldBe((300, Time.GetUtcNow()));
        var model = view.Models[0];
        (model.Served, model.Failed, model.ServedShare).ShouldBe((4, 1, 0.8));
        (model.Breaker, model.RetryAt).ShouldBe((BreakerState.Open, Time.GetUtcNow().AddSeconds(9)));
        (model.LastError, model.LastErrorAt).ShouldBe(("Transient", Time.GetUtcNow()));
        model.LatencyMs!.Value.ShouldBe(260, 0.01);
        model.ErrorRate!.Value.ShouldBe(0.2, 0.01);
        model.Price.ShouldBe(new PriceView(2, 2, 2, "EUR", "1"));
        model.Processes.Select(process => process.Breaker).ShouldBe([BreakerState.Closed, BreakerState.Open], ignoreOrder: true);
        view.Models[1].ServedShare.ShouldBe(0.2);
    }

    [Theory, OnEachStore]
    public async Task Unasked_models_have_no_figures(StoreKind kind)
    {
        using var routing = new TestRouting([_provider], Time);
        var model = (await Overview(routing, new ModelReports((await NodeAsync(kind)).Store)).ReadAsync(Ct)).Models.Single();
        (model.LatencyMs, model.ErrorRate, model.ServedShare, model.LastError).ShouldBe((null, null, null, null));
    }

    [Theory, OnEachStore]
    public async Task A_silent_process_is_left_out_and_trimmed_and_a_leaving_one_at_once(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var reports = new ModelReports(node.Store);
        await reports.WriteAsync("silent", "[]", Ct);
        Clock.Advance(TimeSpan.FromSeconds(11));
        await reports.WriteAsync("leaving", "[]", Ct);
        (await reports.ListAsync(Ct)).Select(report => report.Process).ShouldBe(["leaving"]);
        (await node.Database.HashKeysAsync(Keys.Models)).Select(key => key.ToString()).ShouldBe(["leaving"]);
        await reports.LeaveAsync("leaving", Ct);
        (await reports.ListAsync(Ct)).ShouldBeEmpty();
    }

    [Theory, OnEachStore]
    public async Task What_did_not_change_is_said_again_every_third_time_only(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        using var routing = new TestRouting([_provider], Time);
        routing.Serve(_provider);
        var reporter = Reporter(routing, new ModelReports(node.Store));
        var written = new List<bool>();
        var last = "";
        for (var tick = 0; tick < 7; tick++)
        {
            if (tick == 5) routing.Serve(_provider);
            Clock.Advance(TimeSpan.FromSeconds(1));
            await reporter.ReportAsync(Ct);
            var now = (await node.Database.HashValuesAsync(Keys.Models)).Single().ToString();
            written.Add(now != last);
            last = now;
        }

        written.ShouldBe([true, false, false, true, false, true, false]);
    }

    private ModelReporter Reporter(TestRouting routing, ModelReports reports) =>
        new(routing.Health, reports, new ModelProcess(), Time, NullLogger<ModelReporter>.Instance);

    private ModelsOverview Overview(TestRouting routing, ModelReports reports) =>
        new(routing.Router, routing.Health, reports, new ModelProcess(), Time);
}
