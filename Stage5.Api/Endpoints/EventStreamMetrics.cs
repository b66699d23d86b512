using System.Diagnostics.Metrics;
using Stage5.Core.Tasks;

namespace Stage5.Api.Endpoints;

/// <summary>Who watches, and who is let go; the label says of what, never whose.</summary>
internal static class EventStreamMetrics
{
    public const string OfTask = "task";
    public const string OfTenant = "tenant";

    private static readonly Meter Meter = new("Stage5.Events");

    private static readonly UpDownCounter<long> Viewers = Meter.CreateUpDownCounter<long>(
        "stage5.events.viewers", description: "Event streams open now.");

    private static readonly Counter<long> Dropped = Meter.CreateCounter<long>(
        "stage5.events.viewers.dropped", description: "Viewers let go because they were more than 256 events behind.");

    private static readonly Counter<long> Gaps = Meter.CreateCounter<long>(
        "stage5.events.gaps", description: "Times a viewer was told that events it has not seen are no longer kept.");

    public static void Opened(string of) => Viewers.Add(1, Label(of));

    public static void Closed(string of) => Viewers.Add(-1, Label(of));

    public static void Sent(string of, TaskEventItemKind kind)
    {
        if (kind == TaskEventItemKind.TooSlow)
            Dropped.Add(1, Label(of));
        else if (kind == TaskEventItemKind.Gap)
            Gaps.Add(1, Label(of));
    }

    private static KeyValuePair<string, object?> Label(string of) => new("stream", of);
}
