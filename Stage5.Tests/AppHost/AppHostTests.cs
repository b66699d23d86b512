using System.Diagnostics;

using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Stage5.Tests.AppHost;

public sealed class AppHostTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("redis")]
    [InlineData("garnet")]
    public async Task It_runs_a_store_an_API_and_two_workers_of_which_one_may_die(string server)
    {
        await using var system = await AppHostSystem.StartAsync(Cancel, null, $"--Stage5Store={server}");
        var notifications = system.Application.ResourceNotifications;
        await notifications.WaitForResourceHealthyAsync("cache", Cancel);
        var workers = await system.ProcessIdsAsync("worker", 2, Cancel);
        workers.Values.Distinct().Count().ShouldBe(2);
        (await system.ProcessIdsAsync("api", 1, Cancel)).Count.ShouldBe(1);

        var (victim, processId) = workers.First();
        using (var process = Process.GetProcessById(processId))
            process.Kill();
        await notifications.WaitForResourceAsync(victim, KnownResourceStates.TerminalStates, Cancel);

        var left = await system.ProcessIdsAsync("worker", 1, Cancel);
        left.Keys.ShouldNotContain(victim);
    }

    [Fact]
    public async Task An_external_store_is_used_when_it_is_given()
    {
        await using var system =
            await AppHostSystem.StartAsync(Cancel, null, "--ConnectionStrings:cache=127.0.0.1:1");

        var address = await system.Application.GetConnectionStringAsync("cache", Cancel);

        address.ShouldBe("127.0.0.1:1");
    }
}
