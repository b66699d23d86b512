using System.Globalization;
using System.Text;
using OpenTelemetry.Metrics;

namespace Stage5.ServiceDefaults;

internal enum PrometheusFormat
{
    Text,
    OpenMetrics,
}

internal enum PrometheusType
{
    Counter,
    Gauge,
    Histogram,
    Info,
}

/// <summary>Writes metrics as Prometheus text 0.0.4 or as OpenMetrics 1.0.0.</summary>
internal sealed class PrometheusWriter(
    PrometheusFormat format, IEnumerable<KeyValuePair<string, object>> resource)
{
    private readonly SortedDictionary<string, Family> _families = new(StringComparer.Ordinal);

    private bool IsOpenMetrics => format == PrometheusFormat.OpenMetrics;

    public static string MediaType(PrometheusFormat format) => format == PrometheusFormat.OpenMetrics
        ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
        : "text/plain; version=0.0.4; charset=utf-8";

    public void Add(Metric metric)
    {
        var type = TypeOf(metric.MetricType);
        var (name, unit) = PrometheusNames.Family(metric.Name, metric.Unit ?? "", type);
        // Meters may share a name; one family cannot have two types, and the first one has it.
        while (_families.TryGetValue(name, out var taken) && taken.Type != type)
        {
            (name, unit) = ($"{name}_{type.ToString().ToLowerInvariant()}", null);
        }

        if (!_families.TryGetValue(name, out var family))
        {
            var help = string.IsNullOrEmpty(metric.Description)
                ? $"{metric.Name} of {metric.MeterName}."
                : metric.Description;
            family = _families[name] = new Family(type, help, unit);
        }

        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var labels = new PrometheusLabels(point.Tags, metric.MeterName);
            var text = new StringBuilder();
            if (type == PrometheusType.Histogram)
            {
                AddHistogram(text, name, labels, point, metric.MetricType);
            }
            else
            {
                var sample = type == PrometheusType.Counter ? name + "_total" : name;
                Sample(text, sample, labels.ToString(), Value(metric.MetricType, point));
            }

            // A meter made anew is exported beside the one it follows, once: the newer one counts.
            family.Series[labels.ToString()] = text.ToString();
        }
    }

    /// <summary>The whole document.</summary>
    public string Finish()
    {
        var target = new Family(PrometheusType.Info, "What this process is.", Unit: null);
        target.Series[""] = $"target_info{new PrometheusLabels(resource)} 1\n";
        var text = new StringBuilder(16 * 1024);
        Write(text, "target", target);
        foreach (var (name, family) in _families)
        {
            if (family.Series.Count > 0)
            {
                Write(text, name, family);
            }
        }

        return (IsOpenMetrics ? text.Append("# EOF\n") : text).ToString();
    }

    private void Write(StringBuilder text, string name, Family family)
    {
        // In the older format a family is named like its samples and knows no type "info".
        var title = (IsOpenMetrics, family.Type) switch
        {
            (false, PrometheusType.Counter) => name + "_total",
            (false, PrometheusType.Info) => name + "_info",
            _ => name,
        };
        var type = family.Type == PrometheusType.Info && !IsOpenMetrics ? PrometheusType.Gauge : family.Type;
        text.Append("# HELP ").Append(title).Append(' ').Append(EscapeHelp(family.Help)).Append('\n')
            .Append("# TYPE ").Append(title).Append(' ').Append(type.ToString().ToLowerInvariant()).Append('\n');
        if (IsOpenMetrics && family.Unit is not null)
        {
            text.Append("# UNIT ").Append(title).Append(' ').Append(family.Unit).Append('\n');
        }

        text.AppendJoin("", family.Series.Values);
    }

    private void AddHistogram(
        StringBuilder text, string name, PrometheusLabels labels, in MetricPoint point, MetricType type)
    {
        var count = point.GetHistogramCount();
        if (type == MetricType.Histogram)
        {
            var below = 0L;
            foreach (var bucket in point.GetHistogramBuckets())
            {
                below += bucket.BucketCount;
                var bound = Bound(bucket.ExplicitBound);
                Sample(text, name + "_bucket", labels.With("le", bound), Number(below));
            }
        }
        else
        {
            // An exponential histogram has no bounds to show here.
            Sample(text, name + "_bucket", labels.With("le", "+Inf"), Number(count));
        }

        Sample(text, name + "_sum", labels.ToString(), Number(point.GetHistogramSum()));
        Sample(text, name + "_count", labels.ToString(), Number(count));
    }

    // OpenMetrics wants floats to look like floats, so that 1 and 1.0 are not two buckets.
    private string Bound(double bound)
    {
        var text = Number(bound);
        return IsOpenMetrics && text.All(char.IsAsciiDigit) ? text + ".0" : text;
    }

    private static void Sample(StringBuilder text, string name, string labels, string value) =>
        text.Append(name).Append(labels).Append(' ').Append(value).Append('\n');

    private static PrometheusType TypeOf(MetricType type) => type switch
    {
        MetricType.LongSum or MetricType.DoubleSum => PrometheusType.Counter,
        MetricType.Histogram or MetricType.ExponentialHistogram => PrometheusType.Histogram,
        _ => PrometheusType.Gauge,
    };

    private static string Value(MetricType type, in MetricPoint point) => type switch
    {
        MetricType.LongSum or MetricType.LongSumNonMonotonic =>
            Number(point.GetSumLong()),
        MetricType.LongGauge => Number(point.GetGaugeLastValueLong()),
        MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => Number(point.GetSumDouble()),
        _ => Number(point.GetGaugeLastValueDouble()),
    };

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private string EscapeHelp(string help)
    {
        var escaped = help
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);
        return IsOpenMetrics ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }

    private sealed record Family(PrometheusType Type, string Help, string? Unit)
    {
        public SortedDictionary<string, string> Series { get; } = new(StringComparer.Ordinal);
    }
}
