using Stage5.Contracts;
using Stage5.Core.Audit;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Guards;

public sealed class BudgetTests(StoreServers servers) : GuardTests(servers), IClassFixture<StoreServers>
{
    private static BudgetLimit Limit(string scope, string window, decimal? hard, string? id = null) =>
        new() { Scope = scope, Window = window, HardLimit = hard, Id = id };

    private static readonly AuditEntry Told =
        new(Tenant, new AuditActor("ana", "token", "t-1"), "budgets.changed", "budgets");

    [Theory, OnEachStore]
    public async Task A_budget_is_anew_when_its_window_ends(StoreKind kind)
    {
        var node = await NodeAsync(kind, at: new(2026, 11, 21, 22, 30, 0, TimeSpan.Zero), settings:
        [
            ("Budgets:acme:Day:HardLimit", "10"), ("Budgets:acme:Hour:HardLimit", "9"),
            ("Budgets:acme:TimeZone", "Europe/Madrid"),
        ]);
        await SpendAsync(node, 9_000_000);

        (await BudgetAsync(node)).Renews.ShouldBe(new DateTimeOffset(2026, 11, 21, 23, 0, 0, TimeSpan.Zero));
        await DeniedAsync(node, Call(worst: [2_000_000]), "budget_exhausted");
        // Only the store's clock: that of the processes may be wrong.
        Clock.Advance(TimeSpan.FromMinutes(31));

        (await BudgetAsync(node)).Spent.ShouldBe(0);
        await SpendAsync(node, 9_000_000);
        (await BudgetAsync(node, "month")).Spent.ShouldBe(18);
    }

    [Theory, OnEachStore]
    public async Task A_call_belongs_to_the_window_it_was_reserved_in(StoreKind kind)
    {
        var node = await NodeAsync(kind, at: new(2026, 11, 21, 12, 59, 50, TimeSpan.Zero), settings:
            [("Budgets:acme:Day:HardLimit", "10"), ("Budgets:acme:Hour:HardLimit", "10")]);
        var hold = await AdmittedAsync(node, Call(worst: [8_000_000]));

        Advance(TimeSpan.FromSeconds(11));
        var next = await AdmittedAsync(node, Call(worst: [2_000_000]));
        await hold.SettleAsync(Cost(7_000_000), Ct);
        await next.SettleAsync(Cost(1_000_000), Ct);

        var hour = await BudgetAsync(node, "hour");
        (hour.Spent, hour.Held).ShouldBe((1, 0));
        (await BudgetAsync(node)).Spent.ShouldBe(8);
        await LawfulAsync(node);
    }

    [Theory, OnEachStore]
    public async Task A_store_years_away_from_our_clock_decides_the_window(StoreKind kind)
    {
        var node = await NodeAsync(kind, at: new(2031, 2, 28, 23, 59, 0, TimeSpan.Zero),
            settings: ("Budgets:acme:Month:HardLimit", "1"));

        await SpendAsync(node, 1_000_000);
        var month = await BudgetAsync(node, "month");
        Clock.Advance(TimeSpan.FromMinutes(2));

        (month.Spent, month.Renews).ShouldBe((1, new DateTimeOffset(2031, 3, 1, 0, 0, 0, TimeSpan.Zero)));
        await SpendAsync(node, 1_000_000);
        node.Book.Today(Tenant).ShouldBe(new DateOnly(2031, 3, 1));
    }

    [Theory, OnEachStore]
    public async Task An_administrators_limits_go_before_configuration_in_every_process_at_once(StoreKind kind)
    {
        var config = ("Budgets:acme:Users:Day:HardLimit", "1");
        var (one, other) = (await NodeAsync(kind, settings: config), await NodeAsync(kind, settings: config));
        await SpendAsync(one, 900_000);
        await DeniedAsync(other, Call(worst: [200_000]), "budget_exhausted");

        (await one.Book.WriteAsync(
            Told, 0, [Limit("user", "day", 5), Limit("user", "day", 2, "ben"), Limit("tenant", "week", 8)], Ct))
            .ShouldBe((true, 1));

        await SpendAsync(other, 4_100_000);
        await DeniedAsync(other, Call(worst: [1]), "budget_exhausted");
        var ben = Ana with { User = "ben" };
        (await DeniedAsync(other, Call(ben, worst: [2_000_001]), "budget_exhausted")).Budget!.Limit.ShouldBe(2);
        await SpendAsync(one, 2_000_000, ben);
        var eva = Ana with { User = "eva" };
        var week = (await DeniedAsync(one, Call(eva, worst: [1_000_001]), "budget_exhausted")).Budget!;
        (week.Scope, week.Window, week.Left).ShouldBe(("tenant", "week", 1));
        (await BudgetAsync(one, id: "ben", scope: "user")).Source.ShouldBe("administrator");
    }

    [Theory, OnEachStore]
    public async Task A_limit_set_to_nothing_lifts_the_configured_one(StoreKind kind)
    {
        var node = await NodeAsync(kind, settings: ("Budgets:acme:Day:HardLimit", "0"));
        await DeniedAsync(node, Call(worst: [1]), "budget_exhausted");

        await node.Book.WriteAsync(Told, null, [Limit("tenant", "day", null)], Ct);

        await SpendAsync(node, 1);
        await node.Book.WriteAsync(Told, 1, [], Ct);
        await DeniedAsync(node, Call(worst: [1]), "budget_exhausted");
    }

    [Theory, OnEachStore]
    public async Task Of_two_administrators_who_saw_the_same_limits_one_is_told(StoreKind kind)
    {
        var node = await NodeAsync(kind);

        var both = await Task.WhenAll(
            node.Book.WriteAsync(Told, 0, [Limit("tenant", "day", 1)], Ct),
            node.Book.WriteAsync(Told, 0, [Limit("tenant", "day", 2)], Ct));

        both.ShouldBe([(true, 1), (false, 1)], ignoreOrder: true);
        (await node.Database.SortedSetLengthAsync($"s5:{{{Tenant}}}:audit:open"))
            .ShouldBe(1, "the step that changed them told of it, and no other");
    }

    [Theory, OnEachStore]
    public async Task A_limit_below_what_is_spent_leaves_less_than_nothing(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await SpendAsync(node, 5_000_000);

        await node.Book.WriteAsync(Told, null, [Limit("tenant", "day", 3)], Ct);

        (await BudgetAsync(node)).Left.ShouldBe(-2);
        (await DeniedAsync(node, Call(worst: [1]), "budget_exhausted")).Budget!.Left.ShouldBe(-2);
        await SpendAsync(node, 0);
    }

    [Theory, OnEachStore]
    public async Task Keys_and_conversations_have_budgets_of_their_own(StoreKind kind)
    {
        var node = await NodeAsync(kind, settings:
            [("Budgets:acme:Keys:Day:HardLimit", "3"), ("Budgets:acme:Conversations:Hour:HardLimit", "2")]);
        var talk = Ana with { Conversation = "19:meeting_{x}@thread.tacv2 " + new string('y', 200) };

        await SpendAsync(node, 2_000_000, talk);
        (await DeniedAsync(node, Call(talk, worst: [1]), "budget_exhausted"))
            .Budget!.Scope.ShouldBe("conversation");
        (await DeniedAsync(node, Call(worst: [1_000_001]), "budget_exhausted")).Budget!.Scope.ShouldBe("key");
        await SpendAsync(node, 2_000_000, talk with { Key = "key-2", Conversation = "another" });

        (await BudgetAsync(node, scope: "key")).Spent.ShouldBe(2);
        (await BudgetAsync(node)).Spent.ShouldBe(4);
    }

    [Theory, OnEachStore]
    public async Task A_soft_limit_is_told_once_a_window_and_refuses_nothing(StoreKind kind)
    {
        var node = await NodeAsync(kind, settings: ("Budgets:acme:Day:SoftLimit", "2"));

        await SpendAsync(node, 2_000_000);
        Told().ShouldBe(0);
        await SpendAsync(node, 1);
        await SpendAsync(node, 1);
        Told().ShouldBe(1);
        (await BudgetAsync(node)).SoftExceeded.ShouldBeTrue();
        Advance(TimeSpan.FromDays(1));
        await SpendAsync(node, 2_000_001);
        Told().ShouldBe(2);

        int Told() => node.Log.Lines.Count(line => line.StartsWith("758 ", StringComparison.Ordinal));
    }

    [Theory, OnEachStore]
    public async Task Usage_is_summed_by_day_provider_and_model_and_unknown_prices_are_counted(StoreKind kind)
    {
        var node = await NodeAsync(kind, settings: ("Budgets:acme:TimeZone", "Asia/Kathmandu"));
        var today = node.Book.Today(Tenant);
        foreach (var (user, cost) in new[] { ("ana", 1_000_000L), ("ana", 500_000), ("ben", (long?)null) })
        {
            var hold = await AdmittedAsync(node, Call(Ana with { User = user }, worst: [cost]));
            await hold.SettleAsync(Cost(cost), Ct);
        }
        Advance(TimeSpan.FromDays(1));
        await (await AdmittedAsync(node)).SettleAsync(Cost(7, estimated: true), Ct);

        var tenant = await node.Book.UsageAsync(Tenant, null, today, today.AddDays(1), Ct);
        var ana = await node.Book.UsageAsync(Tenant, "ana", today, today, Ct);

        tenant.Rows.Select(row => (row.Day, row.Provider, row.Model, row.Totals.Calls)).ShouldBe(
            [(today, "openai", "gpt", 3), (today.AddDays(1), "openai", "gpt", 1)]);
        tenant.Total.ShouldBe(new UsageTotals(4, 400, 160, 40, 1.500007m, 1, 1));
        ana.Total.ShouldBe(new UsageTotals(2, 200, 80, 20, 1.5m, 0, 0));
        // What was never reserved is charged all the same.
        (await BudgetAsync(node)).Spent.ShouldBe(0.000007m);
    }
}
