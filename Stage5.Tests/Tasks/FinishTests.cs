using Stage5.Contracts;
using Stage5.Core.Storage;
using Stage5.Core.Tasks;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Tasks;

public sealed class FinishTests(StoreServers servers) : TaskTests(servers), IClassFixture<StoreServers>
{
    [Theory, OnEachStore]
    public async Task A_failed_task_keeps_the_receipt_of_its_last_run_and_whose_key_it_was(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var queued = await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(node);
        var receipt = Translation(run).Receipt;

        await run.FinishAsync(
            new TaskEnd(TaskState.Failed, [], Error: new TaskError("x", "X."), Receipt: receipt), Ct);

        var task = await FindAsync(node, queued.TaskId);
        task.Receipt.ShouldNotBeNull().Served.ShouldBe(receipt.Served);
        (task.Key, task.Result).ShouldBe(("key-1", null));
    }

    [Theory, OnEachStore]
    public async Task A_completed_task_keeps_its_result(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var queued = await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(node);
        await CompleteAsync(run);

        var task = await FindAsync(node, queued.TaskId);

        task.State.ShouldBe(TaskState.Completed);
        task.Result!.Text.ShouldBe("Buenos días");
        task.Result.Receipt.Usage.ShouldBe(new TokenUsage(null, null));
        task.Error.ShouldBeNull();
        task.FinishedAt.ShouldBe(task.UpdatedAt);
        task.LastSequence.ShouldBe(1);
    }

    [Theory, OnEachStore]
    public async Task Finishing_twice_does_nothing_and_finishing_otherwise_is_refused(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var queued = await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(node);
        await CompleteAsync(run);

        await CompleteAsync(run);
        await Should.ThrowAsync<LeaseLostException>(
            () => run.FinishAsync(new TaskEnd(TaskState.Cancelled, []), Ct));
        await Should.ThrowAsync<LeaseLostException>(() => run.AppendAsync(TaskEventTypes.StageStarted, [], Ct));

        (await LogAsync(node, queued.TaskId)).Count.ShouldBe(1);
    }

    [Theory, OnEachStore]
    public async Task Only_a_terminal_state_ends_a_task_and_only_finishing_writes_a_terminal_event(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(node);

        await Should.ThrowAsync<ArgumentException>(
            () => run.FinishAsync(new TaskEnd(TaskState.Running, []), Ct));
        await Should.ThrowAsync<ArgumentException>(() => run.AppendAsync(TaskEventTypes.TaskFailed, [], Ct));
        await Should.ThrowAsync<ArgumentException>(() => run.AppendAsync("a\",\"b", [], Ct));
    }

    [Theory, OnEachStore]
    public async Task An_inline_task_is_running_from_the_start_and_never_queued(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await using var run = await node.Tasks.StartInlineAsync(Spec(), Ct);

        (run.Inline, run.Attempt, run.Task.State).ShouldBe((true, 1, TaskState.Running));
        (await node.Queue.ClaimAsync("worker", Ct)).ShouldBeNull();
        (await node.Tasks.QueueStatusAsync(Tenant, Ct)).ShouldBe(new QueueStatus(0, 0, 0, 1, 0));
        await CompleteAsync(run);
        (await FindAsync(node, run.Task.TaskId)).State.ShouldBe(TaskState.Completed);
    }

    [Theory, OnEachStore]
    public async Task An_inline_task_of_a_dead_process_fails_as_interrupted(StoreKind kind)
    {
        var api = await NodeAsync(kind);
        var worker = await NodeAsync(kind);
        await using var run = await api.Tasks.StartInlineAsync(Spec(), Ct);
        Clock.Advance(Lease);

        await worker.Queue.ReapAsync(Ct);

        var task = await FindAsync(worker, run.Task.TaskId);
        (task.State, task.Error!.Code).ShouldBe((TaskState.Failed, "interrupted"));
        (await worker.Queue.ClaimAsync("worker", Ct)).ShouldBeNull();
        (await LogAsync(worker, task.TaskId)).Single().ToEvent().Payload["code"]!.GetValue<string>()
            .ShouldBe("interrupted");
        (await worker.Tasks.QueueStatusAsync(Tenant, Ct)).Dead.ShouldBe(0);
        await Should.ThrowAsync<LeaseLostException>(() => CompleteAsync(run));
    }

    [Theory, OnEachStore]
    public async Task An_inline_task_is_neither_retried_nor_handed_back(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var busy = new TaskError("busy", "Busy.");
        await using var retried = await node.Tasks.StartInlineAsync(Spec(), Ct);
        await using var released = await node.Tasks.StartInlineAsync(Spec(), Ct);

        (await retried.RetryAsync(new TaskDelay(busy), Ct)).ShouldBeFalse();
        await released.ReleaseAsync(Ct);

        (await FindAsync(node, retried.Task.TaskId)).Error.ShouldBe(busy);
        (await FindAsync(node, released.Task.TaskId)).Error!.Code.ShouldBe("interrupted");
    }

    [Theory, OnEachStore]
    [Trait("Threat", "ST-D1")]
    public async Task A_finished_task_expires_and_leaves_nothing_behind(StoreKind kind)
    {
        var node = await NodeAsync(kind, ("Retention", "1.00:00:00"), ("MaxAttempts", "1"));
        var queued = await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(node);
        (await node.Database.KeyTimeToLiveAsync(Keys.Task(Tenant, queued.TaskId))).ShouldBeNull();
        await run.RetryAsync(new TaskDelay(new TaskError("busy", "Busy.")), Ct);

        foreach (var key in new[] { Keys.Task(Tenant, queued.TaskId), Keys.Log(Tenant, queued.TaskId) })
        {
            (await node.Database.KeyTimeToLiveAsync(key))!.Value
                .ShouldBeInRange(TimeSpan.FromHours(23.9), TimeSpan.FromHours(24));
        }
        Clock.Advance(TimeSpan.FromDays(1));
        await node.Queue.ReapAsync(Ct);

        (await node.Tasks.FindAsync(Tenant, queued.TaskId, Ct)).ShouldBeNull();
        foreach (var key in new StackExchange.Redis.RedisKey[]
        {
            Keys.Log(Tenant, queued.TaskId), Keys.Dead(Tenant), $"{Keys.Root(Tenant)}:expiring", Keys.Index(Tenant),
            Keys.Index(Tenant, "ana"), $"{Keys.Root(Tenant)}:leases",
        })
        {
            (await node.Database.KeyExistsAsync(key)).ShouldBeFalse(key.ToString());
        }
    }

    [Theory, OnEachStore]
    public async Task A_task_that_waits_longer_than_the_retention_is_still_there(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var queued = await node.Tasks.EnqueueAsync(Spec(), Ct);
        Clock.Advance(TimeSpan.FromDays(30));
        await node.Queue.ReapAsync(Ct);

        await using var run = await ClaimAsync(node);

        run.Task.TaskId.ShouldBe(queued.TaskId);
        (await node.Tasks.ListAsync(Tenant, null, 10, null, Ct)).Tasks.Count.ShouldBe(1);
    }
}
