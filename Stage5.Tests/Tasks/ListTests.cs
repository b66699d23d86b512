using Stage5.Contracts;
using Stage5.Core.Tasks;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Tasks;

public sealed class ListTests(StoreServers servers) : TaskTests(servers), IClassFixture<StoreServers>
{
    [Theory, OnEachStore]
    public async Task A_list_is_newest_first_and_pages_without_loss_while_tasks_come(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var made = new List<string>();
        for (var i = 0; i < 25; i++)
        {
            made.Add((await node.Tasks.EnqueueAsync(Spec(user: i % 2 == 0 ? "ana" : "ben"), Ct)).TaskId);
            // Several share a millisecond, others do not.
            if (i % 7 == 0)
                Clock.Advance(TimeSpan.FromSeconds(1));
        }

        (await PagesAsync(node, user: null, disturb: true)).ShouldBe(made, ignoreOrder: true);
        (await PagesAsync(node, "ana")).Count.ShouldBe(13);
        (await PagesAsync(node, "ben")).Count.ShouldBe(12);
        (await PagesAsync(node, "nobody")).ShouldBeEmpty();
    }

    [Theory, OnEachStore]
    public async Task A_list_holds_the_beginning_of_a_long_text_and_the_task_the_whole(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var text = new string('é', 50_000);
        var spec = Spec() with { Request = Spec().Request with { Text = text } };
        var made = await node.Tasks.EnqueueAsync(spec, Ct);

        var (page, _) = await node.Tasks.ListAsync(Tenant, user: null, 10, cursor: null, Ct);

        page.Single().Request.Text.ShouldBe(text[..TaskStore.BriefLength]);
        (await node.Tasks.FindAsync(Tenant, made.TaskId, Ct))!.Request.Text.ShouldBe(text);
    }

    [Theory, OnEachStore]
    public async Task A_listed_task_has_all_but_its_result(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(node);
        await CompleteAsync(run);

        var (tasks, next) = await node.Tasks.ListAsync(Tenant, "ana", 1, null, Ct);

        var found = await FindAsync(node, run.Task.TaskId);
        var listed = tasks.Single();
        listed.EventCounts.ShouldBeEmpty();
        listed.ShouldBe(found with { Result = null, EventCounts = listed.EventCounts });
        next.ShouldBeNull();
    }

    [Theory, OnEachStore]
    public async Task A_cursor_that_was_not_given_out_is_an_error(StoreKind kind)
    {
        var node = await NodeAsync(kind);

        foreach (var cursor in new[] { "", "x", "1_x", "x_" + Guid.Empty, "1_2_3" })
        {
            await Should.ThrowAsync<ArgumentException>(() => node.Tasks.ListAsync(Tenant, null, 10, cursor, Ct));
        }
    }

    [Theory, OnEachStore]
    [Trait("Threat", "API-I2")]
    public async Task A_tenant_sees_nothing_of_another(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var queued = await node.Tasks.EnqueueAsync(Spec(tenant: "acme"), Ct);
        await using var run = await ClaimAsync(node);
        await run.AppendAsync(TaskEventTypes.TaskStarted, [], Ct);

        (await node.Tasks.FindAsync("acme2", queued.TaskId, Ct)).ShouldBeNull();
        (await node.Tasks.CancelAsync("acme2", queued.TaskId, Ct)).ShouldBe(CancelOutcome.NotFound);
        (await node.Tasks.ListAsync("acme2", null, 10, null, Ct)).Tasks.ShouldBeEmpty();
        (await node.Log.ReadAsync("acme2", queued.TaskId, 0, 10, Ct)).ShouldBeEmpty();
        (await node.Log.WatchAsync("acme2", queued.TaskId, 0, Lease, Ct).ToListAsync(Ct)).ShouldBeEmpty();
        run.Stopping.IsCancellationRequested.ShouldBeFalse();
    }

    [Theory, OnEachStore]
    public async Task Users_of_one_tenant_with_similar_names_have_lists_of_their_own(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await node.Tasks.EnqueueAsync(Spec(user: "ana"), Ct);
        await node.Tasks.EnqueueAsync(Spec(user: "ana:{x}:b c"), Ct);

        (await PagesAsync(node, "ana")).Count.ShouldBe(1);
        (await PagesAsync(node, "ana:{x}:b c")).Count.ShouldBe(1);
        (await PagesAsync(node, user: null)).Count.ShouldBe(2);
    }

    private async Task<List<string>> PagesAsync(TaskNode node, string? user, bool disturb = false)
    {
        var seen = new List<TaskRecord>();
        string? cursor = null;
        do
        {
            (var page, cursor) = await node.Tasks.ListAsync(Tenant, user, 4, cursor, Ct);
            page.Count.ShouldBeLessThanOrEqualTo(4);
            seen.AddRange(page);
            if (disturb)
                await node.Tasks.EnqueueAsync(Spec(user: "new"), Ct);
        }
        while (cursor is not null);
        seen.Zip(seen.Skip(1)).ShouldAllBe(pair => pair.First.CreatedAt >= pair.Second.CreatedAt);
        return seen.Select(t => t.TaskId).ToList();
    }
}
