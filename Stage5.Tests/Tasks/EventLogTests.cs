using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Stage5.Contracts;
using Stage5.Core.Storage;
using Stage5.Core.Tasks;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Tasks;

public sealed class EventLogTests(StoreServers servers) : TaskTests(servers), IClassFixture<StoreServers>
{
    [Theory, OnEachStore]
    public async Task Eight_writers_on_eight_connections_leave_no_gap_and_no_duplicate(StoreKind kind)
    {
        var first = await NodeAsync(kind);
        await first.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(first);
        var writers = new List<TaskRun> { run };
        for (var i = 1; i < 8; i++)
            writers.Add(new TaskRun((await NodeAsync(kind)).Context, run.Task, Time.GetTimestamp()));

        var sequences = await Task.WhenAll(writers.Select((writer, w) => Task.Run(
            async () =>
            {
                var own = new List<long>();
                for (var i = 0; i < 50; i++)
                    own.Add(await writer.AppendAsync("stage_started", new JsonObject { ["by"] = w }, Ct));
                return own;
            },
            Ct)));

        sequences.SelectMany(s => s).Order().ShouldBe(Enumerable.Range(1, 400).Select(n => (long)n));
        sequences.ShouldAllBe(own => own.SequenceEqual(own.Order()));
        var log = await LogAsync(first, run.Task.TaskId);
        log.Count.ShouldBe(400);
        log.Select(e => e.ToEvent().Sequence).ShouldBe(log.Select(e => e.Sequence));
        (await FindAsync(first, run.Task.TaskId)).LastSequence.ShouldBe(400);
        foreach (var writer in writers.Skip(1))
            await writer.DisposeAsync();
    }

    [Theory, OnEachStore]
    public async Task The_envelope_is_exactly_that_of_the_contract(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(node);
        var payload = JsonNode.Parse(
            """{"empty":[],"none":{},"text":"a\"b\\c\n¿é🙂","n":1.50,"null":null}""")!.AsObject();
        await run.AppendAsync(TaskEventTypes.ModelSelected, payload, Ct);

        var item = (await LogAsync(node, run.Task.TaskId)).Single();

        using var envelope = JsonDocument.Parse(item.Json);
        envelope.RootElement.EnumerateObject().Select(p => p.Name).ShouldBe(
            ["version", "schema", "event", "type", "sequence", "task_id", "run_id", "timestamp", "payload"]);
        var record = item.ToEvent();
        (record.Version, record.Schema).ShouldBe((TaskEvent.CurrentVersion, TaskEvent.CurrentSchema));
        (record.Event, record.Type, item.Type).ShouldBe(("model_selected", "model_selected", "model_selected"));
        (record.Sequence, record.TaskId, record.RunId).ShouldBe((1, run.Task.TaskId, run.RunId));
        JsonNode.DeepEquals(record.Payload, payload).ShouldBeTrue();
        item.Json.ShouldNotContain("\n");
    }

    [Theory, OnEachStore]
    public async Task Timestamps_are_right_on_any_day(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(node);
        var random = new Random(1);

        for (var i = 0; i < 200; i++)
        {
            Clock.OffsetMilliseconds = random.NextInt64(0, 80L * 365 * 24 * 3600 * 1000);
            await run.AppendAsync("stage_started", [], Ct);
            var written = (await NewestAsync(node, run.Task.TaskId, 1)).Events.Single();
            var updated = (await FindAsync(node, run.Task.TaskId)).UpdatedAt;

            written.ToEvent().Timestamp.ShouldBe(
                updated.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        }
    }

    [Theory, OnEachStore]
    public async Task The_log_is_read_forward_in_pages_and_from_its_end(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(node);
        (await NewestAsync(node, run.Task.TaskId, 5)).Events.ShouldBeEmpty();
        for (var i = 0; i < 12; i++)
            await run.AppendAsync("stage_started", new JsonObject { ["i"] = i }, Ct);

        var page = await node.Log.ReadAsync(Tenant, run.Task.TaskId, 3, 4, Ct);
        var newest = await NewestAsync(node, run.Task.TaskId, 5);

        page.Select(e => e.Sequence).ShouldBe([4, 5, 6, 7]);
        newest.Events.Select(e => e.Sequence).ShouldBe([8, 9, 10, 11, 12]);
        newest.Task.LastSequence.ShouldBe(12);
        (await node.Log.ReadAsync(Tenant, run.Task.TaskId, 12, 4, Ct)).ShouldBeEmpty();
    }

    [Theory, OnEachStore]
    public async Task A_full_log_drops_pieces_of_text_first_then_the_oldest_and_its_counters_tell_of_all(StoreKind kind)
    {
        var node = await NodeAsync(kind, ("MostEvents", "100"));
        await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(node);
        await run.AppendAsync("task_started", [], Ct);
        for (var i = 0; i < 60; i++)
            await run.AppendAsync("token_delta", new JsonObject { ["text"] = "a" }, Ct);
        for (var i = 0; i < 69; i++)
            await run.AppendAsync("stage_started", [], Ct);

        var page = await NewestAsync(node, run.Task.TaskId);
        page.Events.Select(e => e.Sequence).ShouldBe([1, .. Enumerable.Range(32, 99).Select(n => (long)n)]);
        (page.FirstSequence, page.Task.LastSequence, page.Task.Dropped).ShouldBe((1, 130, 30));

        for (var i = 0; i < 40; i++)
            await run.AppendAsync("stage_started", [], Ct);
        await CompleteAsync(run);

        page = await NewestAsync(node, run.Task.TaskId);
        page.Events.Select(e => e.Sequence).ShouldBe(Enumerable.Range(72, 100).Select(n => (long)n));
        (page.FirstSequence, page.Task.LastSequence, page.Task.Dropped).ShouldBe((72, 171, 71));
        page.Task.EventCounts.OrderBy(count => count.Key, StringComparer.Ordinal).ShouldBe(
        [
            new("stage_started", 109), new("task_completed", 1), new("task_started", 1), new("token_delta", 60),
        ]);
        (await node.Database.KeyExistsAsync($"{Keys.Root(Tenant)}:deltas:{run.Task.TaskId}")).ShouldBeFalse();
    }

    [Theory, OnEachStore]
    public async Task The_log_is_read_backward_from_any_event_to_the_oldest_it_keeps(StoreKind kind)
    {
        var node = await NodeAsync(kind, ("MostEvents", "100"));
        await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(node);
        var empty = await NewestAsync(node, run.Task.TaskId);
        (empty.Events.Count, empty.FirstSequence, empty.Older).ShouldBe((0, null, false));
        for (var i = 0; i < 110; i++)
            await run.AppendAsync("stage_started", [], Ct);

        var seen = new List<long>();
        long? before = null;
        TaskEventPage page;
        do
        {
            page = await NewestAsync(node, run.Task.TaskId, 30, before);
            seen.InsertRange(0, page.Events.Select(e => e.Sequence));
            before = page.Events[0].Sequence;
        }
        while (page.Older);

        seen.ShouldBe(Enumerable.Range(11, 100).Select(n => (long)n));
        (await node.Log.ReadPageAsync(Tenant, Guid.NewGuid().ToString(), null, 5, Ct)).ShouldBeNull();
        (await node.Log.ReadPageAsync("rival", run.Task.TaskId, null, 5, Ct)).ShouldBeNull();
    }
}
