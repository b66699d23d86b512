using Stage5.Core.Guards;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Guards;

public sealed class HoldTests(StoreServers servers) : GuardTests(servers), IClassFixture<StoreServers>
{
    private static readonly (string, string) TenDollarsADay = ("Budgets:acme:Day:HardLimit", "10");

    [Theory, OnEachStore]
    public async Task What_was_spent_is_charged_and_the_rest_released(StoreKind kind)
    {
        var node = await NodeAsync(kind, settings: TenDollarsADay);
        var hold = await AdmittedAsync(node, Call(worst: [3_000_000]));

        var before = await BudgetAsync(node);
        await hold.SettleAsync(Cost(1_250_000), Ct);
        var after = await BudgetAsync(node);

        hold.HeldMicros.ShouldBe(0);
        (before.Spent, before.Held, before.Left).ShouldBe((0, 3, 7));
        (after.Spent, after.Held, after.Left).ShouldBe((1.25m, 0, 8.75m));
        var books = await LawfulAsync(node);
        (books.Reserved, books.Settled, books.Released, books.Holds)
            .ShouldBe((3_000_000, 1_250_000, 1_750_000, 0));
    }

    [Theory, OnEachStore]
    public async Task The_first_target_the_budget_can_carry_is_held(StoreKind kind)
    {
        var node = await NodeAsync(kind, settings: TenDollarsADay);

        var admission = await node.Guard.AdmitAsync(Call(worst: [10_000_001, null, 10_000_000, 1]), Ct);

        admission.Target.ShouldBe(2);
        admission.Hold!.HeldMicros.ShouldBe(10_000_000);
        (await BudgetAsync(node)).Left.ShouldBe(0);
    }

    [Theory, OnEachStore]
    public async Task A_call_that_no_budget_carries_is_told_which_and_until_when(StoreKind kind)
    {
        var node = await NodeAsync(kind, at: new(2026, 11, 21, 13, 0, 0, TimeSpan.Zero), settings:
            [TenDollarsADay, ("Budgets:acme:Users:Hour:HardLimit", "4"), ("Budgets:acme:Currency", "EUR")]);
        await SpendAsync(node, 2_500_000);

        var denial = await DeniedAsync(node, Call(worst: [9_000_000, 1_600_000, null]), "budget_exhausted");

        denial.Budget.ShouldBe(new BudgetShortage(
            "user", "hour", 4, 1.5m, "EUR", new DateTimeOffset(2026, 11, 21, 14, 0, 0, TimeSpan.Zero)));
        denial.RetryAfter!.Value.ShouldBeInRange(TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));
        (await LawfulAsync(node)).Holds.ShouldBe(0);
    }

    [Theory, OnEachStore]
    public async Task A_call_dearer_than_the_whole_budget_is_not_told_to_wait(StoreKind kind)
    {
        var node = await NodeAsync(kind, settings: TenDollarsADay);

        (await DeniedAsync(node, Call(worst: [10_000_001]), "budget_exhausted")).RetryAfter.ShouldBeNull();
    }

    [Theory, OnEachStore]
    public async Task An_unknown_price_is_blocked_where_a_budget_is_enforced_and_zero_is_a_price(StoreKind kind)
    {
        var node = await NodeAsync(kind, settings: ("Budgets:acme:Day:HardLimit", "0"));

        await DeniedAsync(node, Call(worst: [null, null]), "price_unknown");
        await DeniedAsync(node, Call(worst: [null, 1]), "budget_exhausted");
        (await node.Guard.AdmitAsync(Call(worst: [null, 0]), Ct)).Target.ShouldBe(1);
        (await node.Guard.AdmitAsync(Call(Ana with { Tenant = "free" }, worst: [null, 0]), Ct)).Target.ShouldBe(0);
    }

    [Theory, OnEachStore]
    public async Task Observing_counts_and_refuses_nothing(StoreKind kind)
    {
        var node = await NodeAsync(kind, settings: [TenDollarsADay, ("Budgets:acme:Mode", "observe")]);

        await SpendAsync(node, 25_000_000);
        (await node.Guard.AdmitAsync(Call(worst: [null]), Ct)).Target.ShouldBe(0);

        (await BudgetAsync(node)).Left.ShouldBe(-15);
    }

    [Theory, OnEachStore]
    public async Task Reserving_again_replaces_what_was_held_and_a_refusal_leaves_it(StoreKind kind)
    {
        var node = await NodeAsync(kind, settings: TenDollarsADay);
        var hold = await AdmittedAsync(node);

        (await hold.ReserveAsync([8_000_000], Ct)).Target.ShouldBe(0);
        (await hold.ReserveAsync([11_000_000, 10_000_000], Ct)).Target.ShouldBe(1);
        var (target, denial) = await hold.ReserveAsync([12_000_000], Ct);

        (target, denial!.Code, hold.HeldMicros).ShouldBe((-1, "budget_exhausted", 10_000_000));
        denial.Budget!.Left.ShouldBe(10);
        (await BudgetAsync(node)).Held.ShouldBe(10);
        await hold.DisposeAsync();
        var books = await LawfulAsync(node);
        (books.Reserved, books.Released, books.Held, books.Holds).ShouldBe((18_000_000, 18_000_000, 0, 0));
    }

    [Theory, OnEachStore]
    public async Task Settling_again_does_nothing_and_disposing_after_it_neither(StoreKind kind)
    {
        var node = await NodeAsync(kind, settings: TenDollarsADay);
        var hold = await AdmittedAsync(node, Call(worst: [3_000_000]));

        await hold.SettleAsync(Cost(1_000_000), Ct);
        await hold.SettleAsync(Cost(2_000_000), Ct);
        await hold.DisposeAsync();
        // As a try whose answer was lost, sent again.
        await hold.TrySettleAsync(Cost(1_000_000), Ct);

        (await BudgetAsync(node)).Spent.ShouldBe(1);
        (await node.Book.LedgerAsync(Tenant, 10, Ct)).ShouldHaveSingleItem().Charged.ShouldBe(1_000_000);
        await LawfulAsync(node);
    }

    [Theory, OnEachStore]
    public async Task A_hold_that_is_disposed_costs_nothing(StoreKind kind)
    {
        var node = await NodeAsync(kind, settings: TenDollarsADay);

        await using (await AdmittedAsync(node, Call(worst: [3_000_000])))
            (await BudgetAsync(node)).Held.ShouldBe(3);

        (await BudgetAsync(node)).Left.ShouldBe(10);
        (await node.Book.LedgerAsync(Tenant, 10, Ct)).ShouldBeEmpty();
        (await LawfulAsync(node)).Holds.ShouldBe(0);
    }

    [Theory, OnEachStore]
    [Trait("Threat", "MD-R1")]
    public async Task A_provider_that_bills_more_than_was_held_is_charged_in_full_and_told_of(StoreKind kind)
    {
        var node = await NodeAsync(kind, settings: TenDollarsADay);
        var hold = await AdmittedAsync(node, Call(worst: [3_000_000]));

        await hold.SettleAsync(Cost(12_000_000), Ct);

        (await BudgetAsync(node)).Left.ShouldBe(-2);
        (await LawfulAsync(node)).Overrun.ShouldBe(9_000_000);
        node.Log.Lines.ShouldContain(line => line.StartsWith("757 ", StringComparison.Ordinal));
    }

    [Theory, OnEachStore]
    public async Task Figures_that_cannot_be_are_settled_at_the_most_there_is(StoreKind kind)
    {
        var node = await NodeAsync(kind, settings: TenDollarsADay);
        var hold = await AdmittedAsync(node, Call(worst: [3_000_000]));

        await hold.SettleAsync(new Settlement("chat", "completed",
            [new Spend("openai", "gpt", new(9_000_000_000_000_000_000, -1, 1), long.MaxValue, "v1", false)]), Ct);

        node.Keeper.Open.ShouldBe(0);
        (await BudgetAsync(node)).Spent.ShouldBe(Money.Most);
        var today = node.Book.Today(Tenant);
        var totals = (await node.Book.UsageAsync(Tenant, "ana", today, today, Ct)).Total;
        (totals.InputTokens, totals.CachedInputTokens, totals.Cost).ShouldBe((1_000_000_000_000_000, 0, Money.Most));
        (await LawfulAsync(node)).Holds.ShouldBe(0);
    }
}
