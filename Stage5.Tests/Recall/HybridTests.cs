using System.Text.Json.Nodes;
using Stage5.Contracts;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Recall;

public sealed class HybridTests(StoreServers servers) : RecallTests(servers), IClassFixture<StoreServers>
{
    private static readonly string[] Chat =
    [
        "The automobile stands behind the bakery", "Lunch is at noon", "The printer is out of paper",
        "Rain is expected on Sunday", "The choir meets in the old school",
    ];

    private ScriptedEmbeddings _server = null!;

    [Theory, OnEachStore]
    public async Task Vectors_find_what_shares_no_word_with_the_question(StoreKind kind)
    {
        var node = await HybridAsync(kind);
        var turns = await SayAsync(node, Room, Chat);
        (await AskAsync(node, "Where did we park our wagon?"))
            .Reason.ShouldBe("the index of vectors is not built yet");

        await SettleAsync(node);
        var found = await AskAsync(node, "wagon parked");

        (found.Method, found.Reason).ShouldBe(("hybrid", null));
        found.Passages[0].TurnIds.ShouldBe([turns[0].Id]);
        found.Spends.Single().Provider.ShouldBe("vec");
        found.Spends.Single().Estimated.ShouldBeFalse();
    }

    [Theory, OnEachStore]
    public async Task What_the_vectors_cost_is_in_the_tenants_budget(StoreKind kind)
    {
        var node = await HybridAsync(kind, ("Budgets:Default:Month:HardLimit", "1"));
        await SayAsync(node, Room, Chat);
        await SettleAsync(node);
        var cost = (await AskAsync(node, "wagon parked")).Spends.Single().CostMicros.ShouldNotBeNull();

        cost.ShouldBeGreaterThan(0);
        var tokens = _server.Texts.Sum(text => text.Length / 4 + 1);
        await UntilAsync(
            async () => (await MonthAsync(node)) is { Held: 0 } month && month.Spent == tokens * 10 / 1_000_000m);
    }

    [Fact]
    public async Task Without_money_words_have_to_do_and_the_answer_says_so()
    {
        var node = await HybridAsync(StoreKind.Redis, ("Budgets:acme:Month:HardLimit", "0.0015"));
        await SayAsync(node, Room, "The car is red");
        await SettleAsync(node);
        (await AskAsync(node, "car")).Method.ShouldBe("hybrid");

        var found = await AskAsync(node, "car " + new string('x', 500));

        found.Method.ShouldBe("lexical");
        found.Reason.ShouldNotBeNull().ShouldContain("budget");
        Texts(found).ShouldBe(["The car is red"]);
    }

    [Fact]
    public async Task Without_a_provider_words_have_to_do_and_the_answer_says_so()
    {
        var node = await NodeAsync(StoreKind.Redis);
        await SayAsync(node, Room, Chat);
        await SettleAsync(node);

        var found = await AskAsync(node, "lunch");

        found.Method.ShouldBe("lexical");
        found.Reason.ShouldBe("no provider for embeddings is configured (Stage5:Recall:Embeddings)");
    }

    [Fact]
    [Trait("Threat", "MD-I1")]
    public async Task A_provider_the_tenants_policy_does_not_allow_sees_nothing()
    {
        var node = await HybridAsync(StoreKind.Redis,
            [("Routing:Tenants:acme:Allow", "chatter"), .. Chatter()]);
        await SayAsync(node, Room, Chat);
        await SettleAsync(node);

        (await AskAsync(node, "lunch")).Method.ShouldBe("lexical");
        _server.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Personal_data_does_not_leave_and_what_is_blocked_is_found_by_its_words()
    {
        var node = await HybridAsync(StoreKind.Redis, ("Compliance:acme:Classes:card", "block"));
        await SayAsync(node, Room, "Write to maria.lopez@example.org about the car",
            "The card is 4111 1111 1111 1111 for the wagon", "Lunch is at noon");
        await SettleAsync(node);

        Texts(await AskAsync(node, "card wagon maria.lopez@example.org"))
            .ShouldContain("The card is 4111 1111 1111 1111 for the wagon");
        var blocked = await AskAsync(node, "whose is 4111 1111 1111 1111?");

        (blocked.Method, blocked.Reason).ShouldBe(("lexical", "policy does not let the question leave"));
        _server.Texts.ShouldNotBeEmpty();
        _server.Texts.ShouldAllBe(text =>
            !text.Contains("maria", StringComparison.Ordinal) && !text.Contains("4111", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_fails_leaves_words()
    {
        var node = await HybridAsync(StoreKind.Redis, ("Recall:EmbeddingDeadline", "00:00:01"));
        await SayAsync(node, Room, Chat);
        await SettleAsync(node);
        foreach (var spoil in new Action<JsonObject>[]
        {
            answer => answer["data"]!.AsArray().Clear(),
            answer => answer["data"]![0]!["embedding"] = new JsonArray(),
            answer => answer["data"]![0]!["embedding"] =
                new JsonArray([.. Enumerable.Repeat((JsonNode)0, 48).Select(zero => zero.DeepClone())]),
            answer => answer["data"]![0]!["embedding"]![3] = "NaN",
            answer => answer["data"]![0]!["index"] = 7,
            answer => answer.Clear(),
        })
        {
            _server.Spoil = spoil;
            var found = await AskAsync(node, "lunch");
            found.Method.ShouldBe("lexical");
            found.Reason.ShouldNotBeNull().ShouldContain("vec");
            Texts(found).ShouldContain("Lunch is at noon");
        }

        _server.FailWith = 500;
        (await AskAsync(node, "lunch")).Method.ShouldBe("lexical");
    }

    [Theory, OnEachStore]
    public async Task New_turns_and_summaries_get_their_vectors_and_old_ones_lose_them(StoreKind kind)
    {
        _server = Own(await ScriptedEmbeddings.StartAsync());
        var node = await NodeAsync(kind, new About(), [
            .. RecallNode.Embeds(_server), ("Recall:Embeddings", "vec"), ("Recall:RecentTurns", "2"),
            ("Recall:GroupTurns", "3")]);
        await SayAsync(node, Room, Chat);
        await SettleAsync(node);
        _server.Texts.Count(text => text == "About the harbour festival").ShouldBe(1);
        await node.Memory.AppendAsync(Tenant, Room, Turn(9, "The ferry leaves from pier two"), Ct);
        await SettleAsync(node);

        var digest = Core.Recall.Rooms.RecallRoom.Of(Tenant, Room).Digest;
        var generation = (await node.Rooms.PointerAsync(Tenant, Ct)).Active.ShouldNotBeNull();
        (generation.Model, generation.Dimension).ShouldBe(("words-1", 48));
        var kept = (long)await node.Database.ExecuteAsync("EVAL",
            "return redis.call('HLEN', KEYS[1] .. ARGV[1])", 1, $"s5:{{{Tenant}}}",
            $":recall:{digest}:vectors:{generation.Key}");
        kept.ShouldBe(4);
        (await AskAsync(node, "harbour festival")).Passages[0].IsSummary.ShouldBeTrue();
    }

    private async Task<RecallNode> HybridAsync(StoreKind kind, params (string Key, string Value)[] settings)
    {
        _server = Own(await ScriptedEmbeddings.StartAsync());
        foreach (var word in new[] { "automobile", "wagon" }) _server.Synonyms[word] = "car";
        return await NodeAsync(kind, [.. RecallNode.Embeds(_server), ("Recall:Embeddings", "vec"), .. settings]);
    }

    private (string, string)[] Chatter() =>
    [
        ("Models:Providers:chatter:Kind", "OpenAICompatible"),
        ("Models:Providers:chatter:Endpoint", _server?.Endpoint ?? "http://127.0.0.1:1/v1"),
        ("Models:Providers:chatter:Model", "chat-1"),
    ];

    private static async Task<BudgetView?> MonthAsync(RecallNode node) =>
        (await node.BudgetsAsync(Tenant))
            .Budgets.FirstOrDefault(row => row is { Scope: "tenant", Window: "month" });

    private async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            Ct.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class About : Core.Recall.ISummarizer
    {
        public Task<string?> SummarizeAsync(
            string tenant, string conversationId, string text, CancellationToken ct) =>
            Task.FromResult<string?>("About the harbour festival");
    }
}
