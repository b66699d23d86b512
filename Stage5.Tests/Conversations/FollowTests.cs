using Stage5.Core.Conversations;
using Stage5.Core.Storage;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Conversations;

public sealed class FollowTests(StoreServers servers) : RoomTests(servers), IClassFixture<StoreServers>
{
    [Theory, OnEachStore]
    public async Task Viewers_that_join_and_rejoin_lose_nothing_while_500_messages_are_written(StoreKind kind)
    {
        var api = await NodeAsync(kind);
        var worker = await NodeAsync(kind);
        await MakeAsync(api);
        const int Messages = 500;

        // Every fifth is for cho only.
        var writing = Task.Run(async () =>
        {
            for (var i = 1; i <= Messages; i++)
                await (i % 5 == 0 ? TellAsync(worker, "cho", $"{i}") : SayAsync(worker, $"{i}"));
        }, Ct);
        var seen = await Task.WhenAll(Enumerable.Range(0, 10).Select(
            v => Task.Run(() => RejoiningAsync(api, v % 2 == 0 ? "cho" : "ben", 3 + (v * 13), Messages), Ct)));
        await writing;

        for (var v = 0; v < seen.Length; v++)
        {
            seen[v].ShouldBe(Enumerable.Range(1, Messages).Where(i => v % 2 == 0 || i % 5 != 0).Select(i => (long)i));
        }
        api.ConversationHub.Topics.ShouldBe(0);
    }

    [Theory, OnEachStore]
    public async Task A_stream_ends_when_the_membership_does_and_what_follows_is_not_seen(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await MakeAsync(node);
        await SayAsync(node, "one");
        await using var ben = Watch(node, "ben");
        await using var cho = Watch(node, "cho");
        (await NextAsync(ben)).Sequence.ShouldBe(1);
        (await NextAsync(cho)).Sequence.ShouldBe(1);

        await node.Conversations.SetMembersAsync(Tenant, "ana", Room, [Everyone[0], Everyone[2]], null, Ct);
        await SayAsync(node, "two");

        (await ben.MoveNextAsync()).ShouldBeFalse();
        (await NextAsync(cho)).Message!.Text.ShouldBe("two");
    }

    [Theory, OnEachStore]
    public async Task Who_is_not_a_member_any_more_sees_nothing_even_when_the_change_was_not_heard(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await MakeAsync(node);
        await SayAsync(node, "one");
        await using var ben = Watch(node, "ben");
        (await NextAsync(ben)).Sequence.ShouldBe(1);

        // As if the publication of the change had been lost: the store knows, the viewer does not.
        await node.Database.HashDeleteAsync($"{Keys.Root(Tenant)}:room-people:{Room}", "ben");
        await node.Database.HashIncrementAsync($"{Keys.Root(Tenant)}:room:{Room}", "version");
        await SayAsync(node, "two");

        (await ben.MoveNextAsync()).ShouldBeFalse();
    }

    [Theory, OnEachStore]
    public async Task A_quiet_conversation_is_a_heartbeat_every_interval_and_heals_what_was_not_heard(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await MakeAsync(node);
        await SayAsync(node, "one");
        await using var ben = Watch(node, "ben");
        (await NextAsync(ben)).Sequence.ShouldBe(1);

        var beat = NextAsync(ben);
        await UntilAsync(() => Time.Armed > 0);
        Time.Advance(Heartbeat);

        (await beat).ShouldBe(new MessageItem(1, null));
        await node.Connection.GetSubscriber().PublishAsync(Keys.RoomChannel(Tenant, Room), "nonsense");
        await SayAsync(node, "two");
        (await NextAsync(ben)).Message!.Text.ShouldBe("two");
    }

    [Theory, OnEachStore]
    public async Task A_viewer_from_anywhere_gets_what_comes_after(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await MakeAsync(node);
        for (var i = 1; i <= 5; i++)
            await SayAsync(node, $"{i}");

        await using var third = Watch(node, "ben", 3);
        await using var future = Watch(node, "ben", 1_000);
        (await NextAsync(third)).Sequence.ShouldBe(4);
        var next = NextAsync(future);
        await UntilAsync(() => Time.Armed > 0);
        await SayAsync(node, "6");

        (await next).Sequence.ShouldBe(6);
    }

    private async Task<List<long>> RejoiningAsync(TaskNode node, string user, int leaveAfter, int messages)
    {
        var last = user == "cho" ? messages : messages - 1;
        var seen = new List<long>();
        while (true)
        {
            var taken = 0;
            await foreach (var item in node.Conversations.WatchAsync(
                Tenant, Room, user, seen.Count == 0 ? 0 : seen[^1], Heartbeat, Ct))
            {
                seen.Add(item.Message.ShouldNotBeNull().Sequence);
                if (item.Sequence == last)
                    return seen;
                if (++taken == leaveAfter)
                    break;
            }
        }
    }

    private IAsyncEnumerator<MessageItem> Watch(TaskNode node, string user, long after = 0) =>
        node.Conversations.WatchAsync(Tenant, Room, user, after, Heartbeat, Ct).GetAsyncEnumerator(Ct);

    private static async Task<MessageItem> NextAsync(IAsyncEnumerator<MessageItem> viewer)
    {
        (await viewer.MoveNextAsync()).ShouldBeTrue();
        return viewer.Current;
    }
}
