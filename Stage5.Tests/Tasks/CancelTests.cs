using Stage5.Contracts;
using Stage5.Core.Tasks;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Tasks;

public sealed class CancelTests(StoreServers servers) : TaskTests(servers), IClassFixture<StoreServers>
{
    [Theory, OnEachStore]
    public async Task A_queued_task_is_cancelled_at_once(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var queued = await node.Tasks.EnqueueAsync(Spec(), Ct);

        (await node.Tasks.CancelAsync(Tenant, queued.TaskId, Ct)).ShouldBe(CancelOutcome.Cancelled);

        await EndedAsync(node, queued.TaskId);
        (await node.Queue.ClaimAsync("worker", Ct)).ShouldBeNull();
        (await LogAsync(node, queued.TaskId)).Single().ToEvent().RunId.ShouldBe(Guid.Empty.ToString());
        (await node.Tasks.CancelAsync(Tenant, queued.TaskId, Ct)).ShouldBe(CancelOutcome.AlreadyFinished);
    }

    [Theory, OnEachStore]
    public async Task A_task_waiting_for_a_retry_is_cancelled_at_once(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var queued = await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(node);
        await run.RetryAsync(new TaskDelay(new TaskError("busy", "Busy.")), Ct);

        (await node.Tasks.CancelAsync(Tenant, queued.TaskId, Ct)).ShouldBe(CancelOutcome.Cancelled);

        Clock.Advance(TimeSpan.FromHours(1));
        await EndedAsync(node, queued.TaskId);
        (await node.Queue.ClaimAsync("worker", Ct)).ShouldBeNull();
    }

    [Theory, OnEachStore]
    public async Task A_cancellation_that_was_promised_holds_even_when_the_answer_came_first(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var queued = await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(node);
        (await node.Tasks.CancelAsync(Tenant, queued.TaskId, Ct)).ShouldBe(CancelOutcome.Requested);

        var asAsked = await run.FinishAsync(new TaskEnd(TaskState.Completed, []), Ct);

        asAsked.ShouldBeFalse();
        var task = (await node.Tasks.FindAsync(Tenant, queued.TaskId, Ct))!;
        (task.State, task.Result).ShouldBe((TaskState.Cancelled, null));
        (await LogAsync(node, queued.TaskId))[^1].Type.ShouldBe(TaskEventTypes.TaskCancelled);
    }

    [Theory, OnEachStore]
    public async Task A_run_in_another_process_hears_of_its_cancellation_at_once(StoreKind kind)
    {
        var api = await NodeAsync(kind);
        var worker = await NodeAsync(kind);
        var queued = await api.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(worker);

        (await api.Tasks.CancelAsync(Tenant, queued.TaskId, Ct)).ShouldBe(CancelOutcome.Requested);
        // Time stands still: no heartbeat helps.
        await UntilAsync(() => run.Stopping.IsCancellationRequested);

        run.StopReason.ShouldBe(StopReason.CancelRequested);
        var task = await FindAsync(api, queued.TaskId);
        (task.State, task.CancelRequested).ShouldBe((TaskState.Cancelling, true));
        await run.FinishAsync(new TaskEnd(TaskState.Cancelled, TerminalPayloads.Cancelled()), Ct);
        await EndedAsync(api, queued.TaskId);
        (await api.Tasks.CancelAsync(Tenant, queued.TaskId, Ct)).ShouldBe(CancelOutcome.AlreadyFinished);
    }

    [Theory, OnEachStore]
    public async Task A_run_whose_cancellation_was_not_published_hears_of_it_with_its_heartbeat(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var queued = await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(node);
        node.Context.Cancels.Remove(run);
        await node.Tasks.CancelAsync(Tenant, queued.TaskId, Ct);
        run.Stopping.IsCancellationRequested.ShouldBeFalse();

        Advance(Lease / 3);
        await UntilAsync(() => run.Stopping.IsCancellationRequested);

        run.StopReason.ShouldBe(StopReason.CancelRequested);
    }

    [Theory, OnEachStore]
    public async Task A_cancelled_task_of_a_dead_worker_is_not_run_again(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var queued = await node.Tasks.EnqueueAsync(Spec(), Ct);
        await (await ClaimAsync(node)).DisposeAsync();
        (await node.Tasks.CancelAsync(Tenant, queued.TaskId, Ct)).ShouldBe(CancelOutcome.Requested);

        Clock.Advance(Lease);
        await node.Queue.ReapAsync(Ct);

        await EndedAsync(node, queued.TaskId);
        (await node.Queue.ClaimAsync("worker", Ct)).ShouldBeNull();
    }

    [Theory, OnEachStore]
    public async Task A_cancelled_task_that_is_handed_back_ends(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var queued = await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(node);
        await node.Tasks.CancelAsync(Tenant, queued.TaskId, Ct);

        await run.ReleaseAsync(Ct);

        await EndedAsync(node, queued.TaskId);
    }

    [Theory, OnEachStore]
    public async Task A_task_that_does_not_exist_cannot_be_cancelled(StoreKind kind)
    {
        var node = await NodeAsync(kind);

        (await node.Tasks.CancelAsync(Tenant, Guid.Empty.ToString(), Ct)).ShouldBe(CancelOutcome.NotFound);
        (await node.Tasks.CancelAsync(Tenant, "log:x", Ct)).ShouldBe(CancelOutcome.NotFound);
    }

    [Theory, OnEachStore]
    public async Task Whoever_wins_a_race_of_cancel_finish_and_reap_there_is_one_terminal_event(StoreKind kind)
    {
        var api = await NodeAsync(kind);
        var worker = await NodeAsync(kind);
        var reaper = await NodeAsync(kind);
        var order = new Random(20261121);
        var ends = new HashSet<TaskState>();
        var error = new TaskError("x", "X.");

        for (var round = 0; round < 150; round++)
        {
            var queued = await api.Tasks.EnqueueAsync(Spec(), Ct);
            await using var run = await ClaimAsync(worker);
            if (order.Next(2) == 0)
                Clock.Advance(Lease);
            Func<Task>[] moves =
            [
                () => api.Tasks.CancelAsync(Tenant, queued.TaskId, Ct),
                () => reaper.Queue.ReapAsync(Ct),
                () => UnlessLostAsync(() => CompleteAsync(run)),
                () => UnlessLostAsync(() => run.FinishAsync(
                    new TaskEnd(TaskState.Failed, TerminalPayloads.Failed(error), Error: error), Ct)),
            ];
            order.Shuffle(moves);
            // Side by side, and one after the other so that each surely wins some rounds.
            if (round % 3 > 0)
                await Task.WhenAll(moves.Select(move => Task.Run(move, Ct)));
            else
                foreach (var move in moves)
                    await move();
            if (!(await FindAsync(api, queued.TaskId)).IsFinal)
                await api.Tasks.CancelAsync(Tenant, queued.TaskId, Ct);

            var task = await FindAsync(api, queued.TaskId);
            var log = await LogAsync(api, queued.TaskId);
            task.IsFinal.ShouldBeTrue();
            log.Single().Type.ShouldBe($"task_{task.State.ToString().ToLowerInvariant()}");
            ends.Add(task.State);
        }

        ends.Count.ShouldBe(3);
    }

    private static async Task UnlessLostAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (LeaseLostException)
        {
            // Another writer ended the task first, which is what the race is about.
        }
    }

    private async Task EndedAsync(TaskNode node, string taskId)
    {
        var task = await FindAsync(node, taskId);
        (task.State, task.FinishedAt is null).ShouldBe((TaskState.Cancelled, false));
        (await LogAsync(node, taskId)).Single(e => e.IsTerminal).Type.ShouldBe(TaskEventTypes.TaskCancelled);
        (await node.Tasks.QueueStatusAsync(Tenant, Ct)).ShouldBe(new QueueStatus(0, 0, 0, 0, 0));
    }
}
