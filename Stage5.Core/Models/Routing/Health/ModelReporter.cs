using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Stage5.Core.Models.Routing.Health;

/// <summary>
/// Writes what this process measured once a second if it changed, and every three seconds if not, so that others
/// see that it lives.
/// </summary>
internal sealed partial class ModelReporter(
    ModelHealthBoard health, ModelReports reports, ModelProcess process, TimeProvider time, ILogger<ModelReporter> logger)
    : BackgroundService
{
    private const int QuietTicks = 3;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private string? _last;
    private int _quiet;
    private bool _failing;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await reports.LeaveAsync(process.Id, cancellationToken);
        }
        catch (Exception e)
        {
            // What it said last grows old by itself.
            LogNotLeft(logger, e);
        }
    }

    /// <summary>One tick.</summary>
    internal async Task ReportAsync(CancellationToken cancellationToken)
    {
        var measures = JsonSerializer.Serialize(health.Read(), ModelMeasureJson.Default.IReadOnlyListModelMeasure);
        if (measures == _last && ++_quiet < QuietTicks) return;
        await reports.WriteAsync(process.Id, measures, cancellationToken);
        (_last, _quiet) = (measures, 0);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, time);
        try
        {
            do await TryReportAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop: the end of a loop, not a failure.
        }
    }

    private async Task TryReportAsync(CancellationToken stoppingToken)
    {
        try
        {
            await ReportAsync(stoppingToken);
            _failing = false;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Once: a store that is away for an hour is one event.
            if (!_failing) LogReportFailed(logger, e);
            _failing = true;
        }
    }
}

/// <summary>This process among those that call models: unlike every other, past ones included.</summary>
internal sealed class ModelProcess
{
    public string Id { get; } =
        $"{AppDomain.CurrentDomain.FriendlyName}-{Environment.ProcessId}-{Guid.CreateVersion7().ToString("N")[^4..]}";
}
