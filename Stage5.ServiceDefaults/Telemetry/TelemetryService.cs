using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Stage5.ServiceDefaults;

/// <summary>Owns the trace and metric providers from before the first request until after the last.</summary>
/// <remarks>A <see cref="BaseProcessor{T}"/> of <see cref="Activity"/> among the services takes part.</remarks>
internal sealed class TelemetryService(
    IConfiguration configuration,
    IHostEnvironment environment,
    PrometheusExporter prometheus,
    TextRedaction redaction,
    IEnumerable<BaseProcessor<Activity>> processors,
    IServiceProvider services)
    : IHostedLifecycleService, IDisposable
{
    private const int FlushMilliseconds = 3_000;

    private static readonly double[] SecondBuckets =
        [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

    private TracerProvider? _traces;
    private MeterProvider? _metrics;
    private LoggerProvider? _logs;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _traces = CreateTraces();
        _metrics = CreateMetrics();
        // Taken now: a host that is disposed without being stopped has no services left to ask at the end.
        _logs = services.GetService<LoggerProvider>();
        return Task.CompletedTask;
    }

    // The servers have stopped: nothing comes after this.
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            _traces?.ForceFlush(FlushMilliseconds);
            _metrics?.ForceFlush(FlushMilliseconds);
            _logs?.ForceFlush(FlushMilliseconds);
        },
        cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    private TracerProvider CreateTraces()
    {
        var builder = Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(own => own.AddSingleton(configuration))
            .ConfigureResource(resource => resource.Describe(environment))
            .AddSource("Microsoft.AspNetCore", "System.Net.Http", "Stage5.*")
            .AddProcessor(new SpanRedactor(redaction));
        foreach (var processor in processors)
        {
            builder.AddProcessor(processor);
        }

        return (configuration.HasCollector() ? builder.AddOtlpExporter() : builder).Build();
    }

    private MeterProvider CreateMetrics()
    {
        var builder = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(own => own.AddSingleton(configuration))
            .ConfigureResource(resource => resource.Describe(environment))
            .AddMeter(
                "Microsoft.AspNetCore.Hosting",
                "Microsoft.AspNetCore.Server.Kestrel",
                "Microsoft.AspNetCore.Routing",
                "System.Net.Http",
                "System.Runtime",
                "Stage5.*")
            .AddView(SecondsView)
            .AddReader(new BaseExportingMetricReader(prometheus)
            {
                TemporalityPreference = MetricReaderTemporalityPreference.Cumulative,
            });
        return (configuration.HasCollector() ? builder.AddOtlpExporter() : builder).Build();
    }

    // The library's default buckets are for milliseconds.
    private static MetricStreamConfiguration? SecondsView(Instrument instrument) =>
        instrument is Histogram<double> { Unit: "s", Advice: null }
            ? new ExplicitBucketHistogramConfiguration { Boundaries = SecondBuckets }
            : null;
}
