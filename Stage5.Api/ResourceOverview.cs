using System.Globalization;
using System.Reflection;
using Stage5.Contracts;
using Stage5.Core.Models.Routing.Health;
using Stage5.Core.Storage;
using Stage5.Core.Tasks;

namespace Stage5.Api;

/// <summary>The health of each resource as this process sees it: the store by asking it, workers by their own reports.</summary>
internal sealed class ResourceOverview(Store store, WorkerPresence workers, ModelsOverview models, TimeProvider time)
{
    // Half the failures that open a breaker by their share: no longer an accident.
    private const double HighErrorRate = 0.25;

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
            .. (await models.ReadAsync(cancellationToken)).Models.Select(model => Describe(model, now)),
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

    private static ResourceHealth HealthOf(ModelView model) => model switch
    {
        { Usable: false } => ResourceHealth.Degraded,
        { Breaker: BreakerState.Open } => ResourceHealth.Unhealthy,
        { Breaker: BreakerState.HalfOpen } or { ErrorRate: > HighErrorRate } => ResourceHealth.Degraded,
        { ErrorRate: null } => ResourceHealth.Unknown,
        _ => ResourceHealth.Healthy,
    };

    private static string DetailOf(ModelView model) => model switch
    {
        { Reason: { } reason } => reason,
        { RetryAt: { } at } => string.Create(CultureInfo.InvariantCulture,
            $"{model.Kind}, model {model.Model}: left alone until {at:HH:mm:ss} UTC after {model.LastError}."),
        { ErrorRate: null } => $"{model.Kind}, model {model.Model}: nothing asked it lately.",
        _ => string.Create(CultureInfo.InvariantCulture,
            $"{model.Kind}, model {model.Model}: {model.Served} served, {model.Failed} failed in 5 minutes."),
    };

    // A version and the first digits of its commit tell builds apart; forty of them tell no more.
    private static string Shorten(string version) =>
        version.Split('+') is [var number, { Length: > 7 } commit] ? $"{number} ({commit[..7]})" : version;

    private static ResourceStatus Describe(ModelView model, DateTimeOffset now) =>
        new(model.Provider, "provider", HealthOf(model), DetailOf(model), now);
}
