using StackExchange.Redis;
using Stage5.Core.Tasks;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Storage;

public sealed class StoreTests(StoreServers servers) : TaskTests(servers), IClassFixture<StoreServers>
{
    [Theory, OnEachStore]
    [Trait("Threat", "ST-D1")]
    public async Task A_script_that_the_store_forgot_is_sent_again(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var first = await node.Tasks.EnqueueAsync(Spec(), Ct);

        await node.Database.ExecuteAsync("SCRIPT", "FLUSH");
        var forgotten = (int[])(await node.Database.ExecuteAsync("SCRIPT", "EXISTS", TaskScripts.Create.Sha1))!;
        var second = await node.Tasks.EnqueueAsync(Spec(), Ct);

        forgotten.ShouldBe([0]);
        (await FindAsync(node, first.TaskId)).TaskId.ShouldNotBe((await FindAsync(node, second.TaskId)).TaskId);
    }

    [Theory, OnEachStore]
    public async Task The_store_knows_a_script_by_the_hash_computed_here(StoreKind kind)
    {
        var node = await NodeAsync(kind);

        var known = (string?)await node.Database.ExecuteAsync("SCRIPT", "LOAD", TaskScripts.Claim.Body);

        known.ShouldBe(TaskScripts.Claim.Sha1);
    }

    [Theory, OnEachStore]
    public async Task A_store_that_is_there_answers_a_ping(StoreKind kind)
    {
        var node = await NodeAsync(kind);

        (await node.Store.PingAsync(Ct)).ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Theory, OnEachStore]
    public async Task A_store_that_is_gone_is_an_error_and_not_silence(StoreKind kind)
    {
        await using var server = await StoreServer.StartAsync(kind);
        var node = await NodeAsync(server);
        await server.KillAsync();
        await UntilAsync(() => !node.Connection.IsConnected);

        await Should.ThrowAsync<RedisConnectionException>(() => node.Store.PingAsync(Ct));
        await Should.ThrowAsync<RedisConnectionException>(() => node.Tasks.EnqueueAsync(Spec(), Ct));
        await Should.ThrowAsync<RedisConnectionException>(() => node.Queue.ClaimAsync("worker", Ct));
    }

    [Theory, OnEachStore]
    public async Task Scripts_of_one_tenant_run_one_after_the_other(StoreKind kind)
    {
        const string ReadThenWrite = """
            local key = KEYS[1] .. ':count'
            redis.call('SET', key, tonumber(redis.call('GET', key) or '0') + 1)
            return 1
            """;
        var nodes = new List<TaskNode>();
        for (var i = 0; i < 4; i++)
            nodes.Add(await NodeAsync(kind));
        RedisKey root = Core.Storage.Keys.Root(Tenant);

        await Task.WhenAll(nodes.Select(node => Task.Run(
            async () =>
            {
                for (var i = 0; i < 300; i++)
                    await node.Database.ExecuteAsync("EVAL", ReadThenWrite, 1, root);
            },
            Ct)));

        ((long)await nodes[0].Database.StringGetAsync($"{root}:count")).ShouldBe(1200);
    }

    [Fact]
    public void An_unknown_script_is_an_error() =>
        Should.Throw<InvalidOperationException>(() => Core.Storage.LuaScript.Embedded("no-such-script"));
}
