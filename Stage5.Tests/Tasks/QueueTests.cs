using Stage5.Contracts;
using Stage5.Core.Storage;
using Stage5.Core.Tasks;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Tasks;

public sealed class QueueTests(StoreServers servers) : TaskTests(servers), IClassFixture<StoreServers>
{
    [Theory, OnEachStore]
    public async Task A_task_comes_back_from_the_queue_as_it_went_in(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var spec = Spec("¿\"Qué\" \\ tal?\n{{name}} 🙂");
        var queued = await node.Tasks.EnqueueAsync(spec, Ct);

        await using var run = await ClaimAsync(node);

        queued.State.ShouldBe(TaskState.Queued);
        queued.RunId.ShouldBeNull();
        run.Task.ShouldBe(queued with
        {
            State = TaskState.Running,
            Attempt = 1,
            RunId = run.RunId,
            UpdatedAt = run.Task.UpdatedAt,
        });
        run.Task.Request.ShouldBe(spec.Request);
        run.Task.TraceParent.ShouldBe(spec.TraceParent);
        Guid.Parse(run.RunId).Version.ShouldBe(7);
        (await node.Queue.ClaimAsync("worker", Ct)).ShouldBeNull();
    }

    [Theory, OnEachStore]
    public async Task A_task_is_claimed_by_one_worker_only(StoreKind kind)
    {
        var nodes = new[] { await NodeAsync(kind), await NodeAsync(kind), await NodeAsync(kind) };
        for (var i = 0; i < 60; i++)
            await nodes[0].Tasks.EnqueueAsync(Spec(), Ct);

        var claimed = await Task.WhenAll(nodes.SelectMany(n => Enumerable.Range(0, 3).Select(_ => DrainAsync(n))));

        claimed.SelectMany(c => c).Distinct(StringComparer.Ordinal).Count().ShouldBe(60);
        claimed.Sum(c => c.Count).ShouldBe(60);
    }

    [Theory, OnEachStore]
    public async Task People_come_before_batches_and_batches_still_move(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        for (var i = 0; i < 8; i++)
        {
            await node.Tasks.EnqueueAsync(Spec(lane: Lanes.Batch), Ct);
            await node.Tasks.EnqueueAsync(Spec(lane: Lanes.Live), Ct);
        }

        var lanes = new List<string>();
        while (await node.Queue.ClaimAsync("worker", Ct) is { } run)
        {
            lanes.Add(run.Task.Lane);
            await run.DisposeAsync();
        }

        lanes.Take(8).ShouldBe(["live", "live", "live", "batch", "live", "live", "live", "batch"]);
        lanes.Count(l => l == Lanes.Batch).ShouldBe(8);
    }

    [Theory, OnEachStore]
    public async Task A_lane_is_first_in_first_out(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var queued = new List<string>();
        for (var i = 0; i < 5; i++)
            queued.Add((await node.Tasks.EnqueueAsync(Spec(), Ct)).TaskId);

        (await DrainAsync(node)).ShouldBe(queued);
    }

    [Theory, OnEachStore]
    [Trait("Threat", "API-D4")]
    public async Task A_tenant_with_much_work_does_not_hold_up_the_others(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        for (var i = 0; i < 30; i++)
            await node.Tasks.EnqueueAsync(Spec(tenant: "busy"), Ct);
        await node.Tasks.EnqueueAsync(Spec(tenant: "acme"), Ct);
        await node.Tasks.EnqueueAsync(Spec(tenant: "zeta"), Ct);

        var tenants = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            await using var run = await ClaimAsync(node);
            tenants.Add(run.Task.Tenant);
        }

        tenants.Take(3).ShouldBe(["acme", "busy", "zeta"], ignoreOrder: true);
        tenants.Skip(3).ShouldAllBe(t => t == "busy");
    }

    [Theory, OnEachStore]
    public async Task Two_busy_tenants_take_turns(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        for (var i = 0; i < 10; i++)
            await node.Tasks.EnqueueAsync(Spec(tenant: i % 2 == 0 ? "one" : "two"), Ct);

        var tenants = new List<string>();
        while (await node.Queue.ClaimAsync("worker", Ct) is { } run)
        {
            tenants.Add(run.Task.Tenant);
            await run.DisposeAsync();
        }

        tenants.Zip(tenants.Skip(1)).ShouldAllBe(pair => pair.First != pair.Second);
        tenants.Count.ShouldBe(10);
    }

    [Theory, OnEachStore]
    public async Task A_lost_hint_is_repaired_by_a_sweep(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await node.Tasks.EnqueueAsync(Spec(), Ct);
        await node.Database.KeyDeleteAsync(Keys.Work);

        (await node.Queue.ClaimAsync("worker", Ct)).ShouldBeNull();
        Time.Advance(TimeSpan.FromSeconds(10));
        await using var run = await ClaimAsync(node);

        run.Task.Tenant.ShouldBe(Tenant);
    }

    [Theory, OnEachStore]
    public async Task Reaping_repairs_lost_hints_too(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await node.Tasks.EnqueueAsync(Spec(), Ct);
        await node.Database.KeyDeleteAsync(Keys.Work);

        (await node.Queue.ReapAsync(Ct)).ShouldBe(0);

        await using var run = await ClaimAsync(node);
    }

    [Theory, OnEachStore]
    public async Task The_hint_of_a_tenant_without_work_goes_away(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await node.Tasks.EnqueueAsync(Spec(), Ct);
        await DrainAsync(node);

        (await node.Database.SetMembersAsync(Keys.Work)).ShouldBeEmpty();
    }

    [Theory, OnEachStore]
    public async Task An_idle_worker_wakes_when_work_is_announced(StoreKind kind)
    {
        var api = await NodeAsync(kind);
        var worker = await NodeAsync(kind);
        (await worker.Queue.ClaimAsync("worker", Ct)).ShouldBeNull();

        var waiting = worker.Queue.WaitForWorkAsync(TimeSpan.FromHours(1), Ct);
        waiting.IsCompleted.ShouldBeFalse();
        await api.Tasks.EnqueueAsync(Spec(), Ct);
        await waiting;

        await using var run = await ClaimAsync(worker);
    }

    [Theory, OnEachStore]
    public async Task Work_announced_before_the_wait_is_not_slept_through(StoreKind kind)
    {
        var api = await NodeAsync(kind);
        var worker = await NodeAsync(kind);
        (await worker.Queue.ClaimAsync("worker", Ct)).ShouldBeNull();
        await api.Tasks.EnqueueAsync(Spec(), Ct);
        await UntilAsync(() => worker.Context.Work.Version > 0);

        await worker.Queue.WaitForWorkAsync(TimeSpan.FromHours(1), Ct);
    }

    [Theory, OnEachStore]
    public async Task An_idle_worker_looks_for_itself_after_a_while(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        (await node.Queue.ClaimAsync("worker", Ct)).ShouldBeNull();

        var waiting = node.Queue.WaitForWorkAsync(TimeSpan.FromSeconds(1), Ct);
        await UntilAsync(() => Time.Armed > 0);
        Time.Advance(TimeSpan.FromSeconds(1));

        await waiting;
    }

    [Theory, OnEachStore]
    public async Task The_queue_is_counted(StoreKind kind)
    {
        var node = await NodeAsync(kind, ("MaxAttempts", "2"));
        for (var i = 0; i < 5; i++)
            await node.Tasks.EnqueueAsync(Spec(), Ct);
        await node.Tasks.EnqueueAsync(Spec(lane: Lanes.Batch), Ct);
        await using var running = await ClaimAsync(node);
        await using var retried = await ClaimAsync(node);
        await retried.RetryAsync(new TaskDelay(new TaskError("busy", "Busy.")), Ct);

        (await node.Tasks.QueueStatusAsync(Tenant, Ct)).ShouldBe(new QueueStatus(3, 1, 1, 1, 0));
        (await node.Tasks.QueueStatusAsync("other", Ct)).ShouldBe(new QueueStatus(0, 0, 0, 0, 0));
    }

    private async Task<List<string>> DrainAsync(TaskNode node)
    {
        var claimed = new List<string>();
        while (await node.Queue.ClaimAsync("worker", Ct) is { } run)
        {
            claimed.Add(run.Task.TaskId);
            await run.DisposeAsync();
        }
        return claimed;
    }
}
