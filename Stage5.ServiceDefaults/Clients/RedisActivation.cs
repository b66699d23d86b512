#if !USE_ASPIRE
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Stage5.ServiceDefaults;

/// <summary>Connects at start-up, so that the first request does not pay for it.</summary>
internal sealed class RedisActivation(IServiceProvider services) : IHostedService
{
    // Connecting blocks its thread; the host's start waits, but its thread is free.
    public Task StartAsync(CancellationToken cancellationToken) =>
        Task.Run(services.GetRequiredService<IConnectionMultiplexer>, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
#endif
