using Stage5.Tests.Stores;

namespace Stage5.Tests.Recall;

public sealed class IsolationTests(StoreServers servers) : RecallTests(servers), IClassFixture<StoreServers>
{
    private static readonly string[] Hostile =
    [
        "a", "A", "a:text", "a:order", "a}", "{a", "a}:{b", "../a", "*", "a*", "a\0", "a\0b", "a b", "a\nb",
        "a%00", "\u00e9", "e\u0301", "ａ", "recall:a", "s5:{acme}:recall:a", "acme", "globex:a", "'; return 1 --",
        "a/b", "a?x=1", "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb", "\ud83d\ude00", "0",
        "-1", "null",
    ];

    [Theory, OnEachStore]
    public async Task A_fact_planted_in_another_room_or_tenant_is_never_found(StoreKind kind)
    {
        var (one, other) = (await NodeAsync(kind), await NodeAsync(kind));
        var random = new Random(20_261_121);
        var rooms = new List<(string Tenant, string Room, string Fact)>();
        foreach (var tenant in new[] { "acme", "globex", "acme-2" })
            rooms.AddRange(Hostile.Select(
                room => (tenant, room, $"The vault of the north opens with {random.Next(100_000, 999_999)}")));
        foreach (var (tenant, room, fact) in rooms)
            (await one.Memory.AppendAsync(tenant, room, Turn(random.Next(1000), fact), Ct)).ShouldBeTrue();

        foreach (var (tenant, room, fact) in rooms)
        {
            // Asked for with the words of all facts, and with those of one of another room.
            var foreign = rooms[random.Next(rooms.Count)].Fact;
            Texts(await AskAsync(random.Next(2) == 0 ? one : other, foreign, room, tenant)).ShouldBe([fact]);
        }
    }

    [Fact]
    public async Task Rooms_that_nobody_spoke_in_hold_nothing_and_cost_no_memory()
    {
        var node = await NodeAsync(StoreKind.Redis);
        await SayAsync(node, Room, "The vault opens with 1234");
        foreach (var room in Hostile)
            (await AskAsync(node, "The vault opens with 1234", room)).Passages.ShouldBeEmpty();
        (await AskAsync(node, "The vault opens with 1234", Room, "globex")).Passages.ShouldBeEmpty();

        node.Get<Core.Recall.Rooms.RoomIndexes>().Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_vector_store_that_answers_with_another_rooms_points_shows_nothing_of_them()
    {
        var (embeddings, qdrant) =
            (Own(await ScriptedEmbeddings.StartAsync()), Own(await ScriptedQdrant.StartAsync("k3y-of-qdrant")));
        var node = await NodeAsync(StoreKind.Redis,
        [
            .. RecallNode.Embeds(embeddings), ("Recall:Embeddings", "vec"), ("Recall:MinimumSimilarity", "-1"),
            ("ConnectionStrings:vectors", $"Endpoint={qdrant.Endpoint};Key=k3y-of-qdrant"),
        ]);
        await SayAsync(node, "room-1", "The vault opens with 1234");
        await SayAsync(node, "room-2", "Lunch is at noon");
        await SettleAsync(node);
        qdrant.IgnoresFilters = true;

        var found = await AskAsync(node, "The vault opens with 1234", "room-2");

        found.Method.ShouldBe("hybrid");
        Texts(found).ShouldBe(["Lunch is at noon"]);
    }
}
