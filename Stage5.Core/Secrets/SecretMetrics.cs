using System.Diagnostics.Metrics;

namespace Stage5.Core.Secrets;

/// <summary>When secrets end, for alerts: <c>secret_expires_in_seconds</c>, below zero once it has.</summary>
internal sealed class SecretMetrics : IDisposable
{
    private readonly Meter _meter = new("Stage5.Secrets");

    public SecretMetrics(SecretStore store, TimeProvider time) => _meter.CreateObservableGauge(
        "secret_expires_in_seconds",
        () => store.Entries
            .Where(entry => entry.Holding.ExpiresAt is not null)
            .Select(entry => new Measurement<double>(
                (entry.Holding.ExpiresAt!.Value - time.GetUtcNow()).TotalSeconds, Tags(entry.Key))),
        unit: "s",
        description: "Seconds until the secret's version that is good now expires.");

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?>[] Tags(SecretKey key) => key.Owner is null
        ? [new("secret", key.Name)]
        : [new("secret", key.Name), new("tenant", key.Owner)];
}
