using Stage5.Contracts;
using Stage5.Core.Conversations;
using Stage5.Core.Replies;
using Stage5.Core.Storage;
using Stage5.Core.Tasks;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Replies;

public sealed class OutboxTests(StoreServers servers) : ReplyTests(servers), IClassFixture<StoreServers>
{
    private static readonly TimeSpan DeliveryLease = TimeSpan.FromSeconds(30);

    [Theory, OnEachStore]
    public async Task What_a_task_left_is_delivered_into_its_conversation(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await MakeAsync(node);
        var taskId = await FinishAsync(node, To("uno"), To("dos", recipient: "ben"));
        (await StatesAsync(node, taskId)).ShouldBe("pending:0 pending:0");

        (await DeliverAsync(node)).ShouldBe(2);

        var messages = await ReadAllAsync(node, "ben");
        messages.Select(one => (one.Text, one.DeliveredTo, one.Author, one.Kind, one.TaskId, one.Language))
            .ShouldBe(
            [("uno", null, "stage5", "reply", taskId, "es"), ("dos", "ben", "stage5", "reply", taskId, "es")]);
        messages[0].Translations.ShouldBe([new("de", "uno de")]);
        (await TextsAsync(node, "cho")).ShouldBe(["uno"]);
        var views = await node.Outbox.ListAsync(Tenant, taskId, Ct);
        views.Select(one => (one.Id, one.Channel, one.Recipient, one.State, one.Error, one.ConversationId))
            .ShouldBe(
        [
            ($"{taskId}.0", "conversation", null, "delivered", null, Room),
            ($"{taskId}.1", "conversation", "ben", "delivered", null, Room),
        ]);
        views.ShouldAllBe(one => one.DeliveredAt != null);
    }

    [Theory, OnEachStore]
    public async Task A_worker_that_dies_before_it_delivers_is_stood_in_for_and_comes_back_too_late(StoreKind kind)
    {
        var first = await NodeAsync(kind);
        var second = await NodeAsync(kind);
        await MakeAsync(first);
        var taskId = await FinishAsync(first, To("uno"));
        var claim = (await ClaimDueAsync(first)).ShouldNotBeNull();

        (await ClaimDueAsync(second)).ShouldBeNull();
        Clock.Advance(DeliveryLease);
        (await DeliverAsync(second)).ShouldBe(1);

        (await first.Deliverer.DeliverAsync(claim, Ct)).ShouldBeNull();
        (await TextsAsync(first)).ShouldBe(["uno"]);
        (await StatesAsync(first, taskId)).ShouldBe("delivered:2");
    }

    [Theory, OnEachStore]
    public async Task A_worker_that_dies_after_it_delivered_leaves_one_message_all_the_same(StoreKind kind)
    {
        var first = await NodeAsync(kind);
        var second = await NodeAsync(kind);
        await MakeAsync(first);
        await FinishAsync(first, To("uno"), To("dos"));
        var claim = (await ClaimDueAsync(first)).ShouldNotBeNull();
        await new ConversationChannel(new ConversationWriter(first.Conversations, []))
            .DeliverAsync(claim.Delivery, Ct);

        Clock.Advance(DeliveryLease);
        await DeliverAsync(second);

        (await TextsAsync(first)).ShouldBe(["uno", "dos"]);
    }

    [Theory, OnEachStore]
    public async Task A_task_that_ends_as_cancelled_leaves_nothing(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await MakeAsync(node);
        await using var run = await node.Tasks.StartInlineAsync(Spec(), Ct);
        await node.Tasks.CancelAsync(Tenant, run.Task.TaskId, Ct);

        (await run.FinishAsync(End(run, To("uno")), Ct)).ShouldBeFalse();

        (await node.Outbox.ListAsync(Tenant, run.Task.TaskId, Ct)).ShouldBeEmpty();
        (await DeliverAsync(node)).ShouldBe(0);
    }

    [Theory, OnEachStore]
    public async Task Finishing_twice_or_by_a_run_that_lost_its_task_adds_nothing(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await MakeAsync(node);
        await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var lost = await ClaimAsync(node);
        Clock.Advance(Lease);
        await node.Queue.ReapAsync(Ct);
        await using var run = await ClaimAsync(node);

        await Should.ThrowAsync<LeaseLostException>(() => lost.FinishAsync(End(lost, To("lost")), Ct));
        await run.FinishAsync(End(run, To("uno")), Ct);
        await run.FinishAsync(End(run, To("uno"), To("more")), Ct);
        await Should.ThrowAsync<LeaseLostException>(() => lost.FinishAsync(End(lost, To("lost")), Ct));

        await DeliverAsync(node);
        (await TextsAsync(node)).ShouldBe(["uno"]);
    }

    [Theory, OnEachStore]
    public async Task Whoever_waits_is_woken_by_the_end_of_a_task(StoreKind kind)
    {
        var api = await NodeAsync(kind);
        var worker = await NodeAsync(kind);
        await MakeAsync(api);
        (await worker.Replies.ClaimAsync(Ct)).ShouldBeNull();
        var waiting = worker.Replies.WaitAsync(Ct);

        // Time stands still: only the publication can wake it.
        await FinishAsync(api, To("uno"));
        await waiting;

        (await worker.Replies.ClaimAsync(Ct)).ShouldNotBeNull().Delivery.Content.Text.ShouldBe("uno");
    }

    [Theory, OnEachStore]
    public async Task What_cannot_be_delivered_to_anybody_does_not_end_a_task(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await using var run = await node.Tasks.StartInlineAsync(Spec(), Ct);

        foreach (var bad in new OutboxEntry[]
        {
            To("x", room: "a:b"), To("x", channel: ""), To("x", recipient: "-"), To("x", recipient: ""),
        })
        {
            await Should.ThrowAsync<ArgumentException>(() => run.FinishAsync(End(run, bad), Ct));
        }
        await Should.ThrowAsync<ArgumentException>(() => run.FinishAsync(
            End(run, [.. Enumerable.Repeat(To("x"), 251)]), Ct));
        (await FindAsync(node, run.Task.TaskId)).State.ShouldBe(TaskState.Running);
    }

    [Theory, OnEachStore]
    public async Task A_tenant_whose_keys_are_broken_holds_up_no_other(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await MakeAsync(node);
        await node.Database.SetAddAsync(Keys.Tenants, "broken");
        await node.Database.StringSetAsync("s5:{broken}:outbox", "not a set");
        await FinishAsync(node, To("uno"));

        (await DeliverAsync(node)).ShouldBe(1);
    }

    [Theory, OnEachStore]
    public async Task Every_key_lies_in_its_tenants_slot(StoreKind kind)
    {
        var node = await NodeAsync(kind, ("Stage5:Replies:MaxAttempts", "1"));
        await MakeAsync(node);
        await SayAsync(node, "hello", key: "k");
        node.Channel.Answer = static (_, _) => Task.FromResult(DeliveryResult.Failed("No."));
        await FinishAsync(node, Scripted("dead"), To("uno"), Scripted("pending", "elsewhere"));
        await node.Deliverer.DeliverAsync((await ClaimDueAsync(node))!, Ct);
        await node.Deliverer.DeliverAsync((await ClaimDueAsync(node))!, Ct);

        var slot = node.Connection.HashSlot(Keys.Root(Tenant));
        var keys = node.Connection.GetServer(node.Connection.GetEndPoints()[0]).Keys().ToList();

        keys.Count.ShouldBeGreaterThan(15);
        keys.Where(key => key != Keys.Tenants && key != Keys.Work && key != Keys.AuditChains)
            .ShouldAllBe(key => node.Connection.HashSlot(key) == slot);
    }
}
