using Stage5.Contracts;
using Stage5.Core.Tasks;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Drafts;

/// <summary>Workers that die, come twice or are slow, and owners who change their minds meanwhile.</summary>
public sealed class DraftFaultTests(StoreServers servers) : DraftTests(servers), IClassFixture<StoreServers>
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    [Theory, OnEachStore]
    public async Task Workers_at_once_make_one_task_of_each_draft(StoreKind kind)
    {
        DraftNode[] nodes = [await NodeAsync(kind), await NodeAsync(kind), await NodeAsync(kind)];
        for (var i = 0; i < 60; i++)
            await SaveAsync(nodes[0], user: $"user-{i % 3}");

        await Task.WhenAll(nodes.Select(node => Task.Run(() => node.Replayer.ReplayAsync(Ct), Ct)));

        (await TasksAsync(nodes[0])).Count.ShouldBe(60);
        var drafts = await nodes[0].Drafts.ListAsync(Tenant, "user-0", Ct);
        drafts.ShouldAllBe(draft => draft.State == DraftState.Processing && draft.Attempts == 1);
    }

    [Theory, OnEachStore]
    public async Task A_claim_of_a_dead_worker_comes_back_when_its_lease_ends(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var draft = await SaveAsync(node);
        (await node.Claims.ClaimAsync(Tenant, Ct)).Count.ShouldBe(1);

        await LaterAsync(node, Lease - TimeSpan.FromSeconds(1));
        (await FindAsync(node, draft)).State.ShouldBe(DraftState.Pending);
        await LaterAsync(node, TimeSpan.FromSeconds(1));
        (await FindAsync(node, draft)).State.ShouldBe(DraftState.Processing);
    }

    [Theory, OnEachStore]
    public async Task A_worker_killed_before_it_made_the_task_is_made_up_for(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var draft = await SaveAsync(node);
        var claim = (await node.Claims.ClaimAsync(Tenant, Ct)).ShouldHaveSingleItem();
        var taskId = Guid.CreateVersion7().ToString();
        (await node.Claims.StartAsync(claim, taskId, Ct)).ShouldBeTrue();

        await LaterAsync(node, Lease);

        (await TasksAsync(node)).ShouldHaveSingleItem().TaskId.ShouldBe(taskId);
        (await FindAsync(node, draft)).Attempts.ShouldBe(1);
    }

    [Theory, OnEachStore]
    public async Task A_worker_killed_after_it_made_the_task_has_not_made_two(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var draft = await SaveAsync(node);
        var claim = (await node.Claims.ClaimAsync(Tenant, Ct)).ShouldHaveSingleItem();
        var taskId = Guid.CreateVersion7().ToString();
        await node.Claims.StartAsync(claim, taskId, Ct);
        var spec = new TaskSpec(Tenant, "ana", "key-1", Request with { Lane = Lanes.Batch }, null)
        {
            TaskId = taskId,
        };
        await node.Tasks.EnqueueAsync(spec, Ct);

        await LaterAsync(node, Lease);
        await node.Tasks.EnqueueAsync(spec, Ct);

        (await node.Tasks.QueueStatusAsync(Tenant, Ct)).Batch.ShouldBe(1);
        await EndTaskAsync(node);
        await LaterAsync(node, Lease);
        (await FindAsync(node, draft)).State.ShouldBe(DraftState.Completed);
        (await node.Tasks.EnqueueAsync(spec, Ct)).State.ShouldBe(TaskState.Completed);
        (await node.Queue.ClaimAsync("worker", Ct)).ShouldBeNull();
    }

    [Theory, OnEachStore]
    public async Task A_worker_too_slow_for_its_lease_writes_nothing_any_more(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var draft = await SaveAsync(node);
        var slow = (await node.Claims.ClaimAsync(Tenant, Ct)).ShouldHaveSingleItem();
        await LaterAsync(node, Lease);

        (await node.Claims.StartAsync(slow, Guid.NewGuid().ToString(), Ct)).ShouldBeFalse();
        (await node.Claims.FailAsync(slow, DraftNode.NoModel, late: false, Ct)).ShouldBeFalse();
        (await node.Claims.FollowAsync(slow, Ct)).ShouldBeFalse();

        (await FindAsync(node, draft)).State.ShouldBe(DraftState.Processing);
    }

    [Fact]
    public async Task Drafts_survive_a_kill_of_everything()
    {
        var directory = Directory.CreateTempSubdirectory("stage5-drafts-");
        try
        {
            string[] durable = ["--appendonly", "yes", "--appendfsync", "always", "--dir", directory.FullName];
            await using var first = await StoreServer.StartAsync(StoreKind.Redis, durable);
            var before = await NodeAsync(first);
            var waiting = await SaveAsync(before);
            var running = await SaveAsync(before, user: "bob");
            before.Ready = false;
            await before.Replayer.ReplayAsync(Ct);
            await first.KillAsync();

            await using var second = await StoreServer.StartAsync(StoreKind.Redis, durable);
            var after = await NodeAsync(second);
            await LaterAsync(after, TimeSpan.FromMinutes(1));

            foreach (var draft in new[] { waiting, running })
            {
                var found = await FindAsync(after, draft);
                (found.State, found.Request).ShouldBe((DraftState.Processing, Request));
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Theory, OnEachStore]
    public async Task Deleting_one_whose_task_is_under_way_has_the_task_cancelled(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var draft = await SaveAsync(node);
        await node.Replayer.ReplayAsync(Ct);
        var taskId = (await FindAsync(node, draft)).TaskId!;

        (await node.Drafts.DeleteAsync(Tenant, "ana", draft.DraftId, Ct)).ShouldBe(taskId);
        (await node.Drafts.FindAsync(Tenant, "ana", draft.DraftId, Ct)).ShouldBeNull();
        // As if the one who deleted it died before cancelling.
        await node.Replayer.ReplayAsync(Ct);

        (await node.Tasks.FindAsync(Tenant, taskId, Ct))!.State.ShouldBe(TaskState.Cancelled);
        await LaterAsync(node, TimeSpan.FromDays(1));
        (await node.Database.KeyExistsAsync($"s5:{{acme}}:draft:{draft.DraftId}")).ShouldBeFalse();
    }

    [Theory, OnEachStore]
    public async Task A_task_made_while_its_draft_was_deleted_is_cancelled_all_the_same(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var draft = await SaveAsync(node);
        var claim = (await node.Claims.ClaimAsync(Tenant, Ct)).ShouldHaveSingleItem();
        var taskId = Guid.CreateVersion7().ToString();
        await node.Claims.StartAsync(claim, taskId, Ct);
        await node.Drafts.DeleteAsync(Tenant, "ana", draft.DraftId, Ct);
        await node.Replayer.ReplayAsync(Ct);
        await node.Tasks.EnqueueAsync(
            new TaskSpec(Tenant, "ana", "key-1", Request, null) { TaskId = taskId }, Ct);

        await LaterAsync(node, Lease);

        (await node.Tasks.FindAsync(Tenant, taskId, Ct))!.State.ShouldBe(TaskState.Cancelled);
    }

    [Theory, OnEachStore]
    public async Task A_draft_that_cannot_be_read_keeps_no_other_waiting(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var broken = await SaveAsync(node);
        await node.Database.HashSetAsync($"s5:{{acme}}:draft:{broken.DraftId}",
            [new("request", "{nonsense"), new("brief", "{nonsense"), new("reason", "{nonsense")]);
        var draft = await SaveAsync(node);

        await node.Replayer.ReplayAsync(Ct);

        (await FindAsync(node, draft)).State.ShouldBe(DraftState.Processing);
        node.Log.Lines.ShouldContain(line => line.StartsWith("1041 ", StringComparison.Ordinal));
        (await node.Drafts.ListAsync(Tenant, "ana", Ct)).Count.ShouldBe(2);
    }
}
