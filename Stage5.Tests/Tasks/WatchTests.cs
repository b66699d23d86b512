using System.Text.Json.Nodes;
using StackExchange.Redis;
using Stage5.Core.Storage;
using Stage5.Core.Tasks;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Tasks;

public sealed class WatchTests(StoreServers servers) : TaskTests(servers), IClassFixture<StoreServers>
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    [Theory, OnEachStore]
    public async Task Viewers_that_join_and_rejoin_at_any_time_miss_nothing_and_see_nothing_twice(StoreKind kind)
    {
        var api = await NodeAsync(kind);
        var worker = await NodeAsync(kind);
        await api.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(worker);
        const int Events = 400;

        var writing = Task.Run(() => WriteAsync(run, Events), Ct);
        var seen = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(v => Task.Run(() => RejoiningAsync(api, run, 3 + (v * 11)), Ct)));
        await writing;

        foreach (var viewer in seen)
            viewer.ShouldBe(Enumerable.Range(1, Events + 1).Select(n => (long)n));
        api.Hub.Topics.ShouldBe(0);
    }

    [Theory, OnEachStore]
    public async Task A_viewer_resumes_after_the_last_event_it_has(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(node);
        await WriteAsync(run, 9);

        async Task<List<long>> AfterAsync(long last)
        {
            var seen = await node.Log.WatchAsync(Tenant, run.Task.TaskId, last, Heartbeat, Ct).ToListAsync(Ct);
            return seen.Select(e => e.Sequence).ToList();
        }

        (await AfterAsync(0)).ShouldBe([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        (await AfterAsync(7)).ShouldBe([8, 9, 10]);
        (await AfterAsync(10)).ShouldBeEmpty();
        (await AfterAsync(99)).ShouldBeEmpty();
    }

    [Theory, OnEachStore]
    public async Task A_lost_publication_is_healed_by_the_next_one(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(node);
        await using var viewer = Watch(node, run);
        await run.AppendAsync("stage_started", [], Ct);
        (await NextAsync(viewer)).Sequence.ShouldBe(1);

        await AppendUnpublishedAsync(node, run);
        await AppendUnpublishedAsync(node, run);
        await run.AppendAsync("stage_started", [], Ct);

        (await NextAsync(viewer)).Sequence.ShouldBe(2);
        (await NextAsync(viewer)).Sequence.ShouldBe(3);
        (await NextAsync(viewer)).Sequence.ShouldBe(4);
    }

    [Theory, OnEachStore]
    public async Task A_lost_last_publication_is_healed_by_the_heartbeat(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(node);
        await using var viewer = Watch(node, run);
        await run.AppendAsync("stage_started", [], Ct);
        (await NextAsync(viewer)).Sequence.ShouldBe(1);
        await AppendUnpublishedAsync(node, run);

        var armed = Time.Armed;
        var beat = NextAsync(viewer);
        await UntilAsync(() => Time.Armed > armed);
        Time.Advance(Heartbeat);

        (await beat).ShouldBe(TaskEventItem.Heartbeat(1));
        (await NextAsync(viewer)).Sequence.ShouldBe(2);
    }

    [Theory, OnEachStore]
    public async Task Publications_out_of_order_or_repeated_come_out_in_order(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(node);
        await using var viewer = Watch(node, run);
        await run.AppendAsync("stage_started", [], Ct);
        (await NextAsync(viewer)).Sequence.ShouldBe(1);
        for (var i = 0; i < 3; i++)
            await AppendUnpublishedAsync(node, run);

        var log = await LogAsync(node, run.Task.TaskId);
        foreach (var n in new[] { 3, 1, 2, 3, 0, 2 })
        {
            await node.Connection.GetSubscriber().PublishAsync(
                Keys.EventChannel(Tenant, run.Task.TaskId), log[n].Json);
        }
        await CompleteAsync(run);

        var rest = new List<long>();
        while (await viewer.MoveNextAsync())
            rest.Add(viewer.Current.Sequence);
        rest.ShouldBe([2, 3, 4, 5]);
    }

    [Theory, OnEachStore]
    public async Task A_viewer_that_does_not_read_is_let_go_where_it_can_come_back_and_slows_nobody(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(node);
        await run.AppendAsync("stage_started", [], Ct);
        await using var slow = Watch(node, run);
        await using var quick = Watch(node, run);
        (await NextAsync(slow)).Sequence.ShouldBe(1);

        // More than a viewer's buffer holds; nobody takes from the slow one meanwhile.
        const int Events = (2 * TaskEventHub.Buffer) + 50;
        var writing = WriteAsync(run, Events);
        for (var n = 1; n <= Events + 2; n++)
            (await NextAsync(quick)).Sequence.ShouldBe(n);
        await writing;

        var told = await NextAsync(slow);
        (told.Kind, told.Sequence).ShouldBe((TaskEventItemKind.TooSlow, 1));
        told.Json.ShouldBe("""{"reason":"slow_viewer","after":1}""");
        (await slow.MoveNextAsync()).ShouldBeFalse();
        var rest = await node.Log.WatchAsync(Tenant, run.Task.TaskId, 1, Heartbeat, Ct).ToListAsync(Ct);
        rest.Select(item => item.Sequence).ShouldBe(Enumerable.Range(2, Events + 1).Select(n => (long)n));
    }

    [Theory, OnEachStore]
    public async Task A_viewer_that_reads_the_past_is_not_slow_however_much_comes_meanwhile(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(node);
        const int Past = 250;
        for (var i = 0; i < Past; i++)
            await run.AppendAsync("stage_started", [], Ct);
        await using var viewer = Watch(node, run);
        (await NextAsync(viewer)).Sequence.ShouldBe(1);

        // It stands at the first of three pages; more than its buffer holds comes.
        const int Events = (2 * TaskEventHub.Buffer) + 50;
        await WriteAsync(run, Events);

        for (var n = 2; n <= Past + Events + 1; n++)
            (await NextAsync(viewer)).Sequence.ShouldBe(n);
        (await viewer.MoveNextAsync()).ShouldBeFalse();
    }

    [Theory, OnEachStore]
    public async Task A_viewer_that_resumes_before_what_is_kept_is_told_both_numbers(StoreKind kind)
    {
        var node = await NodeAsync(kind, ("MostEvents", "100"));
        await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(node);
        await WriteAsync(run, 150);

        var seen = await node.Log.WatchAsync(Tenant, run.Task.TaskId, 7, Heartbeat, Ct).ToListAsync(Ct);

        (seen[0].Kind, seen[0].Sequence, seen[0].Json).ShouldBe((TaskEventItemKind.Gap, 51, """{"after":7,"next":52,"reason":"dropped"}"""));
        seen.Skip(1).Select(item => item.Sequence).ShouldBe(Enumerable.Range(52, 100).Select(n => (long)n));
        (await node.Log.WatchAsync(Tenant, run.Task.TaskId, 51, Heartbeat, Ct).FirstAsync(Ct)).Sequence.ShouldBe(52);
    }

    [Theory, OnEachStore]
    public async Task A_viewer_that_resumes_across_dropped_pieces_of_text_is_told_of_each_gap(StoreKind kind)
    {
        var node = await NodeAsync(kind, ("MostEvents", "100"));
        await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(node);
        foreach (var type in new[] { "task_started", "token_delta", "token_delta", "stage_started", "token_delta" })
            await run.AppendAsync(type, [], Ct);
        await WriteAsync(run, 97);

        var seen = await node.Log.WatchAsync(Tenant, run.Task.TaskId, 0, Heartbeat, Ct).Take(6).ToListAsync(Ct);

        seen.Select(item => (item.Kind, item.Sequence)).ShouldBe(
        [
            (TaskEventItemKind.Event, 1), (TaskEventItemKind.Gap, 3), (TaskEventItemKind.Event, 4),
            (TaskEventItemKind.Gap, 5), (TaskEventItemKind.Event, 6), (TaskEventItemKind.Event, 7),
        ]);
        seen[1].Json.ShouldBe("""{"after":1,"next":4,"reason":"dropped"}""");
    }

    [Theory, OnEachStore]
    public async Task A_viewer_that_knows_more_than_the_store_is_told_so_and_goes_on(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(node);
        await run.AppendAsync("task_started", [], Ct);
        await using var viewer = node.Log.WatchAsync(Tenant, run.Task.TaskId, 40, Heartbeat, Ct).GetAsyncEnumerator(Ct);

        (await NextAsync(viewer)).Json.ShouldBe("""{"after":40,"next":2,"reason":"reset"}""");
        await run.AppendAsync("stage_started", [], Ct);
        (await NextAsync(viewer)).Sequence.ShouldBe(2);
    }

    [Theory, OnEachStore]
    public async Task Viewers_of_one_task_share_a_subscription(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(node);
        await run.AppendAsync("stage_started", [], Ct);
        await using var first = Watch(node, run);
        await using var second = Watch(node, run);
        await NextAsync(first);
        await NextAsync(second);
        node.Hub.Topics.ShouldBe(1);

        await first.DisposeAsync();
        await run.AppendAsync("stage_started", [], Ct);
        (await NextAsync(second)).Sequence.ShouldBe(2);
        node.Hub.Topics.ShouldBe(1);

        await second.DisposeAsync();
        node.Hub.Topics.ShouldBe(0);
        await UntilAsync(async () => await node.Database.PublishAsync(
            Keys.EventChannel(Tenant, run.Task.TaskId), "nobody hears") == 0);
    }

    [Theory, OnEachStore]
    public async Task A_quiet_task_is_a_heartbeat_every_interval(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var queued = await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var viewer = Watch(node, queued.TaskId);

        for (var i = 0; i < 3; i++)
        {
            var next = NextAsync(viewer);
            await UntilAsync(() => Time.Armed > 0);
            next.IsCompleted.ShouldBeFalse();
            Time.Advance(Heartbeat);
            (await next).IsHeartbeat.ShouldBeTrue();
        }
    }

    [Theory, OnEachStore]
    public async Task A_store_that_goes_away_ends_the_stream_with_an_error(StoreKind kind)
    {
        await using var server = await StoreServer.StartAsync(kind);
        var node = await NodeAsync(server);
        var queued = await node.Tasks.EnqueueAsync(Spec(), Ct);
        var viewer = Watch(node, queued.TaskId);
        var next = viewer.MoveNextAsync().AsTask();
        await UntilAsync(() => Time.Armed > 0);

        await server.KillAsync();
        await UntilAsync(() => !node.Connection.IsConnected);
        Time.Advance(Heartbeat);

        (await next).ShouldBeTrue();
        await Should.ThrowAsync<RedisConnectionException>(async () => await viewer.MoveNextAsync());
        await viewer.DisposeAsync();
    }

    [Fact]
    public async Task A_broken_subscription_is_made_again_and_what_it_missed_is_healed()
    {
        var api = await NodeAsync(StoreKind.Redis);
        var worker = await NodeAsync(StoreKind.Redis);
        await worker.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(worker);
        await using var viewer = Watch(api, run);
        await run.AppendAsync("stage_started", [], Ct);
        (await NextAsync(viewer)).Sequence.ShouldBe(1);

        var killed = await worker.Database.ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");
        ((long)killed).ShouldBeGreaterThan(0);
        await run.AppendAsync("stage_started", [], Ct);
        // Once subscribed again the next publication arrives, and shows that one is missing.
        await UntilAsync(async () => await worker.Database.PublishAsync(
            Keys.EventChannel(Tenant, run.Task.TaskId), (await LogAsync(worker, run.Task.TaskId))[^1].Json) > 0);

        (await NextAsync(viewer)).Sequence.ShouldBe(2);
    }

    private async Task WriteAsync(TaskRun run, int events)
    {
        for (var i = 0; i < events; i++)
            await run.AppendAsync("stage_started", new JsonObject { ["i"] = i }, Ct);
        await CompleteAsync(run);
    }

    private async Task<List<long>> RejoiningAsync(TaskNode node, TaskRun run, int leaveAfter)
    {
        var seen = new List<long>();
        while (true)
        {
            var last = seen.Count == 0 ? 0 : seen[^1];
            var taken = 0;
            await foreach (var item in node.Log.WatchAsync(Tenant, run.Task.TaskId, last, Heartbeat, Ct))
            {
                seen.Add(item.Sequence);
                if (item.IsTerminal)
                    return seen;
                if (++taken == leaveAfter)
                    break;
            }
        }
    }

    private IAsyncEnumerator<TaskEventItem> Watch(TaskNode node, TaskRun run) => Watch(node, run.Task.TaskId);

    private IAsyncEnumerator<TaskEventItem> Watch(TaskNode node, string taskId) =>
        node.Log.WatchAsync(Tenant, taskId, 0, Heartbeat, Ct).GetAsyncEnumerator(Ct);

    /// <summary>What a viewer finds when the store published an event but the publication never came.</summary>
    private static async Task AppendUnpublishedAsync(TaskNode node, TaskRun run)
    {
        var id = run.Task.TaskId;
        var sequence = await node.Database.HashIncrementAsync(Keys.Task(Tenant, id), "sequence");
        var last = (await node.Log.ReadPageAsync(Tenant, id, null, 1)).ShouldNotBeNull().Events.Single().Json;
        var json = last.Replace(
            $"\"sequence\":{sequence - 1}", $"\"sequence\":{sequence}", StringComparison.Ordinal);
        await node.Database.SortedSetAddAsync(Keys.Log(Tenant, id), json, sequence);
    }
}
