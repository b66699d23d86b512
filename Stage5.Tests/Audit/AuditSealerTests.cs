using System.Text.Json;
using Stage5.Core.Audit;
using Stage5.Core.Settings;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Audit;

public sealed class AuditSealerTests(StoreServers servers) : AuditTests(servers), IClassFixture<StoreServers>
{
    // What the store was before the lines were given to it.
    private const string Forget = """
        local root, open = KEYS[1] .. ':audit', {}
        redis.call('DEL', root .. ':sealed')
        redis.call('HDEL', root, 'sealed', 'hash', 'head')
        for i = 1, #ARGV, 2 do
          redis.call('ZADD', root .. ':open', ARGV[i], ARGV[i + 1])
        end
        """;

    [Theory, OnEachStore]
    public async Task Two_that_seal_at_once_make_one_chain(StoreKind kind)
    {
        var (one, other) = (await WorldAsync(kind), await WorldAsync(kind));
        await WriteAsync(one, 1_200);

        await Task.WhenAll(
            Task.Run(() => one.Sealer.SealAsync(Tenant, Ct)), Task.Run(() => other.Sealer.SealAsync(Tenant, Ct)),
            Task.Run(() => WriteAsync(other, 300)));
        await one.Sealer.SealAsync(Tenant, Ct);

        (await one.Reader.VerifyAsync(Tenant, null, Ct)).ShouldSatisfyAllConditions(
            verdict => verdict.Fault.ShouldBeNull(), verdict => verdict.Checked.ShouldBe(1_500),
            verdict => verdict.Open.ShouldBe(0));
        var chain = await one.LinesAsync(Tenant, Ct);
        foreach (var world in new[] { one, other })
            world.Files(Tenant).SelectMany(AuditFiles.LinesOf).ShouldBeSubsetOf(chain);
    }

    [Theory, OnEachStore]
    public async Task One_who_dies_between_disk_and_store_is_followed_by_the_same_lines(StoreKind kind)
    {
        var world = await WorldAsync(kind);
        await WriteAsync(world, 150);
        // Numbers that were given and are gone: their records are written by whoever seals.
        await world.TamperAsync(Tenant, "return redis.call('ZREMRANGEBYSCORE', KEYS[1] .. ':audit:open', 90, 92)");
        var open = await world.Store.OpenAsync(Tenant, 500, Ct);
        await world.Sealer.SealAsync(Tenant, Ct);
        var before = world.Files(Tenant).SelectMany(AuditFiles.LinesOf).ToList();
        await world.TamperAsync(Tenant, Forget, [.. open.Records.SelectMany(record =>
            new StackExchange.Redis.RedisValue[] { AuditRecord.NumberOf(record)!, record })]);
        Time.Advance(TimeSpan.FromMinutes(3));
        var next = new AuditWorld(Node.Store, Time, world.SigningKey, world.Path);

        var count = await next.Sealer.SealAsync(Tenant, Ct);

        count.ShouldBe(150);
        next.Files(Tenant).SelectMany(AuditFiles.LinesOf).ShouldBe(before);
        (await next.LinesAsync(Tenant, Ct)).ShouldBe(before);
        (await next.Reader.VerifyAsync(Tenant, null, Ct)).Right.ShouldBeTrue();
    }

    [Theory, OnEachStore]
    public async Task A_record_that_is_taken_away_before_it_is_sealed_leaves_its_absence(StoreKind kind)
    {
        var world = await WorldAsync(kind);
        await WriteAsync(world, 10);
        await world.TamperAsync(Tenant, "return redis.call('ZREMRANGEBYSCORE', KEYS[1] .. ':audit:open', 4, 5)");
        await world.TamperAsync(Tenant, "return redis.call('ZREMRANGEBYSCORE', KEYS[1] .. ':audit:open', 10, 10)");

        await world.Sealer.SealAsync(Tenant, Ct);

        var records = await world.RecordsAsync(Tenant, Ct);
        records.Select(record => record.Number).ShouldBe(Enumerable.Range(1, 10).Select(n => (long)n));
        records.Where(record => record.Action == "record.lost").Select(record => record.Number).ShouldBe([4, 5, 10]);
        world.Told.Lines.ShouldContain(line => line.StartsWith("1211 Record 4 ", StringComparison.Ordinal));
        (await world.Reader.VerifyAsync(Tenant, null, Ct)).Right.ShouldBeTrue();
    }

    [Theory, OnEachStore]
    public async Task What_is_no_record_is_told_of_and_holds_nothing_up(StoreKind kind)
    {
        var world = await WorldAsync(kind);
        await world.TamperAsync(Tenant, """
            for i = 1, 600 do
              redis.call('ZADD', KEYS[1] .. ':audit:open', 0, 'no record ' .. i)
            end
            redis.call('ZADD', KEYS[1] .. ':audit:open', 9e15,
              '{"tenant":"acme","number":9000000000000000,"at":"2026-11-21T12:00:00Z"}')
            """);
        await WriteAsync(world, 5);

        await world.Sealer.SealAsync(Tenant, Ct);

        (await world.RecordsAsync(Tenant, Ct)).Select(record => record.Number).ShouldBe([1, 2, 3, 4, 5]);
        world.Told.Lines.Count(line => line.StartsWith("1212 ", StringComparison.Ordinal)).ShouldBe(601);
    }

    [Theory, OnEachStore]
    [Trait("Threat", "AU-D1")]
    public async Task A_disk_that_has_something_else_stops_the_sealing_of_its_chain_and_no_other(StoreKind kind)
    {
        var world = await WorldAsync(kind);
        await WriteAsync(world, 5);
        await world.Sealer.SealAsync(Tenant, Ct);
        var file = world.Files(Tenant).Single();
        var lines = File.ReadAllLines(file);
        lines[4] = lines[4].Replace("thing", "other", StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, string.Join('\n', lines) + "\n", Ct);
        await WriteAsync(world, 1);
        await world.TamperAsync(Tenant, "return redis.call('HSET', KEYS[1] .. ':audit', 'hash', string.rep('0', 64))");
        await world.Log.AppendAsync(Entry("x", 1) with { Tenant = "other" }, Ct);
        var next = new AuditWorld(Node.Store, Time, world.SigningKey, world.Path);

        await next.Keeper.RunAsync(Ct);

        next.Told.Lines.ShouldContain(line => line.StartsWith("1213 The audit of acme ", StringComparison.Ordinal));
        (await next.Store.OpenAsync(Tenant, 10, Ct)).Records.Count.ShouldBe(1);
        (await next.Store.OpenAsync("other", 10, Ct)).Records.ShouldBeEmpty();
    }

    [Theory, OnEachStore]
    [Trait("Threat", "AU-D1")]
    public async Task The_lease_has_one_and_the_next_takes_over_when_it_ends(StoreKind kind)
    {
        var (one, other) = (await WorldAsync(kind), await WorldAsync(kind));
        one.Options.Lease = other.Options.Lease = TimeSpan.FromMilliseconds(400);
        var (first, second) = (one.NewKeeper(), other.NewKeeper());
        await WriteAsync(one, 3);

        (await first.RunAsync(Ct)).ShouldBe(3);
        await WriteAsync(one, 2);
        (await second.RunAsync(Ct)).ShouldBe(0, "another has the lease");
        // The first is dead from here on.
        await UntilAsync(async () => await second.RunAsync(Ct) == 2);

        (await other.Reader.VerifyAsync(Tenant, null, Ct)).Right.ShouldBeTrue();
    }

    [Theory, OnEachStore]
    public async Task What_outlived_its_retention_is_forgotten_and_the_chain_tells_of_it(StoreKind kind)
    {
        var world = await WorldAsync(kind);
        world.Options.TenantRetention[Tenant] = TimeSpan.FromDays(30);
        await WriteAsync(world, 250);
        await world.Keeper.RunAsync(Ct);
        Advance(TimeSpan.FromDays(20));
        await WriteAsync(world, 40);
        await world.NewKeeper().RunAsync(Ct);
        (await world.RecordsAsync(Tenant, Ct)).Count.ShouldBe(290);

        await TrimAsync(world, TimeSpan.FromDays(15));

        var records = await world.RecordsAsync(Tenant, Ct);
        records[0].Number.ShouldBe(251);
        records[^1].Action.ShouldBe("audit.trimmed");
        records[^1].Resource.ShouldBe("record/250");
        var verdict = await world.Reader.VerifyAsync(Tenant, null, Ct);
        (verdict.Right, verdict.Start.Number).ShouldBe((true, 250));
        world.Files(Tenant).Select(Path.GetFileName).ShouldBe(["000000000201.jsonl"]);
    }

    [Theory, OnEachStore]
    public async Task Nothing_is_forgotten_that_a_live_setting_keeps_whether_this_process_heard_of_it_or_not(StoreKind kind)
    {
        var world = await WorldAsync(kind);
        world.Options.TenantRetention[Tenant] = TimeSpan.FromDays(30);
        await WriteAsync(world, 5);
        await world.Keeper.RunAsync(Ct);
        await KeepAsync(world, 60);

        await TrimAsync(world, TimeSpan.FromDays(40));
        (await world.RecordsAsync(Tenant, Ct))[0].Number.ShouldBe(1);

        await TrimAsync(world, TimeSpan.FromDays(21));
        var records = await world.RecordsAsync(Tenant, Ct);
        records[0].Number.ShouldBe(7, "with the record of the setting itself");
        ((double)records[^1].Details!["retention_days"]!).ShouldBe(60);
    }

    [Theory, OnEachStore]
    public async Task A_live_setting_that_is_shorter_than_what_is_configured_forgets_nothing(StoreKind kind)
    {
        var world = await WorldAsync(kind);
        world.Options.TenantRetention[Tenant] = TimeSpan.FromDays(30);
        await WriteAsync(world, 5);
        await world.Keeper.RunAsync(Ct);
        // Past the endpoint, which refuses it.
        await KeepAsync(world, 1);

        await TrimAsync(world, TimeSpan.FromDays(20));

        (await world.RecordsAsync(Tenant, Ct))[0].Number.ShouldBe(1);
    }

    private async Task KeepAsync(AuditWorld world, int days) => await world.Settings.WriteAsync(
        Tenant, AuditActor.System, new SettingsDocument(0, new Dictionary<string, JsonElement>()),
        new Dictionary<string, JsonElement> { [SettingNames.AuditRetention] = JsonSerializer.SerializeToElement(days) },
        "for a test", null, Ct);

    private async Task TrimAsync(AuditWorld world, TimeSpan later)
    {
        Advance(later);
        // The lease ends by the store's clock, which no test moves for plain keys: the same keeper goes on.
        Time.Advance(TimeSpan.FromHours(2));
        await world.Keeper.RunAsync(Ct);
        await world.Keeper.RunAsync(Ct);
    }
}
