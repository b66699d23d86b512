using System.Reflection;
using Stage5.Contracts;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;
using Stage5.Core.Storage;
using Stage5.Core.Tasks;

namespace Stage5.Api;

/// <summary>The health of each resource as this process sees it: the store by asking it, workers by their own reports.</summary>
internal sealed class ResourceOverview(Store store, WorkerPresence workers, ModelRouter models, TimeProvider time)
{
    // A worker reports every two seconds; three missed reports and it is taken for gone.
    private static readonly TimeSpan WorkerSilence = TimeSpan.FromSeconds(6);

    private static readonly string Version = Shorten(
        typeof(ResourceOverview).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion);

    public async Task<IReadOnlyList<ResourceStatus>> ReadAsync(CancellationToken cancellationToken)
    {
        var ping = await store.PingAsync(cancellationToken);
        var now = time.GetUtcNow();
        return
        [
            new ResourceStatus("cache", "store", ResourceHealth.Healthy, $"Answered in {ping.TotalMilliseconds:0.0} ms.", now),
            new ResourceStatus("api", "service", ResourceHealth.Healthy, $"Version {Version}.", now),
            .. await ReadWorkersAsync(now, cancellationToken),
            .. models.Providers.Select(provider => Describe(provider, now)),
        ];
    }

    private async Task<IEnumerable<ResourceStatus>> ReadWorkersAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var known = await workers.ListAsync(cancellationToken);
        if (known.Count == 0)
            return [new ResourceStatus("worker", "service", ResourceHealth.Unhealthy, "No worker reports itself: queued turns wait.", now)];
        return known.Select(worker => new ResourceStatus(
            worker.Report.Id, "service",
            worker.Age <= WorkerSilence ? ResourceHealth.Healthy : ResourceHealth.Unhealthy,
            $"{worker.Report.InFlight} of {worker.Report.Capacity} places busy.", worker.LastSeen));
    }

    // The engine of this machine was looked at when its pairs were found; a server far away was not asked.
    private static ResourceHealth HealthOf(ModelProvider provider) => provider switch
    {
        { Usable: false } => ResourceHealth.Degraded,
        { Kind: ProviderKind.Apertium } => ResourceHealth.Healthy,
        _ => ResourceHealth.Unknown,
    };

    private static string Offer(ModelProvider provider) => provider.Pairs is { } pairs
        ? $"{provider.Kind}, {pairs.Count} pairs."
        : $"{provider.Kind}, model {provider.Model}, any pair.";

    // A version and the first digits of its commit tell builds apart; forty of them tell no more.
    private static string Shorten(string version) =>
        version.Split('+') is [var number, { Length: > 7 } commit] ? $"{number} ({commit[..7]})" : version;

    private static ResourceStatus Describe(ModelProvider provider, DateTimeOffset now) => new(
        provider.Id, "provider",
        HealthOf(provider),
        provider.UnusableReason ?? Offer(provider), now);
}
