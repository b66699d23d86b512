using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Stage5.Core.Guards;
using Stage5.Core.Storage;

namespace Stage5.Benchmarks.Budget;

/// <summary>The guards as a host has them, on the store of the run.</summary>
internal static class ChaosGuards
{
    public const string Tenant = "chaos";

    /// <summary>Micro-units: what some eight kills cost, so that the run goes on at the limit.</summary>
    public const long HourLimit = 150_000_000;

    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    public static async Task<IHost> StartAsync(string store)
    {
        var connection = await ConnectionMultiplexer.ConnectAsync(
            $"{store},abortConnect=false,connectTimeout=5000");
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [$"Stage5:Budgets:{Tenant}:Hour:HardLimit"] = $"{HourLimit / Money.Micros}",
            [$"Stage5:Limits:{Tenant}:RequestsPerMinute"] = "none",
            [$"Stage5:Limits:{Tenant}:Concurrency"] = "none",
            ["Stage5:Guards:Lease"] = Lease.ToString(),
        });
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton<IConnectionMultiplexer>(connection)
            .AddStorage().AddGuards(builder.Configuration);
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
