using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Stage5.ServiceDefaults;

/// <summary>This process's metrics at the moment they are asked for.</summary>
[ExportModes(ExportModes.Pull)]
internal sealed class PrometheusExporter : BaseExporter<Metric>, IPullMetricExporter
{
    private const int CollectMilliseconds = 5_000;

    private readonly Lock _gate = new();
    private PrometheusWriter? _writer;

    public Func<int, bool>? Collect { get; set; }

    /// <exception cref="InvalidOperationException">The host has not started, or has stopped.</exception>
    public string Scrape(PrometheusFormat format)
    {
        lock (_gate)
        {
            _writer = new PrometheusWriter(format, ParentProvider.GetResource().Attributes);
            try
            {
                return Collect?.Invoke(CollectMilliseconds) == true
                    ? _writer.Finish()
                    : throw new InvalidOperationException("Metrics are not collected now.");
            }
            finally
            {
                _writer = null;
            }
        }
    }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        foreach (var metric in batch)
        {
            _writer?.Add(metric);
        }

        return ExportResult.Success;
    }
}
