using Microsoft.Extensions.Hosting;

namespace Stage5.Core.Secrets;

/// <summary>Loads what is needed before anything of the host starts, then keeps it fresh.</summary>
/// <param name="metrics">Here, so that the metric lives as long as the host.</param>
internal sealed class SecretRefresher(SecretStore store, SecretMetrics metrics) : BackgroundService, IHostedLifecycleService
{
    public SecretMetrics Metrics { get; } = metrics;

    public Task StartingAsync(CancellationToken cancellationToken) => store.LoadAsync(cancellationToken);

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => store.KeepFreshAsync(stoppingToken);
}
