using Stage5.Tests.Stores;

namespace Stage5.Tests.Recall;

public sealed class RebuildTests(StoreServers servers) : RecallTests(servers), IClassFixture<StoreServers>
{
    private ScriptedEmbeddings _server = null!;

    [Theory, OnEachStore]
    public async Task Another_model_is_built_beside_the_one_that_serves_and_takes_over_at_once(StoreKind kind)
    {
        var before = await FilledAsync(kind, rooms: 4);
        var building = new TaskCompletionSource();
        _server.Before = request => IsNew(request) && Count(request) > 1 ? building.Task : Task.CompletedTask;
        var after = await NodeAsync(kind, Both("new"));
        var rebuild = after.Keeper.RunAsync(Tenant, Ct);

        for (var i = 0; i < 8; i++)
        {
            var meanwhile = await AskAsync(after, "wagon", $"room-{i % 4}");
            (meanwhile.Method, meanwhile.Reason).ShouldBe(("hybrid", null));
            meanwhile.Passages[0].Text.ShouldStartWith("The car");
            meanwhile.Spends.Single().Model.ShouldBe("words-1");
        }

        // A reader that never stops, while the pointer moves.
        var models = new HashSet<string>();
        building.SetResult();
        while (!rebuild.IsCompleted || models.Count < 2)
        {
            var found = await AskAsync(before, "wagon", "room-2");
            (found.Method, found.Passages.Count > 0).ShouldBe(("hybrid", true), found.Reason);
            models.Add(found.Spends.Single().Model);
        }

        Clock.Advance(TimeSpan.FromMinutes(2));
        await SettleAsync(after);
        (await AskAsync(after, "wagon", "room-1")).Spends.Single().Model.ShouldBe("words-2");
        var pointer = await after.Rooms.PointerAsync(Tenant, Ct);
        (pointer.Active!.Model, pointer.Building, pointer.Retired.Count).ShouldBe(("words-2", null, 0));
        var keys = (string[])(await after.Database.ExecuteAsync("KEYS", "*:vectors:*"))!;
        keys.Length.ShouldBe(4);
        keys.ShouldAllBe(key => key.EndsWith(pointer.Active.Key, StringComparison.Ordinal));
    }

    [Theory, OnEachStore]
    public async Task A_rebuild_that_was_killed_goes_on_where_it_was(StoreKind kind)
    {
        await FilledAsync(kind, rooms: 6);
        var answered = 0;
        _server.Before = request =>
        {
            if (IsNew(request) && Count(request) > 1 && Interlocked.Increment(ref answered) > 3)
                _server.FailWith = 503;
            return Task.CompletedTask;
        };
        var killed = await NodeAsync(kind, Both("new"));
        await killed.Keeper.RunAsync(Tenant, Ct);
        (await killed.Rooms.PointerAsync(Tenant, Ct)).Building!.Model.ShouldBe("words-2");
        await killed.DisposeAsync();
        (_server.Before, _server.FailWith) = (static _ => Task.CompletedTask, null);

        var next = await NodeAsync(kind, Both("new"));
        (await AskAsync(next, "wagon", "room-5")).Spends.Single().Model.ShouldBe("words-1");
        Clock.Advance(TimeSpan.FromMinutes(10));
        await SettleAsync(next);

        (await next.Rooms.PointerAsync(Tenant, Ct)).Active!.Model.ShouldBe("words-2");
        // Three rooms were done; the fourth's call failed and was made again.
        var calls = _server.Requests.Where(request => IsNew(request) && Count(request) > 1)
            .GroupBy(request => request["input"]!.ToJsonString()).Select(group => group.Count()).ToArray();
        calls.Length.ShouldBe(6);
        calls.Count(count => count == 1).ShouldBeGreaterThanOrEqualTo(5);
    }

    [Theory, OnEachStore]
    public async Task Workers_of_an_old_and_a_new_configuration_do_not_undo_each_others_work(StoreKind kind)
    {
        var old = await FilledAsync(kind, rooms: 3);
        var calls = _server.Requests.Count(request => !IsNew(request));
        var young = await NodeAsync(kind, Both("new"));
        for (var i = 0; i < 5; i++)
        {
            await young.Keeper.RunAsync(Tenant, Ct);
            await old.Keeper.RunAsync(Tenant, Ct);
            (await young.Rooms.PointerAsync(Tenant, Ct)).Active!.Model.ShouldBe("words-2");
        }

        _server.Requests.Count(request => !IsNew(request)).ShouldBe(calls);
        // The new configuration was taken back.
        Clock.Advance(TimeSpan.FromMinutes(11));
        await old.Keeper.RunAsync(Tenant, Ct);
        (await old.Rooms.PointerAsync(Tenant, Ct)).Active!.Model.ShouldBe("words-1");
    }

    [Fact]
    public async Task Where_the_old_model_is_gone_words_serve_until_the_new_one_is_built()
    {
        await FilledAsync(StoreKind.Redis, rooms: 2);
        var after = await NodeAsync(StoreKind.Redis,
            [.. RecallNode.Embeds(_server, "new", "words-2"), ("Recall:Embeddings", "new")]);

        var meanwhile = await AskAsync(after, "car", "room-1");
        meanwhile.Method.ShouldBe("lexical");
        meanwhile.Reason.ShouldNotBeNull().ShouldContain("words-1");
        await SettleAsync(after);

        (await AskAsync(after, "wagon", "room-1")).Method.ShouldBe("hybrid");
    }

    [Fact]
    public async Task Another_dimension_of_the_same_model_is_another_generation()
    {
        var node = await FilledAsync(StoreKind.Redis, rooms: 2);
        _server.Dimension = 64;

        var meanwhile = await AskAsync(node, "car", "room-1");
        meanwhile.Method.ShouldBe("lexical");
        meanwhile.Reason.ShouldNotBeNull().ShouldContain("dimension");
        await node.Memory.AppendAsync(Tenant, "room-1", Turn(9, "The wagon is in the barn"), Ct);
        await SettleAsync(node);
        Clock.Advance(TimeSpan.FromMinutes(3));
        await SettleAsync(node);

        (await node.Rooms.PointerAsync(Tenant, Ct)).Active!.Dimension.ShouldBe(64);
        (await AskAsync(node, "automobile", "room-1")).Method.ShouldBe("hybrid");
    }

    [Fact]
    public async Task No_embeddings_any_more_means_words_and_no_calls()
    {
        await FilledAsync(StoreKind.Redis, rooms: 1);
        var calls = _server.Requests.Count;
        var node = await NodeAsync(StoreKind.Redis, RecallNode.Embeds(_server));
        await node.Memory.AppendAsync(Tenant, "room-0", Turn(9, "The wagon is in the barn"), Ct);
        await SettleAsync(node);

        (await AskAsync(node, "car", "room-0")).Method.ShouldBe("lexical");
        _server.Requests.Count.ShouldBe(calls);
    }

    private static bool IsNew(System.Text.Json.Nodes.JsonObject request) => (string)request["model"]! == "words-2";

    private static int Count(System.Text.Json.Nodes.JsonObject request) => request["input"]!.AsArray().Count;

    private (string, string)[] Both(string embeds) =>
    [
        .. RecallNode.Embeds(_server), .. RecallNode.Embeds(_server, "new", "words-2"),
        ("Recall:Embeddings", embeds),
    ];

    private async Task<RecallNode> FilledAsync(StoreKind kind, int rooms)
    {
        _server = Own(await ScriptedEmbeddings.StartAsync());
        foreach (var word in new[] { "automobile", "wagon" }) _server.Synonyms[word] = "car";
        var node = await NodeAsync(kind, Both("vec"));
        for (var i = 0; i < rooms; i++)
            await SayAsync(
                node, $"room-{i}", $"The car {i} is red", $"Lunch {i} is at noon", $"The ferry {i} was late");
        await SettleAsync(node);
        (await AskAsync(node, "wagon", "room-0")).Method.ShouldBe("hybrid");
        return node;
    }
}
