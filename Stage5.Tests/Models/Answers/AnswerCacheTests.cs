using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Stage5.Core.Models.Answers;
using Stage5.Core.Storage;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Models.Answers;

public sealed class AnswerCacheTests(StoreServers servers) : AnswerTests(servers), IClassFixture<StoreServers>
{
    [Theory, OnEachStore]
    public async Task An_answer_is_kept_for_a_day_and_no_longer(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await StoreAsync(node, Tenant);

        Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(30));
        (await node.Cache.EnterAsync(Tenant, Key, Ct)).Hit.ShouldBe(Answer);
        Clock.Advance(TimeSpan.FromSeconds(30));
        await using var late = await node.Cache.EnterAsync(Tenant, Key, Ct);
        late.Hit.ShouldBeNull();
    }

    [Theory, OnEachStore]
    public async Task Tenants_never_share(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await StoreAsync(node, Tenant);

        await using var lead = await node.Cache.EnterAsync("other", Key, Ct);
        lead.Hit.ShouldBeNull();
        (await node.Cache.EnterAsync(Tenant, Key, Ct)).Hit.ShouldBe(Answer);
        await Should.ThrowAsync<ArgumentException>(() => node.Cache.EnterAsync("a}b", Key, Ct));
    }

    [Fact]
    public async Task No_text_stands_in_the_store_but_in_the_answer()
    {
        await using var server = await StoreServer.StartAsync(StoreKind.Redis);
        var node = await NodeAsync(server, Time);
        await using var lead = await node.Cache.EnterAsync(Tenant, AnswerKey.Of(("text", "Ana's secret")), Ct);
        await lead.StoreAsync(Answer, Ct);

        var keys = node.Connection.GetServer(node.Connection.GetEndPoints()[0]).Keys().Select(key => key.ToString());
        keys.ShouldHaveSingleItem().ShouldMatch(@"^s5:\{acme\}:answer:[0-9a-f]{64}$");
        (await node.Connection.GetDatabase().KeyTimeToLiveAsync($"{Keys.Root(Tenant)}:answer:{AnswerKey.Of(("text",
            "Ana's secret")).Value}"))!.Value.TotalHours.ShouldBeInRange(23.9, 24);
    }

    [Theory, OnEachStore]
    public async Task An_answer_too_long_to_keep_is_given_to_those_who_wait_here(StoreKind kind)
    {
        var node = await NodeAsync(kind, ("MaxAnswerLength", "5"));
        Task<AnswerTicket> waiting;
        await using (var lead = await node.Cache.EnterAsync(Tenant, Key, Ct))
        {
            waiting = node.Cache.EnterAsync(Tenant, Key, Ct);
            await lead.StoreAsync(Answer, Ct);
        }

        (await waiting).Hit.ShouldBe(Answer);
        await using var next = await node.Cache.EnterAsync(Tenant, Key, Ct);
        next.Hit.ShouldBeNull();
    }

    [Theory, OnEachStore]
    public async Task An_answer_that_cannot_be_read_is_asked_for_again(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await node.Connection.GetDatabase().HashSetAsync($"{Keys.Root(Tenant)}:answer:{Key.Value}",
            [new("answer", "{nonsense"), new("until", long.MaxValue / 1000)]);
        await StoreAsync(node, Tenant);

        (await node.Cache.EnterAsync(Tenant, Key, Ct)).Hit.ShouldBe(Answer);
    }

    [Theory, OnEachStore]
    public async Task A_forgotten_answer_is_nobodys_and_the_next_one_asks_anew(StoreKind kind)
    {
        var (node, other) = (await NodeAsync(kind), await NodeAsync(kind));
        await StoreAsync(node, Tenant);
        await StoreAsync(node, "other");

        await other.Cache.ForgetAsync(Tenant, Key);

        var better = Answer with { Text = "Buenas" };
        await using (var lead = await node.Cache.EnterAsync(Tenant, Key, Ct))
        {
            lead.Hit.ShouldBeNull();
            // Whoever forgets late takes the lead from nobody.
            await other.Cache.ForgetAsync(Tenant, Key);
            (await node.Cache.Store.RenewAsync(Tenant, Key, "another")).ShouldBeFalse();
            (await node.Cache.Store.EnterAsync(Tenant, Key, "another")).Wait.ShouldNotBeNull();
            await lead.StoreAsync(better, Ct);
        }

        (await other.Cache.EnterAsync(Tenant, Key, Ct)).Hit.ShouldBe(better);
        (await node.Cache.EnterAsync("other", Key, Ct)).Hit.ShouldBe(Answer);
    }

    [Fact]
    public async Task A_store_that_is_away_fails_nobody_and_is_logged_once_a_minute()
    {
        await using var server = await StoreServer.StartAsync(StoreKind.Redis);
        var node = await NodeAsync(server, Time);
        await server.KillAsync();

        for (var i = 0; i < 3; i++)
        {
            await using var lead = await node.Cache.EnterAsync(Tenant, Key, Ct);
            lead.Hit.ShouldBeNull();
            var waiting = node.Cache.EnterAsync(Tenant, Key, Ct);
            await lead.StoreAsync(Answer, Ct);
            (await waiting).Hit.ShouldBe(Answer);
        }
        node.Log.Lines.Count(line => line.StartsWith("1030 ", StringComparison.Ordinal)).ShouldBe(1);

        Time.Advance(TimeSpan.FromMinutes(1));
        await using var later = await node.Cache.EnterAsync(Tenant, Key, Ct);
        node.Log.Lines.Count(line => line.StartsWith("1030 ", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Theory, OnEachStore]
    public async Task Switched_off_it_knows_nothing_and_keeps_nobody_waiting(StoreKind kind)
    {
        var node = await NodeAsync(kind, ("Enabled", "false"));
        await using var first = await node.Cache.EnterAsync(Tenant, Key, Ct);
        await first.StoreAsync(Answer, Ct);
        await using var second = await node.Cache.EnterAsync(Tenant, Key, Ct);
        second.Hit.ShouldBeNull();
    }

    [Theory, OnEachStore]
    public async Task Lookups_are_counted_by_what_came_of_them(StoreKind kind)
    {
        var results = new ConcurrentBag<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "stage5.answer.lookups") self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => results.Add((string)tags[0].Value!));
        listener.Start();
        var node = await NodeAsync(kind);
        Task waiting;
        await using (var lead = await node.Cache.EnterAsync(Tenant, Key, Ct))
        {
            waiting = node.Cache.EnterAsync(Tenant, Key, Ct);
            await lead.StoreAsync(Answer, Ct);
            await waiting;
        }
        await node.Cache.EnterAsync(Tenant, Key, Ct);

        // Tests beside this one are counted too.
        foreach (var result in new[] { "miss", "waited", "hit" })
            results.ShouldContain(result);
    }

    private async Task StoreAsync(AnswerNode node, string tenant)
    {
        await using var lead = await node.Cache.EnterAsync(tenant, Key, Ct);
        lead.Hit.ShouldBeNull();
        await lead.StoreAsync(Answer, Ct);
    }
}
