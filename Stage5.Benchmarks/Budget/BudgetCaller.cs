using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Stage5.Core.Guards;

namespace Stage5.Benchmarks.Budget;

/// <summary>A process whose callers spend as fast as they can until the time is over or it is killed.</summary>
internal static class BudgetCaller
{
    public static async Task<int> RunAsync(ChaosOptions options)
    {
        using var host = await ChaosGuards.StartAsync(options.Store);
        var guard = host.Services.GetRequiredService<TurnGuard>();
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(options.Seconds));
        await Console.Out.WriteLineAsync("ready");
        await Task.WhenAll(Enumerable.Range(0, options.Callers).Select(i =>
            CallUntilAsync(guard, new Random(options.Seed * 1000 + i), i, end.Token)));
        // As every host stops: what is to be settled is.
        await host.StopAsync(CancellationToken.None);
        return 0;
    }

    private static async Task CallUntilAsync(TurnGuard guard, Random random, int caller, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                await CallAsync(guard, random, caller, end);
            }
            catch (Exception e) when (e is OperationCanceledException or RedisException or TimeoutException)
            {
                // The end, or a store under load: the next call tells.
            }
        }
    }

    private static async Task CallAsync(TurnGuard guard, Random random, int caller, CancellationToken end)
    {
        long worst = random.Next(1_000, 400_000);
        var subject = new GuardSubject(ChaosGuards.Tenant, $"user{caller % 7}", $"key{caller % 3}");
        var admission = await guard.AdmitAsync(
            new AdmitRequest(subject, TrafficClass.Live) { WorstCases = [worst, worst / 3] }, end);
        if (admission.Hold is not { } hold)
        {
            await Task.Delay(random.Next(50), end);
            return;
        }

        await using (hold)
        {
            await Task.Delay(random.Next(20), end);
            if (random.Next(5) == 0)
                await hold.ReserveAsync([worst + worst / 2], end);
            var cost = random.NextInt64(hold.HeldMicros / 10 + 1);
            var settlement = new Settlement("chat", "completed",
                [new Spend("bench", "model", new(100, 0, 50), cost, "v1", Estimated: false)]);
            switch (random.Next(3))
            {
                case 0: await hold.SettleAsync(settlement, end); break;
                case 1: hold.SettleLater(settlement); break;
            }
        }
    }
}
