using System.Diagnostics;
using OpenTelemetry;

namespace Stage5.ServiceDefaults;

/// <summary>
/// No query and no secret leaves in a span, its events or links; the probes of health and metrics leave none at all.
/// </summary>
internal sealed class SpanRedactor(TextRedaction redaction) : BaseProcessor<Activity>
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

        Redact(data);
        if (data.Kind == ActivityKind.Server
            && data.GetTagItem("http.route") is "/health" or "/alive" or "/metrics")
        {
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }

    private void Redact(Activity span)
    {
        if (redaction.TryRedact(span.DisplayName, out var name))
        {
            span.DisplayName = name;
        }

        if (redaction.TryRedact(span.StatusDescription, out var description))
        {
            span.SetStatus(span.Status, description);
        }

        foreach (ref var tag in span.EnumerateTagObjects())
        {
            Redact(ref tag);
        }

        foreach (ref var one in span.EnumerateEvents())
        {
            foreach (ref var tag in one.EnumerateTagObjects())
            {
                Redact(ref tag);
            }

            if (redaction.TryRedact(one.Name, out var text))
            {
                one = new ActivityEvent(text, one.Timestamp, [.. one.Tags]);
            }
        }

        foreach (ref var link in span.EnumerateLinks())
        {
            foreach (ref var tag in link.EnumerateTagObjects())
            {
                Redact(ref tag);
            }
        }
    }

    private void Redact(ref KeyValuePair<string, object?> tag)
    {
        if (redaction.TryRedact(tag.Value, out var text))
        {
            tag = KeyValuePair.Create(tag.Key, (object?)text);
        }
    }
}
