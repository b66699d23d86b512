using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Guards;

[Trait("Duration", "long")]
public sealed class BudgetChaosTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Processes_that_are_killed_at_random_neither_overspend_nor_leave_anything_held()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(3));
        await using var store = await StoreServer.StartAsync(StoreKind.Redis);
        var program = typeof(BudgetChaosTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(data => data.Key == "Benchmarks").Value!;
        using var process = Process.Start(new ProcessStartInfo("dotnet",
            [
                "exec", program, "budget-chaos", "--store", $"127.0.0.1:{store.Port}",
                "--seconds", "25", "--seed", "42",
            ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        string result, errors;
        try
        {
            (result, errors) = (await process.StandardOutput.ReadToEndAsync(limit.Token),
                await process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }

        output.WriteLine(result);
        errors.ShouldBeEmpty();
        process.ExitCode.ShouldBe(0);
        var figures = result.Trim().Split(' ').Select(pair => pair.Split('='))
            .ToDictionary(pair => pair[0], pair => long.Parse(pair[1], CultureInfo.InvariantCulture));
        (figures["broken"], figures["held"], figures["holds"]).ShouldBe((0, 0, 0));
        figures["spent"].ShouldBeInRange(1, figures["limit"]);
        figures["reserved"].ShouldBe(figures["settled"] + figures["released"]);
        // A run that nobody disturbed would prove nothing.
        figures["kills"].ShouldBeGreaterThanOrEqualTo(6);
        figures["samples"].ShouldBeGreaterThan(100);
    }
}
