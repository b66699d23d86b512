using System.Reflection;
using Microsoft.Extensions.Options;
using Stage5.Core.Tasks;

namespace Stage5.Worker;

/// <summary>Reports this worker, so that status pages show who works and how much.</summary>
internal sealed partial class PresenceLoop(
    WorkerPresence presence, WorkerIdentity worker, TurnLoop turns, IOptions<WorkerOptions> options,
    TimeProvider time, ILogger<PresenceLoop> logger) : PeriodicLoop(TimeSpan.FromSeconds(2), time, logger)
{
    private static readonly string Version =
        typeof(PresenceLoop)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    private readonly ILogger _logger = logger;
    private readonly DateTimeOffset _started = time.GetUtcNow();

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await presence.LeaveAsync(worker.Id, cancellationToken);
        }
        catch (Exception e)
        {
            // Its last report grows old by itself.
            LogNotLeft(_logger, e);
        }
    }

    protected override Task TickAsync(CancellationToken cancellationToken) => presence.ReportAsync(
        new WorkerReport(worker.Id, _started, turns.InFlight, options.Value.Concurrency, Version),
        cancellationToken);

    [LoggerMessage(806, LogLevel.Warning, "This worker could not say that it leaves.")]
    private static partial void LogNotLeft(ILogger logger, Exception exception);
}
