using System.Collections.Concurrent;
using Stage5.Contracts;
using Stage5.Core.Replies;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Replies;

public sealed class DeliveryTests(StoreServers servers) : ReplyTests(servers), IClassFixture<StoreServers>
{
    private static readonly (string, string)[] Once = [("Stage5:Replies:MaxAttempts", "1")];

    [Theory, OnEachStore]
    public async Task Three_deliverers_keep_the_order_of_each_conversation_though_attempts_fail(StoreKind kind)
    {
        (string, string)[] patient = [("Stage5:Replies:MaxAttempts", "100"), ("Stage5:Replies:Lease", "01:00:00")];
        var nodes = new[] { await NodeAsync(kind, patient), await NodeAsync(kind, patient),
            await NodeAsync(kind, patient) };
        var world = new World();
        foreach (var node in nodes)
            node.Channel.Answer = world.DeliverAsync;
        for (var i = 0; i < World.Each; i++)
            await FinishAsync(nodes[i % 3], [.. World.Rooms.Select(room => Scripted($"{i}", room))]);

        await Task.WhenAll(nodes.Select(node => Task.Run(async () =>
        {
            while (world.Count < World.Each * World.Rooms.Length)
            {
                if (await ClaimDueAsync(node) is { } claim)
                    await node.Deliverer.DeliverAsync(claim, Ct);
                else
                    Clock.Advance(TimeSpan.FromSeconds(1));
            }
        }, Ct)));

        foreach (var room in World.Rooms)
            world.Delivered[room].ShouldBe(Enumerable.Range(0, World.Each).Select(i => $"{i}"));
        (world.Overlaps, world.Failures > 0).ShouldBe((0, true));
    }

    [Theory, OnEachStore]
    public async Task A_conversation_that_waits_or_is_in_delivery_holds_up_no_other(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        node.Channel.Answer = static (delivery, _) => Task.FromResult(
            delivery.ConversationId == "sick" ? DeliveryResult.Failed("Not now.") : DeliveryResult.Delivered);
        var taskId = await FinishAsync(node, Scripted("1", "sick"), Scripted("2", "sick"), Scripted("3", "well"));
        var slow = await FinishAsync(node, Scripted("4", "slow"));
        while (await ClaimDueAsync(node) is { } claim)
        {
            if (claim.Delivery.ConversationId != "slow")
                await node.Deliverer.DeliverAsync(claim, Ct);
        }

        (await StatesAsync(node, taskId)).ShouldBe("pending:1 pending:0 delivered:1");
        (await StatesAsync(node, slow)).ShouldBe("delivering:1");
        (await node.Outbox.ListAsync(Tenant, taskId, Ct))[0].Error.ShouldBe("Not now.");
    }

    [Theory, OnEachStore]
    public async Task What_is_given_up_is_listed_holds_up_nothing_and_can_go_again(StoreKind kind)
    {
        var node = await NodeAsync(kind, ("Stage5:Replies:MaxAttempts", "3"));
        var well = false;
        node.Channel.Answer = (delivery, _) => Task.FromResult(
            well || delivery.Content.Text != "2" ? DeliveryResult.Delivered : DeliveryResult.Failed("Busy."));
        var taskId = await FinishAsync(node, Scripted("1"), Scripted("2"), Scripted("3"));
        for (var i = 0; i < 3; i++)
        {
            await DeliverAsync(node);
            Clock.Advance(TimeSpan.FromSeconds(10));
        }
        (await StatesAsync(node, taskId)).ShouldBe("delivered:1 dead:3 delivered:1");
        var dead = (await node.Outbox.ListDeadAsync(Tenant, "ana", 10, Ct)).ShouldHaveSingleItem();
        (dead.Id, dead.Error).ShouldBe(($"{taskId}.1", "Busy."));
        (await node.Outbox.ListDeadAsync(Tenant, null, 10, Ct)).Count.ShouldBe(1);
        (await node.Outbox.ListDeadAsync(Tenant, "ben", 10, Ct)).ShouldBeEmpty();

        well = true;
        (await node.Outbox.RetryAsync(Tenant, taskId, ct: Ct)).ShouldBe([dead.Id]);
        (await node.Outbox.RetryAsync(Tenant, taskId, ct: Ct)).ShouldBeEmpty();
        (await DeliverAsync(node)).ShouldBe(1);

        (await StatesAsync(node, taskId)).ShouldBe("delivered:1 delivered:1 delivered:1");
        (await node.Outbox.ListDeadAsync(Tenant, "ana", 10, Ct)).ShouldBeEmpty();
        (await node.Outbox.RetryAsync(Tenant, taskId, dead.Id, Ct)).ShouldBeEmpty();
    }

    [Theory, OnEachStore]
    public async Task A_broadcast_that_fails_half_way_says_which_half_and_only_that_goes_again(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await MakeAsync(node);
        await MakeAsync(node, "second");
        var taskId = await FinishAsync(
            node, To("uno"), To("dos", "nowhere"), To("tres", "second"), To("x", recipient: "eve"));
        await DeliverAsync(node);
        (await StatesAsync(node, taskId)).ShouldBe("delivered:1 dead:1 delivered:1 dead:1");
        (await node.Outbox.ListAsync(Tenant, taskId, Ct)).Select(one => (one.ConversationId, one.Error)).ShouldBe(
        [
            (Room, null), ("nowhere", "There is no such conversation."), ("second", null),
            (Room, "eve is not a member of the conversation."),
        ]);

        await node.Conversations.EnterAsync(Tenant, "ana", "nowhere", Ct);
        (await node.Outbox.RetryAsync(Tenant, taskId, ct: Ct)).Count.ShouldBe(2);
        await DeliverAsync(node);

        (await StatesAsync(node, taskId)).ShouldBe("delivered:1 delivered:1 delivered:1 dead:1");
        (await TextsAsync(node)).ShouldBe(["uno"]);
        (await TextsAsync(node, room: "nowhere")).ShouldBe(["dos"]);
    }

    [Theory, OnEachStore]
    public async Task What_kills_each_of_its_deliverers_is_given_up(StoreKind kind)
    {
        var node = await NodeAsync(kind, ("Stage5:Replies:MaxAttempts", "3"));
        await MakeAsync(node);
        var taskId = await FinishAsync(node, To("deadly"), To("next"));
        for (var i = 0; i < 3; i++)
        {
            (await ClaimDueAsync(node)).ShouldNotBeNull().Delivery.Content.Text.ShouldBe("deadly");
            Clock.Advance(TimeSpan.FromSeconds(30));
        }

        (await DeliverAsync(node)).ShouldBe(1);

        (await StatesAsync(node, taskId)).ShouldBe("dead:3 delivered:1");
        (await node.Outbox.ListAsync(Tenant, taskId, Ct))[0]
            .Error.ShouldBe("Every worker that delivered it ended before it did.");
    }

    [Theory, OnEachStore]
    public async Task A_channel_that_throws_hangs_or_is_unknown_fails_and_tells_no_secret(StoreKind kind)
    {
        var node = await NodeAsync(kind, Once);
        node.Channel.Answer = static (_, _) => throw new InvalidOperationException("password is hunter2");
        var thrown = await FinishAsync(node, Scripted("x"), To("y", channel: "pigeon"));
        await DeliverAsync(node);
        node.Channel.Answer = static (_, _) => new TaskCompletionSource<DeliveryResult>().Task;
        var hung = await FinishAsync(node, Scripted("x"));
        var claim = (await ClaimDueAsync(node)).ShouldNotBeNull();
        var delivering = node.Deliverer.DeliverAsync(claim, Ct);
        await UntilAsync(() => Time.Armed > 0);
        Time.Advance(TimeSpan.FromSeconds(10));

        (await delivering).ShouldBe(DeliveryStates.Dead);
        (await node.Outbox.ListAsync(Tenant, thrown, Ct)).Select(one => one.Error)
            .ShouldBe(["The channel failed.", "This worker has no such channel."]);
        (await node.Outbox.ListAsync(Tenant, hung, Ct))[0].Error.ShouldBe("The channel did not answer in time.");
    }

    [Theory, OnEachStore]
    public async Task The_next_attempt_waits_longer_each_time_and_as_long_as_was_asked_for(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        node.Channel.Answer = static (delivery, _) => Task.FromResult(
            DeliveryResult.Failed("Later.", delivery.Attempt == 1 ? TimeSpan.FromMinutes(10) : default));
        await FinishAsync(node, Scripted("x"));
        (await DeliverAsync(node)).ShouldBe(1);

        Clock.Advance(TimeSpan.FromMinutes(9));
        (await DeliverAsync(node)).ShouldBe(0);
        Clock.Advance(TimeSpan.FromMinutes(1));
        (await DeliverAsync(node)).ShouldBe(1);
        Clock.Advance(TimeSpan.FromSeconds(4));
        (await DeliverAsync(node)).ShouldBe(1);
    }

    private sealed class World
    {
        public const int Each = 25;
        public static readonly string[] Rooms = ["a", "b", "c", "d"];

        private readonly Random _random = new(20261121);
        private readonly ConcurrentDictionary<string, int> _busy = new();
        private int _count;

        public ConcurrentDictionary<string, List<string>> Delivered { get; } = new();

        public int Count => Volatile.Read(ref _count);

        public int Overlaps { get; private set; }

        public int Failures { get; private set; }

        public async Task<DeliveryResult> DeliverAsync(ReplyDelivery delivery, CancellationToken cancellationToken)
        {
            if (_busy.AddOrUpdate(delivery.ConversationId, 1, static (_, n) => n + 1) > 1)
                Overlaps++;
            await Task.Yield();
            bool fails;
            lock (_random)
                fails = _random.Next(4) == 0;
            if (fails)
                Failures++;
            else
                Delivered.GetOrAdd(delivery.ConversationId, static _ => []).Add(delivery.Content.Text);
            _busy.AddOrUpdate(delivery.ConversationId, 0, static (_, n) => n - 1);
            if (!fails)
                Interlocked.Increment(ref _count);
            return fails ? DeliveryResult.Failed("Not this time.") : DeliveryResult.Delivered;
        }
    }
}
