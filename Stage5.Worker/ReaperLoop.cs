using Stage5.Core.Guards;
using Stage5.Core.Tasks;

namespace Stage5.Worker;

/// <summary>
/// Gives the tasks of dead processes back to the queue, and charges their holds. Every worker does it; doing it
/// twice does nothing.
/// </summary>
internal sealed partial class ReaperLoop(
    TaskQueue queue, TurnGuard guard, TimeProvider time, ILogger<ReaperLoop> logger)
    : PeriodicLoop(TimeSpan.FromSeconds(2), time, logger)
{
    private readonly ILogger _logger = logger;

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        var reaped = await queue.ReapAsync(cancellationToken);
        if (reaped > 0)
            LogReaped(_logger, reaped);
        var expired = await guard.ReapAsync(cancellationToken);
        if (expired > 0)
            LogExpired(_logger, expired);
    }

    [LoggerMessage(805, LogLevel.Warning, "{Count} tasks of processes that died were taken over.")]
    private static partial void LogReaped(ILogger logger, int count);

    [LoggerMessage(807, LogLevel.Warning, "{Count} holds of processes that died were charged in full.")]
    private static partial void LogExpired(ILogger logger, int count);
}
