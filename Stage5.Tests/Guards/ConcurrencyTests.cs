using Stage5.Tests.Stores;

namespace Stage5.Tests.Guards;

public sealed class ConcurrencyTests(StoreServers servers, ITestOutputHelper output)
    : GuardTests(servers), IClassFixture<StoreServers>
{
    private const long Limit = 5_000_000, Price = 90_000;

    [Theory, OnEachStore]
    public async Task Two_hundred_callers_over_two_connections_never_overspend(StoreKind kind)
    {
        (string, string)[] settings =
        [
            ("Budgets:acme:Day:HardLimit", "5"), ("Limits:acme:RequestsPerMinute", "none"),
            ("Limits:acme:Concurrency", "none"),
        ];
        GuardNode[] nodes = [await NodeAsync(kind, settings: settings), await NodeAsync(kind, settings: settings)];

        var spent = (await Task.WhenAll(Enumerable.Range(0, 200).Select(i => CallAsync(nodes[i % 2], i)))).Sum();

        var day = await BudgetAsync(nodes[0]);
        (day.Spent, day.Held).ShouldBe((spent / 1e6m, 0));
        // Not a place to spare: what is left does not pay another call at its worst.
        day.Left!.Value.ShouldBeInRange(0, (Price - 1) / 1e6m);
        (await LawfulAsync(nodes[1])).Holds.ShouldBe(0);
        var naive = await NaiveAsync(nodes);
        output.WriteLine($"{kind}: limit 5.00, spent {spent / 1e6m} by reserving first, "
            + $"{naive} by reading, calling, and then writing.");
    }

    private async Task<long> CallAsync(GuardNode node, int i)
    {
        var (random, spent) = (new Random(i), 0L);
        while (true)
        {
            var admission = await node.Guard.AdmitAsync(Call(worst: [Price]), Ct);
            if (admission.Hold is not { } hold)
            {
                // Others still hold what they may give back.
                if ((await BudgetAsync(node)).Held == 0)
                    return spent;
                continue;
            }
            await using (hold)
            {
                var cost = random.NextInt64(Price / 2, Price + 1);
                if (random.Next(4) == 0)
                    continue;
                await hold.SettleAsync(Cost(cost), Ct);
                spent += cost;
            }
        }
    }

    // What a budget without holds does: each looks whether there is enough, calls, and adds what it cost.
    private static async Task<decimal> NaiveAsync(GuardNode[] nodes)
    {
        await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            var database = nodes[i % 2].Database;
            while ((long)await database.StringGetAsync("naive") + Price <= Limit)
            {
                await Task.Yield();
                await database.StringIncrementAsync("naive", Price);
            }
        }));
        return (long)await nodes[0].Database.StringGetAsync("naive") / 1e6m;
    }
}
