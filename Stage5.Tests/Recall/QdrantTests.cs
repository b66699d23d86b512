using Stage5.Core.Recall.Vectors;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Recall;

/// <summary>Recall over a server that behaves like Qdrant's HTTP API for what is used of it.</summary>
public sealed class QdrantTests(StoreServers servers) : RecallTests(servers), IClassFixture<StoreServers>
{
    private const string Key = "k3y-of-qdrant";

    private ScriptedEmbeddings _embeddings = null!;
    private ScriptedQdrant _qdrant = null!;

    [Fact]
    public async Task Vectors_are_kept_and_searched_room_by_room()
    {
        var node = await NodeAsync("vec", $"Key={Key}");
        await SayAsync(node, "room-1", "The car is red", "Lunch is at noon");
        await SayAsync(node, "room-2", "The car is blue");
        await SettleAsync(node);

        var found = await AskAsync(node, "wagon", "room-2");

        found.Method.ShouldBe("hybrid", found.Reason);
        Texts(found).ShouldBe(["The car is blue"]);
        _qdrant.Points.Count().ShouldBe(3);
        var collection = _qdrant.Collections.Single();
        collection.Value.Size.ShouldBe(48);
        _qdrant.Aliases.ShouldBe([KeyValuePair.Create(QdrantVectors.AliasOf(Tenant), collection.Key)]);
        _qdrant.Refused.ShouldBeEmpty();
        ((string[])(await node.Database.ExecuteAsync("KEYS", "*:vectors:*"))!).ShouldBeEmpty();
    }

    [Fact]
    public async Task Tenants_have_collections_of_their_own()
    {
        var node = await NodeAsync("vec", $"Key={Key}");
        await SayAsync(node, Room, "The car is red");
        await node.Memory.AppendAsync("globex", Room, Turn(1, "The car is blue"), Ct);
        await SettleAsync(node);
        await SettleAsync(node, "globex");

        _qdrant.Collections.Count.ShouldBe(2);
        Texts(await AskAsync(node, "wagon")).ShouldBe(["The car is red"]);
        Texts(await AskAsync(node, "wagon", Room, "globex")).ShouldBe(["The car is blue"]);
    }

    [Fact]
    public async Task Another_model_gets_a_collection_the_alias_moves_and_the_old_one_is_dropped()
    {
        var before = await NodeAsync("vec", $"Key={Key}");
        await SayAsync(before, Room, "The car is red");
        await SettleAsync(before);
        var old = _qdrant.Collections.Keys.Single();

        var after = await NodeAsync("new", $"Key={Key}");
        await after.Keeper.RunAsync(Tenant, Ct);
        await after.Keeper.RunAsync(Tenant, Ct);
        _qdrant.Collections.Count.ShouldBe(2);
        Clock.Advance(TimeSpan.FromMinutes(2));
        await after.Keeper.RunAsync(Tenant, Ct);

        var current = _qdrant.Collections.Keys.Single();
        current.ShouldNotBe(old);
        _qdrant.Aliases.Values.ShouldBe([current]);
        (await AskAsync(after, "wagon")).Spends.Single().Model.ShouldBe("words-2");
        _qdrant.Refused.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_summed_up_or_forgotten_is_deleted()
    {
        var node = await NodeAsync("vec", $"Key={Key}", new Short());
        await SayAsync(node, Room, [.. Enumerable.Range(0, 8).Select(i => $"The car {i} is red")]);
        await SayAsync(node, "room-2", "The car is blue");
        await SettleAsync(node);

        // Two groups of three became a summary each; two turns are left, and the other room's.
        _qdrant.Points.Count().ShouldBe(2 + 2 + 1);
        _qdrant.Points.Count(point => (bool)point["payload"]!["summary"]!).ShouldBe(2);
        await node.Memory.ForgetAsync(Tenant, Room, Ct);

        _qdrant.Points.Count().ShouldBe(1);
        _qdrant.Refused.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_points_of_a_room_that_expired_are_deleted_when_it_is_next_looked_at()
    {
        var node = await NodeAsync("vec", $"Key={Key}");
        await SayAsync(node, Room, "The car is red");
        await SettleAsync(node);
        _qdrant.Points.ShouldHaveSingleItem();
        // As the store does it, when its own time has come.
        var pattern = $"*{Core.Recall.Rooms.RecallRoom.Of(Tenant, Room).Digest}*";
        foreach (var key in (string[])(await node.Database.ExecuteAsync("KEYS", pattern))!)
            await node.Database.KeyDeleteAsync(key);

        Clock.Advance(TimeSpan.FromDays(91));
        await node.Keeper.RunAsync(Tenant, Ct);

        _qdrant.Points.ShouldBeEmpty();
    }

    [Fact]
    [Trait("Threat", "SC-I1")]
    public async Task Its_key_may_be_a_secret_and_is_in_no_log()
    {
        var node = await NodeAsync("vec", "SecretName=qdrant-key", null, ("Secrets:qdrant-key", Key));
        await SayAsync(node, Room, "The car is red");
        await SettleAsync(node);
        (await AskAsync(node, "wagon")).Method.ShouldBe("hybrid");
        _qdrant.FailWith = 500;

        var found = await AskAsync(node, "car");
        await node.Memory.AppendAsync(Tenant, Room, Turn(5, "The wagon is blue"), Ct);
        await node.Keeper.RunAsync(Tenant, Ct);

        (found.Method, found.Passages.Count).ShouldBe(("lexical", 1));
        found.Reason.ShouldNotBeNull().ShouldContain("500");
        node.Log.Lines.ShouldAllBe(line => !line.Contains(Key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_key_leaves_words()
    {
        var node = await NodeAsync("vec", "Key=wrong-key-of-qdrant");
        await SayAsync(node, Room, "The car is red");
        await SettleAsync(node);

        (await AskAsync(node, "car")).Method.ShouldBe("lexical");
        _qdrant.Refused.ShouldAllBe(line => line.StartsWith("401", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Endpoint=ftp://host;Key=secret-value")]
    [InlineData("Key=secret-value")]
    [InlineData("Endpoint=;;==secret-value")]
    public void A_connection_string_that_is_none_is_refused_without_repeating_it(string text)
    {
        var configuration = new Microsoft.Extensions.Configuration.ConfigurationManager
        {
            ["ConnectionStrings:vectors"] = text,
        };
        Should.Throw<InvalidOperationException>(() => QdrantOptions.Read(configuration))
            .ToString().ShouldNotContain("secret-value");
    }

    private async Task<RecallNode> NodeAsync(
        string embeds, string credential, Core.Recall.ISummarizer? summarizer = null,
        params (string, string)[] more)
    {
        if (_qdrant is null)
        {
            _embeddings = Own(await ScriptedEmbeddings.StartAsync());
            _qdrant = Own(await ScriptedQdrant.StartAsync(Key));
            _embeddings.Synonyms["wagon"] = "car";
        }

        return await NodeAsync(StoreKind.Redis, summarizer,
        [
            .. RecallNode.Embeds(_embeddings), .. RecallNode.Embeds(_embeddings, "new", "words-2"),
            ("Recall:Embeddings", embeds), ("Recall:RecentTurns", "2"), ("Recall:GroupTurns", "3"),
            ("ConnectionStrings:vectors", $"Endpoint={_qdrant.Endpoint};{credential}"), .. more,
        ]);
    }

    private sealed class Short : Core.Recall.ISummarizer
    {
        public Task<string?> SummarizeAsync(
            string tenant, string conversationId, string text, CancellationToken ct) =>
            Task.FromResult<string?>("Some cars are red");
    }
}
