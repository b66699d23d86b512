using StackExchange.Redis;
using Stage5.Contracts;
using Stage5.Core.Storage;
using Stage5.Core.Tasks;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Tasks;

public sealed class RetryTests(StoreServers servers) : TaskTests(servers), IClassFixture<StoreServers>
{
    private static readonly TaskError Busy = new("provider_busy", "The provider is busy.", "Wait a little.");

    [Theory, OnEachStore]
    public async Task A_retried_task_waits_out_its_back_off(StoreKind kind)
    {
        var node = await NodeAsync(kind, ("BackoffBase", "00:10:00"), ("BackoffCap", "01:00:00"));
        var queued = await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(node);
        // Stores a due time of at most the base: full jitter.
        (await run.RetryAsync(new TaskDelay(Busy), Ct)).ShouldBeTrue();

        (await FindAsync(node, queued.TaskId)).State.ShouldBe(TaskState.Queued);
        (await node.Queue.ClaimAsync("worker", Ct)).ShouldBeNull();
        Clock.Advance(TimeSpan.FromMinutes(10));
        await using var second = await ClaimAsync(node);

        second.Attempt.ShouldBe(2);
        second.Task.TaskId.ShouldBe(queued.TaskId);
    }

    [Fact]
    public void Back_off_doubles_up_to_its_cap_and_is_fully_jittered()
    {
        var options = new TaskOptions { BackoffBase = new TimeSpan(0, 0, 2), BackoffCap = new TimeSpan(0, 0, 9) };
        var random = new Random(7);

        for (var attempt = 1; attempt <= 60; attempt++)
        {
            var longest = Math.Min(9, 2 * Math.Pow(2, attempt - 1));
            var waits = new List<double>();
            for (var i = 0; i < 400; i++)
                waits.Add(options.Backoff(attempt, random).TotalSeconds);

            waits.ShouldAllBe(w => w >= 0 && w <= longest);
            waits.Min().ShouldBeLessThan(longest * 0.05);
            waits.Max().ShouldBeGreaterThan(longest * 0.95);
        }
    }

    [Theory, OnEachStore]
    public async Task A_delay_before_the_turn_began_uses_up_no_attempt(StoreKind kind)
    {
        var node = await NodeAsync(kind, ("MaxAttempts", "1"));
        var queued = await node.Tasks.EnqueueAsync(Spec(), Ct);
        var waited = new List<double>();
        for (var times = 0; times < 7; times++)
        {
            await using var run = await ClaimAsync(node);
            (await run.RetryAsync(new TaskDelay(Busy, TimeSpan.FromSeconds(2), Uncounted: true), Ct)).ShouldBeTrue();
            var due = (await node.Database.SortedSetScoreAsync(Keys.Delayed(Tenant), queued.TaskId)).ShouldNotBeNull();
            waited.Add(Math.Round((due - await NowAsync(node)) / 1000));
            Clock.Advance(TimeSpan.FromMinutes(1));
        }

        waited.ShouldBe([2, 4, 8, 16, 30, 30, 30]);

        await using var last = await ClaimAsync(node);
        last.Attempt.ShouldBe(1);
        (await last.RetryAsync(new TaskDelay(Busy), Ct)).ShouldBeFalse();
        (await FindAsync(node, queued.TaskId)).State.ShouldBe(TaskState.Failed);
    }

    private async Task<double> NowAsync(TaskNode node)
    {
        var time = (RedisResult[])(await node.Database.ExecuteAsync("TIME"))!;
        return (double)time[0] * 1000 + (double)time[1] / 1000 + Clock.OffsetMilliseconds;
    }

    [Theory, OnEachStore]
    public async Task A_task_that_used_up_its_attempts_is_dead_with_the_reason(StoreKind kind)
    {
        var node = await NodeAsync(kind, ("MaxAttempts", "3"));
        var queued = await node.Tasks.EnqueueAsync(Spec(), Ct);
        var retried = new List<bool>();
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await using var run = await ClaimAsync(node);
            retried.Add(await run.RetryAsync(new TaskDelay(Busy), Ct));
            Clock.Advance(TimeSpan.FromMinutes(1));
        }

        retried.ShouldBe([true, true, false]);
        (await node.Queue.ClaimAsync("worker", Ct)).ShouldBeNull();
        var task = await FindAsync(node, queued.TaskId);
        (task.State, task.Error, task.Attempt).ShouldBe((TaskState.Failed, Busy, 3));
        var last = (await LogAsync(node, queued.TaskId)).Single().ToEvent();
        last.Type.ShouldBe(TaskEventTypes.TaskFailed);
        last.Payload["code"]!.GetValue<string>().ShouldBe("provider_busy");
        await DeadAsync(node, queued.TaskId);
    }

    [Theory, OnEachStore]
    public async Task A_task_that_kills_its_workers_is_dead_after_its_attempts(StoreKind kind)
    {
        var node = await NodeAsync(kind, ("MaxAttempts", "2"));
        var queued = await node.Tasks.EnqueueAsync(Spec(), Ct);
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            await (await ClaimAsync(node)).DisposeAsync();
            Clock.Advance(Lease);
            (await node.Queue.ReapAsync(Ct)).ShouldBe(1);
        }

        var task = await FindAsync(node, queued.TaskId);
        task.State.ShouldBe(TaskState.Failed);
        task.Error!.Code.ShouldBe("worker_lost");
        (await LogAsync(node, queued.TaskId)).Single().Type.ShouldBe(TaskEventTypes.TaskFailed);
        await DeadAsync(node, queued.TaskId);
    }

    [Theory, OnEachStore]
    public async Task A_run_to_be_cancelled_is_cancelled_instead_of_retried(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var queued = await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(node);
        await node.Tasks.CancelAsync(Tenant, queued.TaskId, Ct);

        (await run.RetryAsync(new TaskDelay(Busy), Ct)).ShouldBeFalse();

        (await FindAsync(node, queued.TaskId)).State.ShouldBe(TaskState.Cancelled);
        (await LogAsync(node, queued.TaskId)).Single().Type.ShouldBe(TaskEventTypes.TaskCancelled);
    }

    private async Task DeadAsync(TaskNode node, string taskId)
    {
        (await node.Database.SortedSetScoreAsync(Keys.Dead(Tenant), taskId)).ShouldNotBeNull();
        (await node.Tasks.QueueStatusAsync(Tenant, Ct)).ShouldBe(new QueueStatus(0, 0, 0, 0, 1));
    }
}
