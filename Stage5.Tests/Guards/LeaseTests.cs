using Stage5.Core.Guards;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Guards;

public sealed class LeaseTests(StoreServers servers) : GuardTests(servers), IClassFixture<StoreServers>
{
    private static readonly (string, string) TenDollarsADay = ("Budgets:acme:Day:HardLimit", "10");

    [Theory, OnEachStore]
    public async Task A_hold_whose_process_died_is_charged_in_full(StoreKind kind)
    {
        var dying = await NodeAsync(kind, settings: TenDollarsADay);
        var living = await NodeAsync(kind, settings: TenDollarsADay);
        await AdmittedAsync(dying, Call(worst: [3_000_000]));
        await dying.StopAsync(new CancellationToken(canceled: true));

        Advance(Lease - TimeSpan.FromSeconds(1));
        (await living.Guard.ReapAsync(Ct)).ShouldBe(0);
        Advance(TimeSpan.FromSeconds(2));
        (await living.Guard.ReapAsync(Ct)).ShouldBe(1);

        var budget = await BudgetAsync(living);
        (budget.Spent, budget.Held).ShouldBe((3, 0));
        (await LawfulAsync(living)).Holds.ShouldBe(0);
        var entry = (await living.Book.LedgerAsync(Tenant, 10, Ct)).ShouldHaveSingleItem();
        (entry.Outcome, entry.Charged, entry.User).ShouldBe(("expired", 3_000_000, "ana"));
        var today = living.Book.Today(Tenant);
        var usage = await living.Book.UsageAsync(Tenant, "ana", today, today, Ct);
        usage.Rows.ShouldHaveSingleItem().Totals.ShouldBe(new(1, 0, 0, 0, 3, 0, 1));
    }

    [Theory, OnEachStore]
    public async Task The_next_call_of_the_tenant_needs_no_reaper(StoreKind kind)
    {
        (string, string)[] onePlace = [TenDollarsADay, ("Limits:acme:Concurrency", "1")];
        var dying = await NodeAsync(kind, settings: onePlace);
        var living = await NodeAsync(kind, settings: onePlace);
        await AdmittedAsync(dying, Call(worst: [6_000_000]));
        await dying.StopAsync(new CancellationToken(canceled: true));

        await DeniedAsync(living, Call(worst: [1]), "concurrency_limited");
        Advance(Lease + TimeSpan.FromSeconds(1));
        await DeniedAsync(living, Call(worst: [4_000_001]), "budget_exhausted");
        await AdmittedAsync(living, Call(worst: [4_000_000]));
    }

    [Theory, OnEachStore]
    public async Task A_lease_is_renewed_as_long_as_its_process_lives(StoreKind kind)
    {
        var node = await NodeAsync(kind, settings: TenDollarsADay);
        var hold = await AdmittedAsync(node, Call(worst: [3_000_000]));

        await UntilAsync(() => Task.FromResult(Time.Armed > 0));
        for (var i = 0; i < 12; i++)
        {
            var before = await LeaseEndAsync();
            Advance(Lease / 3);
            await UntilAsync(async () => await LeaseEndAsync() > before);
        }

        (await node.Guard.ReapAsync(Ct)).ShouldBe(0);
        await hold.SettleAsync(Cost(1_000_000), Ct);
        (await BudgetAsync(node)).Spent.ShouldBe(1);

        // By a script, as every read of what scripts write.
        async Task<long> LeaseEndAsync() => (long)await node.Database.ExecuteAsync(
            "EVAL", "return tonumber(redis.call('ZSCORE', KEYS[1] .. ':holds', ARGV[1]))",
            1, "s5:{acme}", hold.Id);
    }

    [Theory, OnEachStore]
    public async Task A_hold_that_cannot_be_settled_is_told_of_and_charged_in_full_when_its_lease_ends(StoreKind kind)
    {
        var node = await NodeAsync(kind, settings: TenDollarsADay);
        var hold = await AdmittedAsync(node, Call(worst: [3_000_000]));

        hold.SettleLater(new Settlement("chat", "completed", [null!]));
        await UntilAsync(() => Task.FromResult(node.Keeper.Open == 0));
        await hold.DisposeAsync();
        Advance(Lease + TimeSpan.FromSeconds(1));

        (await node.Guard.ReapAsync(Ct)).ShouldBe(1);
        (await BudgetAsync(node)).Spent.ShouldBe(3);
        node.Log.Lines.ShouldContain(line => line.StartsWith("754 ", StringComparison.Ordinal));
        (await LawfulAsync(node)).Holds.ShouldBe(0);
    }

    [Theory, OnEachStore]
    public async Task Who_settles_after_the_lease_ended_corrects_the_charge(StoreKind kind)
    {
        var node = await NodeAsync(kind, settings: TenDollarsADay);
        var settled = await AdmittedAsync(node, Call(worst: [3_000_000]));
        var released = await AdmittedAsync(node, Call(worst: [2_000_000]));
        Clock.Advance(Lease + TimeSpan.FromSeconds(1));
        (await BudgetAsync(node)).Spent.ShouldBe(5);

        (await settled.ReserveAsync([1], Ct)).Denial!.Code.ShouldBe("hold_expired");
        await settled.SettleAsync(Cost(1_000_000), Ct);
        await settled.TrySettleAsync(Cost(1_000_000), Ct);
        await released.DisposeAsync();

        (await BudgetAsync(node)).Spent.ShouldBe(1);
        var books = await LawfulAsync(node);
        (books.Settled, books.Released).ShouldBe((1_000_000, 4_000_000));
        (await node.Book.LedgerAsync(Tenant, 10, Ct)).Sum(entry => entry.Charged).ShouldBe(1_000_000);
        var today = node.Book.Today(Tenant);
        var usage = await node.Book.UsageAsync(Tenant, null, today, today, Ct);
        usage.Rows.ShouldHaveSingleItem().Totals.ShouldBe(new(1, 100, 40, 10, 1, 0, 0));
    }

    [Theory, OnEachStore]
    public async Task Settling_later_is_done_before_the_process_stops(StoreKind kind)
    {
        var node = await NodeAsync(kind, settings: TenDollarsADay);
        for (var i = 0; i < 20; i++)
            (await AdmittedAsync(node, Call(worst: [100_000]))).SettleLater(Cost(50_000));

        await node.StopAsync(Ct);

        var budget = await BudgetAsync(node);
        (budget.Spent, budget.Held, node.Keeper.Open).ShouldBe((1, 0, 0));
    }

    [Fact]
    public async Task A_settlement_that_the_store_refuses_is_tried_until_it_is_taken()
    {
        var node = await NodeAsync(StoreKind.Redis, settings: TenDollarsADay);
        var hold = await AdmittedAsync(node, Call(worst: [3_000_000]));
        await node.Database.ExecuteAsync("ACL", "SETUSER", "default", "-eval", "-evalsha");
        try
        {
            hold.SettleLater(Cost(1_000_000));
            await RefusedAsync(1);
            Time.Advance(TimeSpan.FromSeconds(1));
            await RefusedAsync(2);
        }
        finally
        {
            await node.Database.ExecuteAsync("ACL", "SETUSER", "default", "+@all");
        }

        await hold.DisposeAsync();
        await UntilAsync(() =>
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(node.Keeper.Open == 0);
        });

        (await BudgetAsync(node)).Spent.ShouldBe(1);
        await LawfulAsync(node);

        // Refused, and the pause before the next try has begun.
        Task RefusedAsync(int times) => UntilAsync(() => Task.FromResult(
            Time.Armed > 1
            && node.Log.Lines.Count(line => line.StartsWith("750 ", StringComparison.Ordinal)) >= times));
    }

    [Theory, OnEachStore]
    public async Task A_store_that_forgot_a_hold_still_charges_what_it_cost(StoreKind kind)
    {
        var node = await NodeAsync(kind, settings: TenDollarsADay);
        var hold = await AdmittedAsync(node, Call(worst: [3_000_000]));
        var other = await AdmittedAsync(node, Call(worst: [3_000_000]));
        await node.Database.ExecuteAsync("FLUSHALL");

        await hold.SettleAsync(Cost(1_000_000), Ct);
        await other.DisposeAsync();

        (await BudgetAsync(node)).Spent.ShouldBe(1);
        await LawfulAsync(node);
    }
}
