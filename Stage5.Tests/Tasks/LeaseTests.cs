using StackExchange.Redis;
using Stage5.Contracts;
using Stage5.Core.Storage;
using Stage5.Core.Tasks;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Tasks;

public sealed class LeaseTests(StoreServers servers) : TaskTests(servers), IClassFixture<StoreServers>
{
    private static readonly TimeSpan Third = Lease / 3;

    [Theory, OnEachStore]
    public async Task A_task_of_a_dead_worker_is_finished_by_another(StoreKind kind)
    {
        var first = await NodeAsync(kind);
        var second = await NodeAsync(kind);
        var queued = await first.Tasks.EnqueueAsync(Spec(), Ct);
        var dead = await ClaimAsync(first);
        await dead.AppendAsync(TaskEventTypes.TaskStarted, [], Ct);
        await dead.DisposeAsync();

        Clock.Advance(Lease);
        (await second.Queue.ReapAsync(Ct)).ShouldBe(1);
        (await second.Queue.ReapAsync(Ct)).ShouldBe(0);
        await using var run = await ClaimAsync(second);
        await run.AppendAsync(TaskEventTypes.TaskStarted, [], Ct);
        await CompleteAsync(run);

        run.Attempt.ShouldBe(2);
        run.RunId.ShouldNotBe(dead.RunId);
        var log = await LogAsync(second, queued.TaskId);
        log.Select(e => (e.Type, e.ToEvent().RunId)).ShouldBe(
        [
            ("task_started", dead.RunId), ("task_started", run.RunId), ("task_completed", run.RunId),
        ]);
    }

    [Theory, OnEachStore]
    public async Task A_run_whose_task_was_taken_over_can_write_nothing(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var queued = await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var old = await ClaimAsync(node);
        Clock.Advance(Lease);
        await node.Queue.ReapAsync(Ct);

        // Between two runs, and while the next one holds the task.
        await RefusedAsync(old);
        await using var run = await ClaimAsync(node);
        await RefusedAsync(old);

        old.Stopping.IsCancellationRequested.ShouldBeTrue();
        old.StopReason.ShouldBe(StopReason.LeaseLost);
        run.Stopping.IsCancellationRequested.ShouldBeFalse();
        await CompleteAsync(run);
        (await LogAsync(node, queued.TaskId)).Single().ToEvent().RunId.ShouldBe(run.RunId);
    }

    [Theory, OnEachStore]
    public async Task A_run_that_goes_on_keeps_its_lease(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var queued = await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(node);

        for (var i = 0; i < 9; i++)
        {
            var before = await LeaseEndAsync(node, queued.TaskId);
            Advance(Third);
            await UntilAsync(async () => await LeaseEndAsync(node, queued.TaskId) > before);
            (await node.Queue.ReapAsync(Ct)).ShouldBe(0);
        }

        run.Stopping.IsCancellationRequested.ShouldBeFalse();
        await CompleteAsync(run);
    }

    [Theory, OnEachStore]
    public async Task The_heartbeat_notices_that_the_task_was_taken_over(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(node);
        Clock.Advance(Lease);
        await node.Queue.ReapAsync(Ct);

        Time.Advance(Third);
        await StoppedAsync(run);

        run.StopReason.ShouldBe(StopReason.LeaseLost);
    }

    [Theory, OnEachStore]
    public async Task A_run_that_cannot_reach_the_store_for_a_lease_stops(StoreKind kind)
    {
        await using var server = await StoreServer.StartAsync(kind);
        var node = await NodeAsync(server);
        await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(node);
        await server.KillAsync();
        await UntilAsync(() => !node.Connection.IsConnected);

        await UntilAsync(() =>
        {
            Time.Advance(Third);
            return run.Stopping.IsCancellationRequested;
        });

        run.StopReason.ShouldBe(StopReason.LeaseLost);
    }

    [Theory, OnEachStore]
    public async Task A_finished_or_disposed_run_renews_nothing(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await node.Tasks.EnqueueAsync(Spec(), Ct);
        await node.Tasks.EnqueueAsync(Spec(), Ct);
        var finished = await ClaimAsync(node);
        await CompleteAsync(finished);
        var disposed = await ClaimAsync(node);
        await disposed.DisposeAsync();

        Time.Armed.ShouldBe(0);
        finished.StopReason.ShouldBe(StopReason.None);
        (await node.Database.SortedSetLengthAsync($"{Keys.Root(Tenant)}:leases")).ShouldBe(1);
        await finished.DisposeAsync();
    }

    [Theory, OnEachStore]
    public async Task A_task_handed_back_is_next_in_its_lane_and_keeps_its_attempts(StoreKind kind)
    {
        var draining = await NodeAsync(kind);
        var other = await NodeAsync(kind);
        var first = await draining.Tasks.EnqueueAsync(Spec(), Ct);
        await draining.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(draining);

        await run.ReleaseAsync(Ct);
        await RefusedAsync(run);
        await using var again = await ClaimAsync(other);

        again.Task.TaskId.ShouldBe(first.TaskId);
        again.Attempt.ShouldBe(1);
        again.RunId.ShouldNotBe(run.RunId);
    }

    private async Task RefusedAsync(TaskRun run)
    {
        await Should.ThrowAsync<LeaseLostException>(() => run.AppendAsync(TaskEventTypes.StageStarted, [], Ct));
        await Should.ThrowAsync<LeaseLostException>(() => CompleteAsync(run));
        await Should.ThrowAsync<LeaseLostException>(() => run.RetryAsync(new TaskDelay(new TaskError("late", "Late.")), Ct));
        await Should.ThrowAsync<LeaseLostException>(() => run.ReleaseAsync(Ct));
        await Should.ThrowAsync<LeaseLostException>(
            () => run.FinishAsync(new TaskEnd(TaskState.Failed, [], Error: new TaskError("late", "Late.")), Ct));
    }

    private async Task StoppedAsync(TaskRun run)
    {
        var stopped = new TaskCompletionSource();
        await using var registration = run.Stopping.Register(stopped.SetResult);
        await stopped.Task.WaitAsync(Ct);
    }

    /// <summary>By script, as all that scripts write meanwhile has to be read.</summary>
    private static async Task<double> LeaseEndAsync(TaskNode node, string taskId) => (double)await node.Database
        .ExecuteAsync("EVAL", "return redis.call('ZSCORE', KEYS[1] .. ':leases', ARGV[1])", 1,
            (RedisKey)Keys.Root(Tenant), taskId);
}
