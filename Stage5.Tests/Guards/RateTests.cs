using Stage5.Core.Guards;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Guards;

public sealed class RateTests(StoreServers servers) : GuardTests(servers), IClassFixture<StoreServers>
{
    // Far enough from the next whole second that the store's own seconds, which go on, do not change a rounding.
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory, OnEachStore]
    public async Task A_burst_is_let_in_at_once_and_then_one_by_one(StoreKind kind)
    {
        var node = await NodeAsync(kind, settings:
            [("Limits:acme:RequestsPerMinute", "6"), ("Limits:acme:RequestBurst", "3")]);

        for (var left = 2; left >= 0; left--)
        {
            var rate = (await node.Guard.AdmitAsync(Call(), Ct)).Rate.ShouldNotBeNull();
            rate.Policy.ShouldBe("\"tenant-requests\";q=3;w=30");
            rate.Limit.ShouldStartWith($"\"tenant-requests\";r={left};t=");
        }

        var refused = await node.Guard.AdmitAsync(Call(), Ct);
        refused.Denial!.Code.ShouldBe("rate_limited");
        refused.Denial.RetryAfter!.Value.ShouldBeInRange(9 * Second, 10 * Second);
        refused.Rate!.Limit.ShouldBe("\"tenant-requests\";r=0;t=10");

        Advance(refused.Denial.RetryAfter.Value - Second);
        await DeniedAsync(node, Call(), "rate_limited");
        Advance(Second);
        await AdmittedAsync(node);
        await DeniedAsync(node, Call(), "rate_limited");
        // Unused time is saved up to the burst, and no further.
        Advance(TimeSpan.FromHours(5));
        for (var i = 0; i < 3; i++)
            await AdmittedAsync(node);
        await DeniedAsync(node, Call(), "rate_limited");
    }

    [Theory, OnEachStore]
    public async Task A_day_of_calls_lets_in_what_the_rate_says_to_the_call(StoreKind kind)
    {
        var node = await NodeAsync(kind, settings:
        [
            ("Limits:acme:RequestsPerMinute", "7"), ("Limits:acme:RequestBurst", "5"),
            ("Limits:acme:Concurrency", "none"),
        ]);
        var first = Time.GetUtcNow();
        var admitted = 0;

        // Never later than the rate allows: what is asked for is always more than is given.
        for (var i = 0; i < 300; i++)
        {
            if ((await node.Guard.AdmitAsync(Call(), Ct)).Denial is null)
                admitted++;
            Advance(TimeSpan.FromMilliseconds(1501));
        }

        // 5 at once, then 7 a minute; the store's own clock adds the little that this took.
        var exact = 5 + (Time.GetUtcNow() - first).TotalMinutes * 7;
        admitted.ShouldBeInRange((int)exact - 1, (int)(exact + 2));
    }

    [Theory, OnEachStore]
    [Trait("Threat", "API-D4")]
    public async Task Tenant_key_and_user_are_each_counted_and_the_slowest_decides(StoreKind kind)
    {
        var node = await NodeAsync(kind, settings:
        [
            ("Limits:acme:Users:RequestsPerMinute", "60"), ("Limits:acme:Users:RequestBurst", "2"),
            ("Limits:acme:Keys:RequestsPerMinute", "1"), ("Limits:acme:Keys:RequestBurst", "3"),
        ]);

        await AdmittedAsync(node);
        await AdmittedAsync(node);
        (await DeniedAsync(node, Call(), "rate_limited")).Message.ShouldContain("user");
        await AdmittedAsync(node, Call(Ana with { User = "ben" }));
        var denial = await DeniedAsync(node, Call(Ana with { User = "eva" }), "rate_limited");

        denial.Message.ShouldContain("key");
        denial.RetryAfter!.Value.ShouldBeInRange(58 * Second, 60 * Second);
        await AdmittedAsync(node, Call(new GuardSubject(Tenant, "eva", "key-2")));
        await AdmittedAsync(node, Call(new GuardSubject("other", "ana", "key-1")));
    }

    [Theory, OnEachStore]
    public async Task Tokens_are_counted_and_a_call_larger_than_the_burst_is_paid_off(StoreKind kind)
    {
        var node = await NodeAsync(kind, settings:
            [("Limits:acme:TokensPerMinute", "6000"), ("Limits:acme:TokenBurst", "1000")]);

        (await node.Guard.AdmitAsync(Call(tokens: 900), Ct))
            .Rate!.Limit.ShouldStartWith("\"tenant-tokens\";r=100;");
        await DeniedAsync(node, Call(tokens: 201), "rate_limited");
        Advance(10 * Second);
        await AdmittedAsync(node, Call(tokens: 3000));
        (await DeniedAsync(node, Call(tokens: 1), "rate_limited"))
            .RetryAfter!.Value.ShouldBeInRange(19 * Second, 21 * Second);
        Advance(21 * Second);
        await AdmittedAsync(node, Call(tokens: 1));
    }

    [Theory, OnEachStore]
    public async Task A_call_without_money_has_counted_as_a_request_but_not_its_tokens(StoreKind kind)
    {
        var node = await NodeAsync(kind, settings:
        [
            ("Limits:acme:RequestsPerMinute", "1"), ("Limits:acme:RequestBurst", "2"),
            ("Limits:acme:TokensPerMinute", "1"), ("Limits:acme:TokenBurst", "500"),
            ("Budgets:acme:Day:HardLimit", "1"),
        ]);

        await DeniedAsync(node, Call(tokens: 500, worst: [1_000_001]), "budget_exhausted");
        await AdmittedAsync(node, Call(tokens: 500, worst: [1_000_000]));
        await DeniedAsync(node, Call(), "rate_limited");
    }

    [Theory, OnEachStore]
    public async Task A_task_is_counted_when_it_is_accepted_and_not_again_when_it_runs(StoreKind kind)
    {
        var node = await NodeAsync(kind, settings:
            [("Limits:acme:RequestsPerMinute", "1"), ("Limits:acme:RequestBurst", "1")]);

        (await node.Guard.CountAsync(Call(), Ct)).Denial.ShouldBeNull();
        (await node.Guard.CountAsync(Call(), Ct)).Denial!.Code.ShouldBe("rate_limited");
        await AdmittedAsync(node, Call() with { CountRate = false });

        (await LawfulAsync(node)).Holds.ShouldBe(1);
    }

    [Theory, OnEachStore]
    public async Task Batch_work_leaves_places_to_people(StoreKind kind)
    {
        var node = await NodeAsync(kind, settings:
            [("Limits:acme:Concurrency", "4"), ("Limits:acme:BatchShare", "0.5")]);
        var batch = Call(@class: TrafficClass.Batch);

        var first = await AdmittedAsync(node, batch);
        await AdmittedAsync(node, batch);
        var denial = await DeniedAsync(node, batch, "concurrency_limited");
        await AdmittedAsync(node);
        var person = await AdmittedAsync(node);
        await DeniedAsync(node, Call(), "concurrency_limited");

        denial.RetryAfter.ShouldBe(Second);
        await person.DisposeAsync();
        await DeniedAsync(node, batch, "concurrency_limited");
        await first.DisposeAsync();
        await AdmittedAsync(node, batch);
        await AdmittedAsync(node);
    }
}
