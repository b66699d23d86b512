using Stage5.Core.Storage;
using Stage5.Core.Tasks;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Tasks;

public sealed class WorkerPresenceTests(StoreServers servers) : TaskTests(servers), IClassFixture<StoreServers>
{
    [Theory, OnEachStore]
    public async Task Workers_are_listed_with_what_they_last_said_and_when(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await node.Workers.ReportAsync(Report("b", 1), Ct);
        Clock.Advance(TimeSpan.FromMinutes(5));
        await node.Workers.ReportAsync(Report("a", 1), Ct);
        await node.Workers.ReportAsync(Report("a", 3), Ct);

        var workers = await node.Workers.ListAsync(Ct);

        workers.Select(w => w.Report).ShouldBe([Report("a", 3), Report("b", 1)]);
        workers[0].Age.ShouldBeLessThan(TimeSpan.FromMinutes(1));
        workers[1].Age.ShouldBeInRange(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(6));
    }

    [Theory, OnEachStore]
    public async Task A_silent_worker_is_forgotten_and_a_leaving_one_at_once(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await node.Workers.ReportAsync(Report("silent", 0), Ct);
        await node.Workers.ReportAsync(Report("leaving", 0), Ct);
        await node.Workers.LeaveAsync("leaving", Ct);
        (await node.Workers.ListAsync(Ct)).Single().Report.Id.ShouldBe("silent");

        Clock.Advance(TimeSpan.FromHours(1.1));
        (await node.Workers.ListAsync(Ct)).ShouldBeEmpty();
        await node.Workers.ReportAsync(Report("new", 0), Ct);

        (await node.Database.HashKeysAsync(Keys.Workers)).Select(k => k.ToString()).ShouldBe(["new"]);
    }

    private WorkerReport Report(string id, int inFlight) => new(id, Time.GetUtcNow(), inFlight, 8, "1.0");
}
