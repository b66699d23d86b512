using System.Diagnostics.Metrics;

namespace Stage5.Core.Webhooks;

/// <summary>How calls of webhook endpoints end; no label names a tenant or an endpoint.</summary>
internal static class WebhookMetrics
{
    public const string Name = "Stage5.Webhooks";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Calls = Meter.CreateCounter<long>(
        "stage5.webhook.calls",
        description: "Calls of webhook endpoints by what they came to: delivered, pending (tried again), dead.");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "stage5.webhook.duration", unit: "s", description: "How long webhook endpoints take to answer.");

    public static void Record(string? state, TimeSpan elapsed)
    {
        Calls.Add(1, new KeyValuePair<string, object?>("state", state ?? "taken_over"));
        Duration.Record(elapsed.TotalSeconds);
    }
}
