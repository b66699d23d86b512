using Stage5.Contracts;
using Stage5.Core.Storage;
using Stage5.Core.Tasks;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Tasks;

/// <summary>A cluster refuses a script that touches keys of two slots, so it is what tells.</summary>
public sealed class ClusterTests(StoreServers servers) : TaskTests(servers), IClassFixture<StoreServers>
{
    [Fact]
    public async Task The_whole_life_of_tasks_passes_on_a_cluster()
    {
        await using var server = await StoreServer.StartAsync(StoreKind.Redis, "--cluster-enabled", "yes");
        var setup = await server.ConnectAsync();
        await setup.GetDatabase().ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
        await UntilAsync(async () => ((string)(await setup.GetDatabase().ExecuteAsync("CLUSTER", "INFO"))!)
            .Contains("cluster_state:ok", StringComparison.Ordinal));
        await setup.CloseAsync(allowCommandsToComplete: false);
        var node = await NodeAsync(server, ("MaxAttempts", "2"));

        var finished = await node.Tasks.EnqueueAsync(Spec(), Ct);
        var dead = await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using (var run = await ClaimAsync(node))
        {
            await run.AppendAsync(TaskEventTypes.TaskStarted, [], Ct);
            await run.ReleaseAsync(Ct);
        }
        await using (var run = await ClaimAsync(node))
            await CompleteAsync(run);
        await using (var run = await ClaimAsync(node))
            await run.RetryAsync(new TaskDelay(new TaskError("busy", "Busy.")), Ct);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await (await ClaimAsync(node)).DisposeAsync();
        Clock.Advance(Lease);
        (await node.Queue.ReapAsync(Ct)).ShouldBe(1);
        var cancelled = await node.Tasks.EnqueueAsync(Spec(), Ct);
        await node.Tasks.CancelAsync(Tenant, cancelled.TaskId, Ct);
        await node.Workers.ReportAsync(new WorkerReport("w", Time.GetUtcNow(), 0, 1, "1"), Ct);

        (await FindAsync(node, finished.TaskId)).State.ShouldBe(TaskState.Completed);
        (await FindAsync(node, dead.TaskId)).Error!.Code.ShouldBe("worker_lost");
        (await FindAsync(node, cancelled.TaskId)).State.ShouldBe(TaskState.Cancelled);
        (await node.Tasks.ListAsync(Tenant, null, 10, null, Ct)).Tasks.Count.ShouldBe(3);
        (await node.Workers.ListAsync(Ct)).Count.ShouldBe(1);
        (await node.Log.WatchAsync(Tenant, finished.TaskId, 0, Lease, Ct).CountAsync(Ct)).ShouldBe(2);
    }

    [Theory, OnEachStore]
    [Trait("Threat", "API-I2")]
    public async Task Every_key_of_a_tenant_lies_in_one_slot(StoreKind kind)
    {
        var node = await NodeAsync(kind, ("MaxAttempts", "1"));
        for (var i = 0; i < 4; i++)
            await node.Tasks.EnqueueAsync(Spec(lane: i == 0 ? Lanes.Batch : Lanes.Live, user: "u{1}"), Ct);
        await using var dead = await ClaimAsync(node);
        await dead.RetryAsync(new TaskDelay(new TaskError("busy", "Busy.")), Ct);
        await using var running = await ClaimAsync(node);
        await running.AppendAsync(TaskEventTypes.TaskStarted, [], Ct);

        var slot = node.Connection.HashSlot(Keys.Root(Tenant));
        var keys = node.Connection.GetServer(node.Connection.GetEndPoints()[0]).Keys().ToList();
        var tenants = keys.Where(k => k != Keys.Tenants && k != Keys.Work && k != Keys.AuditChains).ToList();

        tenants.Count.ShouldBeGreaterThan(10);
        tenants.ShouldAllBe(key => node.Connection.HashSlot(key) == slot);
    }
}
