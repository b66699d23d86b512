using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Stage5.Core.Guards;

namespace Stage5.Benchmarks.Budget;

/// <summary>
/// Two processes of callers, killed with SIGKILL at random moments and started again, while the books are read as
/// fast as they can be. The law must hold at every sample, and nothing be held when the last lease has ended.
/// </summary>
internal static class BudgetChaos
{
    public static async Task<int> RunAsync(ChaosOptions options)
    {
        using var host = await ChaosGuards.StartAsync(options.Store);
        await host.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase().ExecuteAsync("FLUSHALL");
        var book = host.Services.GetRequiredService<BudgetBook>();
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(options.Seconds));
        var kills = Enumerable.Range(0, ChaosOptions.Processes)
            .Select(i => KillAgainAndAgainAsync(options, new Random(options.Seed + i), end.Token)).ToArray();
        var (broken, samples) = (new List<string>(), 0);

        var callersGone = Task.WhenAll(kills);
        while (!callersGone.IsCompleted)
        {
            broken.AddRange(await SampleAsync(book));
            samples++;
        }

        await Task.Delay(ChaosGuards.Lease + TimeSpan.FromSeconds(1));
        await host.Services.GetRequiredService<TurnGuard>().ReapAsync(CancellationToken.None);
        broken.AddRange(await SampleAsync(book));
        var after = await book.AccountAsync(ChaosGuards.Tenant, CancellationToken.None);
        if (after.Holds != 0 || after.Held != 0)
            broken.Add($"left held after the lease: {after.Holds} holds, {after.Held} micro-units");
        if (after.Reserved != after.Settled + after.Released)
            broken.Add($"reserved is not settled and released: {after}");

        var killed = (await callersGone).Sum();
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"kills={killed} samples={samples} limit={ChaosGuards.HourLimit} "
            + $"spent={after.Settled + after.Overrun} reserved={after.Reserved} settled={after.Settled} "
            + $"released={after.Released} held={after.Held} holds={after.Holds} broken={broken.Count}"));
        foreach (var what in broken.Take(10))
            await Console.Error.WriteLineAsync(what);
        await host.StopAsync();
        return broken.Count == 0 ? 0 : 1;
    }

    private static async Task<List<string>> SampleAsync(BudgetBook book)
    {
        var broken = new List<string>();
        var caller = new GuardSubject(ChaosGuards.Tenant, "", "");
        var hour = (await book.ReadAsync(caller, everyone: false, CancellationToken.None))
            .Budgets.Single(budget => budget is { Scope: "tenant", Window: "hour" });
        if (hour.Left < 0)
            broken.Add($"overspent: {hour}");
        var account = await book.AccountAsync(ChaosGuards.Tenant, CancellationToken.None);
        if (account.Reserved != account.Settled + account.Released + account.Held
            || account.Held != account.HeldByHolds)
            broken.Add($"the books do not close: {account}");
        return broken;
    }

    private static async Task<int> KillAgainAndAgainAsync(
        ChaosOptions options, Random random, CancellationToken end)
    {
        for (var kills = 0; ; kills++)
        {
            using var process = Process.Start(new ProcessStartInfo(
                "dotnet", ["exec", typeof(BudgetChaos).Assembly.Location, .. options.ForCaller(random.Next())])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
            })!;
            try
            {
                await process.StandardOutput.ReadLineAsync(end);
                await Task.Delay(random.Next(200, 2_500), end);
            }
            catch (OperationCanceledException)
            {
                // The last is killed like the others: what it held is for the leases to end.
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
                return kills + 1;
            }
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }
}
