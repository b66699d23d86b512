using System.Diagnostics;
using OpenTelemetry;

namespace Stage5.ServiceDefaults;

/// <summary>No query leaves in a span, and the probes of health and metrics leave none at all.</summary>
internal sealed class SpanRedactor : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        if (data.GetTagItem("url.query") is not null)
        {
            data.SetTag("url.query", null);
        }

        foreach (var name in (ReadOnlySpan<string>)["url.full", "http.url", "http.target"])
        {
            if (data.GetTagItem(name) is string url && url.Contains('?', StringComparison.Ordinal))
            {
                data.SetTag(name, url[..url.IndexOf('?', StringComparison.Ordinal)]);
            }
        }

        if (data.Kind == ActivityKind.Server
            && data.GetTagItem("http.route") is "/health" or "/alive" or "/metrics")
        {
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }
}
