using System.Text.Json.Nodes;
using Stage5.Contracts;
using Stage5.Core.Audit;
using Stage5.Core.Tasks;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Audit;

public sealed class AuditStoreTests(StoreServers servers) : AuditTests(servers), IClassFixture<StoreServers>
{
    [Theory, OnEachStore]
    public async Task Many_writers_give_numbers_without_a_gap_and_each_keeps_its_order(StoreKind kind)
    {
        var worlds = new[] { await WorldAsync(kind), await WorldAsync(kind) };

        await Task.WhenAll(Enumerable.Range(0, 16).Select(async writer =>
        {
            for (var i = 0; i < 20; i++)
                await worlds[writer % 2].Log.AppendAsync(Entry($"writer/{writer}", i), Ct);
        }));
        await worlds[0].Sealer.SealAsync(Tenant, Ct);

        var records = await worlds[1].RecordsAsync(Tenant, Ct);
        records.Select(record => record.Number).ShouldBe(Enumerable.Range(1, 320).Select(n => (long)n));
        foreach (var writer in records.GroupBy(record => record.Resource))
            writer.Select(record => (int)record.Details!["i"]!).ShouldBe(Enumerable.Range(0, 20));
        (await worlds[0].Reader.VerifyAsync(Tenant, null, Ct)).ShouldSatisfyAllConditions(
            verdict => verdict.Right.ShouldBeTrue(), verdict => verdict.Checked.ShouldBe(320),
            verdict => verdict.Signature.ShouldBe(AuditSignature.Right), verdict => verdict.Open.ShouldBe(0));
    }

    [Theory, OnEachStore]
    public async Task A_record_says_all_that_it_was_told_and_the_place_and_time_of_the_store(StoreKind kind)
    {
        var world = await WorldAsync(kind);
        await world.Log.AppendAsync(new AuditEntry(Tenant, new AuditActor("ana", "key", "k1"), "budgets.changed", "budgets")
        {
            Outcome = AuditOutcome.Refused,
            Before = new JsonObject { ["limit"] = 1 },
            After = new JsonArray(2, "ä<'\"\u2028"),
            Details = new JsonObject { ["why"] = "because" },
            Fingerprint = "ab",
            TaskId = "0190",
            Sequence = 7,
            TraceId = "0af7651916cd43dd8448eb211c80319c",
        }, Ct);

        var record = (await world.RecordsAsync(Tenant, Ct)).ShouldHaveSingleItem();

        record.Line.ShouldStartWith("""{"format":"stage5.audit.v1","tenant":"acme","actor":{"user":"ana","credential":"key","id":"k1"}""");
        (record.Number, record.Action, record.Outcome, record.TaskId, record.Sequence, record.Schema)
            .ShouldBe((1, "budgets.changed", "refused", "0190", 7, "neuraforge.task-event.v1"));
        ((int)record.Before!["limit"]!, (string)record.After![1]!, (string)record.Details!["why"]!)
            .ShouldBe((1, "ä<'\"\u2028", "because"));
        (record.Fingerprint, record.TraceId).ShouldBe(("ab", "0af7651916cd43dd8448eb211c80319c"));
        Math.Abs((record.At - TimeProvider.System.GetUtcNow()).TotalMinutes).ShouldBeLessThan(1);
        record.Line.ShouldBe(record.Json.ToJsonString(), "a line has no member twice and no space");
    }

    [Theory, OnEachStore]
    public async Task A_line_that_belongs_to_no_task_says_so(StoreKind kind)
    {
        var world = await WorldAsync(kind);
        await world.Log.AppendAsync(Entry("x", 0), Ct);

        var line = (await world.LinesAsync(Tenant, Ct)).ShouldHaveSingleItem();

        line.ShouldContain("\"task_id\":null,\"schema\":null,\"sequence\":null");
    }

    [Theory, OnEachStore]
    [Trait("Threat", "ST-R1")]
    public async Task A_task_writes_its_records_in_the_steps_that_change_it(StoreKind kind)
    {
        var world = await WorldAsync(kind);
        var node = Node;
        var actor = new AuditActor("ana", "session", "s-1");
        var done = await node.Tasks.EnqueueAsync(Spec() with { Actor = actor, Fingerprint = "cafe" }, Ct);
        await using (var run = await ClaimAsync(node))
        {
            await run.FinishAsync(new TaskEnd(TaskState.Completed, [], Translation(run),
                Details: new JsonObject { ["models"] = new JsonArray() }), Ct);
        }
        var failed = await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using (var run = await ClaimAsync(node))
            await run.FinishAsync(new TaskEnd(TaskState.Failed, [], Error: new TaskError("x", "X.")), Ct);
        var cancelled = await node.Tasks.EnqueueAsync(Spec(), Ct);
        await node.Tasks.CancelAsync(Tenant, cancelled.TaskId, Ct);

        var records = await world.RecordsAsync(Tenant, Ct);

        records.Select(record => (record.Action, record.TaskId, record.Sequence, record.Outcome)).ShouldBe(
        [
            ("task.created", done.TaskId, 0L, "succeeded"), ("task.completed", done.TaskId, 1L, "succeeded"),
            ("task.created", failed.TaskId, 0L, "succeeded"), ("task.failed", failed.TaskId, 1L, "failed"),
            ("task.created", cancelled.TaskId, 0L, "succeeded"), ("task.cancelled", cancelled.TaskId, 1L, "cancelled"),
        ]);
        records[0].Actor.ShouldBe(actor);
        records[0].Fingerprint.ShouldBe("cafe");
        records[0].TraceId.ShouldBe("0af7651916cd43dd8448eb211c80319c");
        records[1].Details!["models"].ShouldNotBeNull();
        records[2].Actor.ShouldBe(new AuditActor("ana", "token", "key-1"));
        (await world.Store.ChainsAsync(Ct)).ShouldContain(Tenant);
    }

    [Theory, OnEachStore]
    public async Task A_search_takes_what_is_looked_for_newest_first_and_goes_on_from_its_cursor(StoreKind kind)
    {
        var world = await WorldAsync(kind);
        for (var i = 0; i < 30; i++)
        {
            await world.Log.AppendAsync(
                Entry(i % 3 == 0 ? "key/1" : "key/2", i) with { Action = i % 3 == 0 ? "key.made" : "term.added" }, Ct);
            if (i == 14)
                await world.Sealer.SealAsync(Tenant, Ct);
        }
        var query = new AuditQuery(Action: "key.");

        var (first, cursor) = await world.Reader.SearchAsync(Tenant, query, before: null, 6, Ct);
        var (second, end) = await world.Reader.SearchAsync(Tenant, query, cursor, 6, Ct);

        first.Select(record => record.Number).ShouldBe([28, 25, 22, 19, 16, 13]);
        second.Select(record => record.Number).ShouldBe([10, 7, 4, 1]);
        end.ShouldBeNull();
        (await world.Reader.SearchAsync(Tenant, new AuditQuery(User: "nobody"), null, 10, Ct)).Records.ShouldBeEmpty();
        var later = new AuditQuery(From: TimeProvider.System.GetUtcNow().AddMinutes(5));
        (await world.Reader.SearchAsync(Tenant, later, null, 10, Ct)).Records.ShouldBeEmpty();
    }
}
