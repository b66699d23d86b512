using System.Text.Json.Nodes;
using StackExchange.Redis;
using Stage5.Core.Storage;
using Stage5.Core.Tasks;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Tasks;

public sealed class TenantEventLogTests(StoreServers servers) : TaskTests(servers), IClassFixture<StoreServers>
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);
    private static readonly TenantEventFilter All = new(null, null, []);

    [Theory, OnEachStore]
    public async Task Events_of_all_tasks_come_in_the_tenants_order_without_pieces_of_text(StoreKind kind)
    {
        var (api, worker) = (await NodeAsync(kind), await NodeAsync(kind));
        await using var first = await StartAsync(worker, "ana");
        await using var second = await StartAsync(worker, "ben");
        await using var other = await worker.Tasks.StartInlineAsync(Spec(tenant: "rival"), Ct);
        await first.AppendAsync("task_started", [], Ct);
        await using var viewer = Watch(api, All, after: 0);
        (await NextAsync(viewer)).Sequence.ShouldBe(1);

        await first.AppendAsync("token_delta", [], Ct);
        await other.AppendAsync("task_started", [], Ct);
        await second.AppendAsync("task_started", new JsonObject { ["attempt"] = 1 }, Ct);
        await CompleteAsync(first);

        var started = await NextAsync(viewer);
        (started.Sequence, started.TaskId, started.User, started.Type)
            .ShouldBe((2, second.Task.TaskId, "ben", "task_started"));
        started.Json.ShouldBe((await LogAsync(worker, second.Task.TaskId)).Single().Json);
        var completed = await NextAsync(viewer);
        (completed.Sequence, completed.TaskId, completed.ToEvent().Sequence).ShouldBe((3, first.Task.TaskId, 3));
        (await api.Events.NewestAsync(Tenant, Ct)).ShouldBe(3);
    }

    [Theory, OnEachStore]
    public async Task Whether_read_or_heard_only_what_the_filter_lets_through_is_shown(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await using var ana = await StartAsync(node, "ana");
        await using var ben = await StartAsync(node, "ben");
        TenantEventFilter[] filters =
        [
            new("ana", null, []), new(null, ben.Task.TaskId, []), new(null, null, ["stage_started", "task_completed"]),
            new("ana", null, ["task_completed"]),
        ];
        long[][] expected = [[1, 3, 5, 7], [2, 4, 6], [3, 4, 5, 6, 7], [7]];
        await RoundAsync("task_started", "stage_started");
        var live = filters.Select(filter => Watch(node, filter, after: 0)).ToList();
        foreach (var (viewer, numbers) in live.Zip(expected))
            await ExpectAsync(viewer, numbers[..^1].Where(number => number <= 4));
        await RoundAsync("stage_started");
        await CompleteAsync(ana);

        foreach (var (viewer, numbers) in live.Zip(expected))
        {
            await ExpectAsync(viewer, numbers.Where(number => number > 4));
            await viewer.DisposeAsync();
        }
        foreach (var (filter, numbers) in filters.Zip(expected))
        {
            await using var late = Watch(node, filter, after: 0);
            await ExpectAsync(late, numbers);
        }

        async Task RoundAsync(params string[] types)
        {
            foreach (var type in types)
            {
                await ana.AppendAsync(type, [], Ct);
                await ben.AppendAsync(type, [], Ct);
            }
        }
    }

    [Theory, OnEachStore]
    public async Task Where_what_comes_next_is_no_longer_kept_the_viewer_is_told_both_numbers(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await using var run = await StartAsync(node, "ana");
        // As if very much had happened before.
        await node.Database.HashSetAsync(Keys.Root(Tenant), "feed", 10_000);
        await using var early = Watch(node, All, after: 12);
        (await NextAsync(early)).Json.ShouldBe("""{"after":12,"next":10001,"reason":"dropped"}""");
        await run.AppendAsync("task_started", [], Ct);
        await run.AppendAsync("stage_started", [], Ct);
        (await NextAsync(early)).Sequence.ShouldBe(10_001);

        await using var late = Watch(node, All, after: 12);
        (await NextAsync(late)).Json.ShouldBe("""{"after":12,"next":10001,"reason":"dropped"}""");
        (await NextAsync(late)).Sequence.ShouldBe(10_001);

        await using var ahead = Watch(node, All, after: 20_000);
        (await NextAsync(ahead)).Json.ShouldBe("""{"after":20000,"next":10003,"reason":"reset"}""");
        await run.AppendAsync("stage_started", [], Ct);
        (await NextAsync(ahead)).Sequence.ShouldBe(10_003);
    }

    [Theory, OnEachStore]
    public async Task What_the_log_of_its_task_dropped_is_a_gap(StoreKind kind)
    {
        var node = await NodeAsync(kind, ("MostEvents", "100"));
        await using var run = await StartAsync(node, "ana");
        for (var i = 0; i < 102; i++)
            await run.AppendAsync("stage_started", [], Ct);

        var seen = await node.Events.WatchAsync(Tenant, All, 0, Heartbeat, Ct).Take(102).ToListAsync(Ct);

        seen.Take(3).Select(item => (item.Kind, item.Sequence)).ShouldBe(
            [(TaskEventItemKind.Gap, 1), (TaskEventItemKind.Gap, 2), (TaskEventItemKind.Event, 3)]);
        seen[^1].Sequence.ShouldBe(102);
    }

    [Theory, OnEachStore]
    public async Task It_keeps_the_newest_ten_thousand(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await using var run = await StartAsync(node, "ana");
        SortedSetEntry[] before = [.. Enumerable.Range(1, 10_000).Select(i => new SortedSetEntry($"{i}", i))];
        await node.Database.SortedSetAddAsync($"{Keys.Root(Tenant)}:feed", before);
        await node.Database.HashSetAsync(Keys.Root(Tenant), "feed", 10_000);

        await run.AppendAsync("task_started", [], Ct);

        (await node.Database.SortedSetLengthAsync($"{Keys.Root(Tenant)}:feed")).ShouldBe(10_000);
        (await node.Database.SortedSetScoreAsync($"{Keys.Root(Tenant)}:feed", "1")).ShouldBeNull();
    }

    [Theory, OnEachStore]
    public async Task A_quiet_tenant_is_a_heartbeat_that_knows_how_far_was_looked(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await using var run = await StartAsync(node, "ana");
        await run.AppendAsync("task_started", [], Ct);
        await using var viewer = Watch(node, new("ben", null, []), after: 0);

        var armed = Time.Armed;
        var next = NextAsync(viewer);
        await UntilAsync(() => Time.Armed > armed);
        Time.Advance(Heartbeat);

        (await next).ShouldBe(TaskEventItem.Heartbeat(1));
    }

    private async Task<TaskRun> StartAsync(TaskNode node, string user) =>
        await node.Tasks.StartInlineAsync(Spec(user: user), Ct);

    private IAsyncEnumerator<TaskEventItem> Watch(TaskNode node, TenantEventFilter filter, long after) =>
        node.Events.WatchAsync(Tenant, filter, after, Heartbeat, Ct).GetAsyncEnumerator(Ct);

    private static async Task ExpectAsync(IAsyncEnumerator<TaskEventItem> viewer, IEnumerable<long> numbers)
    {
        foreach (var number in numbers)
            (await NextAsync(viewer)).Sequence.ShouldBe(number);
    }
}
