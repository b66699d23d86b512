using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Stage5.Core.Audit;
using Stage5.Core.Storage;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Audit;

/// <summary>What strangers cause is all on record, and fills nothing.</summary>
public sealed class AuditBurstTests(StoreServers servers) : AuditTests(servers), IClassFixture<StoreServers>
{
    private static readonly AuditEntry Refusal = new(
        Tenant, AuditActor.Nobody, "authentication.failed", "endpoint/GET /api/tasks")
    {
        Outcome = AuditOutcome.Refused,
        Details = new JsonObject { ["address"] = "10.0.0.1" },
    };

    [Theory, OnEachStore]
    [Trait("Threat", "API-D6")]
    public async Task What_anyone_can_cause_is_summed_up_after_sixty_a_minute_and_source(StoreKind kind)
    {
        var world = await WorldAsync(kind);
        var bursts = Bursts(world);
        for (var i = 0; i < 100; i++)
            await bursts.AppendAsync("10.0.0.1", Refusal);
        await bursts.AppendAsync("10.0.0.2", Refusal);
        await bursts.FlushAsync();
        (await world.RecordsAsync(Tenant, Ct)).Count.ShouldBe(61);

        Time.Advance(TimeSpan.FromMinutes(1));
        await bursts.FlushAsync();

        var records = await world.RecordsAsync(Tenant, Ct);
        records.Count.ShouldBe(62);
        ((long)records[^1].Details!["count"]!).ShouldBe(40);
        await bursts.AppendAsync("10.0.0.1", Refusal);
        (await world.RecordsAsync(Tenant, Ct)).Count.ShouldBe(63);
    }

    [Theory, OnEachStore]
    public async Task However_many_sources_there_are_six_hundred_a_minute_stand_one_by_one_and_all_are_counted(
        StoreKind kind)
    {
        var world = await WorldAsync(kind);
        var bursts = Bursts(world);
        for (var i = 0; i < 700; i++)
            await bursts.AppendAsync($"10.0.{i / 200}.{i % 200}", Refusal);
        await bursts.AppendAsync("10.0.0.1", Refusal with { Action = "permission.denied" });
        (await world.RecordsAsync(Tenant, Ct)).Count.ShouldBe(601, "another action has a total of its own");

        await bursts.FlushAsync(all: true);

        var sum = (await world.RecordsAsync(Tenant, Ct))[^1];
        ((long)sum.Details!["count"]!, (string?)sum.Details["sources"], sum.Action)
            .ShouldBe((100, "many", "authentication.failed"));
    }

    [Theory, OnEachStore]
    public async Task What_comes_while_a_minute_ends_is_on_record_or_counted_and_never_lost(StoreKind kind)
    {
        var world = await WorldAsync(kind);
        var bursts = Bursts(world);
        const int Callers = 8, Each = 1000;

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            for (var i = 1; i <= Each; i++)
            {
                await bursts.AppendAsync($"10.0.0.{caller % 2}", Refusal);
                if (i % 250 == 0)
                    await bursts.FlushAsync(all: true);
            }
        }, Ct)));
        await bursts.FlushAsync(all: true);

        (await world.RecordsAsync(Tenant, Ct)).Sum(record => (long?)record.Details!["count"] ?? 1)
            .ShouldBe(Callers * Each);
    }

    [Theory, OnEachStore]
    public async Task What_could_not_be_written_is_counted_when_the_store_is_back(StoreKind kind)
    {
        var world = await WorldAsync(kind);
        var bursts = Bursts(world);
        // A store that refuses to write there: the counter is no hash.
        var root = Keys.Root(Tenant);
        await Node.Database.StringSetAsync($"{root}:audit", "x");
        for (var i = 0; i < 70; i++)
            await bursts.AppendAsync("10.0.0.1", Refusal);
        await bursts.FlushAsync(all: true);
        await Node.Database.KeyDeleteAsync($"{root}:audit");

        await bursts.FlushAsync(all: true);

        ((long)(await world.RecordsAsync(Tenant, Ct)).ShouldHaveSingleItem().Details!["count"]!).ShouldBe(70);
    }

    [Fact]
    public void All_addresses_of_one_network_are_one_source()
    {
        AuditBursts.NetworkOf(IPAddress.Parse("2001:db8:1:2:3::4")).ShouldBe(
            AuditBursts.NetworkOf(IPAddress.Parse("2001:db8:1:2:ffff::1")));
        AuditBursts.NetworkOf(IPAddress.Parse("2001:db8:1:3::4")).ShouldNotBe(
            AuditBursts.NetworkOf(IPAddress.Parse("2001:db8:1:2::4")));
        AuditBursts.NetworkOf(IPAddress.Parse("::ffff:10.0.0.1")).ShouldBe("10.0.0.1");
        AuditBursts.NetworkOf(IPAddress.Parse("10.0.0.1")).ShouldBe("10.0.0.1");
        AuditBursts.NetworkOf(null).ShouldNotBeEmpty();
    }

    private AuditBursts Bursts(AuditWorld world) => new(world.Log, Time, NullLogger<AuditBursts>.Instance);
}
