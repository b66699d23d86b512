using Stage5.Core.Tasks;

namespace Stage5.Worker;

/// <summary>Gives the tasks of dead processes back to the queue. Every worker does it; doing it twice does nothing.</summary>
internal sealed partial class ReaperLoop(TaskQueue queue, TimeProvider time, ILogger<ReaperLoop> logger)
    : PeriodicLoop(TimeSpan.FromSeconds(2), time, logger)
{
    private readonly ILogger _logger = logger;

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        var reaped = await queue.ReapAsync(cancellationToken);
        if (reaped > 0)
            LogReaped(_logger, reaped);
    }

    [LoggerMessage(805, LogLevel.Warning, "{Count} tasks of processes that died were taken over.")]
    private static partial void LogReaped(ILogger logger, int count);
}
