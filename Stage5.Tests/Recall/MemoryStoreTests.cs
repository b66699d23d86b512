using Stage5.Tests.Stores;

namespace Stage5.Tests.Recall;

public sealed class MemoryStoreTests(StoreServers servers) : RecallTests(servers), IClassFixture<StoreServers>
{
    [Theory, OnEachStore]
    public async Task A_turn_is_remembered_once_by_its_id(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var turn = Turn(1, "The parcel locker is number 52");

        (await node.Memory.AppendAsync(Tenant, Room, turn, Ct)).ShouldBeTrue();
        (await node.Memory.AppendAsync(Tenant, Room, turn with { Text = "The parcel locker is number 99" }, Ct))
            .ShouldBeFalse();

        Texts(await AskAsync(node, "Which parcel locker?")).ShouldBe([turn.Text]);
    }

    [Theory, OnEachStore]
    public async Task What_one_process_writes_another_finds_at_once(StoreKind kind)
    {
        var (writer, reader) = (await NodeAsync(kind), await NodeAsync(kind));
        for (var i = 0; i < 30; i++)
        {
            await writer.Memory.AppendAsync(Tenant, Room, Turn(i, $"Ticket {1000 + i} was answered"), Ct);
            Texts(await AskAsync(reader, $"ticket {1000 + i}")).First()
                .ShouldBe($"Ticket {1000 + i} was answered");
        }
    }

    [Theory, OnEachStore]
    public async Task The_oldest_turns_go_when_there_are_too_many(StoreKind kind)
    {
        var node = await NodeAsync(kind,
            ("Recall:TurnsKept", "10"), ("Recall:RecentTurns", "5"), ("Recall:GroupTurns", "5"));
        await SayAsync(node, Room, [.. Enumerable.Range(0, 8).Select(i => $"Ticket {1000 + i} was answered")]);
        (await AskAsync(node, "ticket 1002")).Passages.Count.ShouldBe(8);
        for (var i = 8; i < 25; i++)
            await node.Memory.AppendAsync(Tenant, Room, Turn(i, $"Ticket {1000 + i} was answered"), Ct);

        var found = await AskAsync(node, "ticket 1002");

        found.Passages.Select(passage => passage.Sequence).Order()
            .ShouldBe(Enumerable.Range(15, 10).Select(i => (long)i));
        // What was let go does not come back.
        (await node.Memory.AppendAsync(Tenant, Room, Turn(3, "Ticket 1003 was answered"), Ct)).ShouldBeFalse();
    }

    [Theory, OnEachStore]
    public async Task The_oldest_turns_go_when_they_are_too_long(StoreKind kind)
    {
        var node = await NodeAsync(kind, ("Recall:KilobytesKept", "512"));
        for (var i = 0; i < 20; i++)
            await node.Memory.AppendAsync(
                Tenant, Room, Turn(i, $"Ticket {1000 + i} " + new string('x', 49_000)), Ct);

        (await AskAsync(node, "ticket 1001")).Passages.ShouldNotContain(passage => passage.Sequence == 1);
        Texts(await AskAsync(node, "ticket 1019")).First().ShouldStartWith("Ticket 1019");
        ((long)await node.Database.HashGetAsync($"s5:{{{Tenant}}}:recall:{DigestOf(Room)}", "bytes"))
            .ShouldBeLessThanOrEqualTo(512 * 1024);
    }

    [Theory, OnEachStore]
    public async Task What_is_older_than_is_kept_is_neither_taken_nor_found(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        (await node.Memory.AppendAsync(
            Tenant, Room, Turn(1, "The old code is 1111", ago: TimeSpan.FromDays(91)), Ct)).ShouldBeFalse();
        (await node.Memory.AppendAsync(Tenant, Room, Turn(2, "The code is 2222"), Ct)).ShouldBeTrue();
        (await AskAsync(node, "code")).Passages.Count.ShouldBe(1);

        Clock.Advance(TimeSpan.FromDays(91));

        (await AskAsync(node, "code")).Passages.ShouldBeEmpty();
    }

    [Theory, OnEachStore]
    public async Task A_forgotten_conversation_holds_nothing_and_can_begin_anew(StoreKind kind)
    {
        var (first, second) = (await NodeAsync(kind), await NodeAsync(kind));
        var turns = await SayAsync(first, Room, "The launch code is 0000", "The weather is fine");
        (await AskAsync(second, "launch code")).Passages.ShouldNotBeEmpty();

        (await first.Memory.ForgetAsync(Tenant, Room, Ct)).ShouldBeTrue();
        (await first.Memory.ForgetAsync(Tenant, Room, Ct)).ShouldBeFalse();

        (await AskAsync(second, "launch code")).Passages.ShouldBeEmpty();
        (await AskAsync(second, "launch code")).Reason.ShouldBe("nothing is remembered of this conversation");
        var keys = (string[])(await first.Database.ExecuteAsync("KEYS", "*"))!;
        keys.ShouldNotContain(key => key.Contains(DigestOf(Room), StringComparison.Ordinal));
        (await second.Memory.AppendAsync(Tenant, Room, turns[0] with { Text = "The new code is 7" }, Ct))
            .ShouldBeTrue();
        Texts(await AskAsync(first, "code")).ShouldBe(["The new code is 7"]);
    }

    [Fact]
    public async Task What_cannot_be_a_turn_or_a_room_is_refused()
    {
        var node = await NodeAsync(StoreKind.Redis);
        var turn = Turn(1, "fine");
        foreach (var bad in new[]
        {
            turn with { Id = "7" }, turn with { Sequence = -1 }, turn with { Sequence = long.MaxValue },
            turn with { Text = "  " }, turn with { Text = new string('x', 50_001) },
            turn with { Author = new string('x', 201) },
        })
            await Should.ThrowAsync<ArgumentException>(() => node.Memory.AppendAsync(Tenant, Room, bad, Ct));
        foreach (var room in new[] { "", new string('x', 513), "\ud800", "a\udc00b" })
        {
            await Should.ThrowAsync<ArgumentException>(() => node.Memory.AppendAsync(Tenant, room, turn, Ct));
            await Should.ThrowAsync<ArgumentException>(() => AskAsync(node, "fine", room));
        }

        foreach (var tenant in new[] { "", "a}b", "{acme}", "Acme" })
            await Should.ThrowAsync<ArgumentException>(() => AskAsync(node, "fine", Room, tenant));
    }

    [Theory]
    [InlineData("\ud83d")]
    [InlineData("\0\0\0")]
    [InlineData("\u202e\u200b\u200d")]
    [InlineData("((((((((((((((((((((((((((((((((")]
    [InlineData("~~~~ ~stem \\ \" ' %s {0}")]
    public async Task Odd_texts_are_kept_as_they_are_and_can_be_asked_for(string odd)
    {
        var node = await NodeAsync(StoreKind.Redis);
        await SayAsync(node, Room, $"marker {odd} end", odd.Replace('\ud83d', 'x'));

        (await AskAsync(node, odd)).Tokens.ShouldBeGreaterThanOrEqualTo(0);
        // A lone surrogate is no character: the store has its replacement.
        Texts(await AskAsync(node, "marker")).ShouldContain($"marker {odd.Replace('\ud83d', '\ufffd')} end");
    }

    private static string DigestOf(string room) => Core.Recall.Rooms.RecallRoom.Of(Tenant, room).Digest;
}
