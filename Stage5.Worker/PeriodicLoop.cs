namespace Stage5.Worker;

/// <summary>
/// Something done at once and then every so often. A failed time is logged, and the next is tried.
/// </summary>
internal abstract partial class PeriodicLoop(TimeSpan every, TimeProvider time, ILogger logger) : BackgroundService
{
    protected TimeProvider Time { get; } = time;

    protected abstract Task TickAsync(CancellationToken cancellationToken);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(every, Time);
        try
        {
            do
                await TryTickAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop: the end of a loop, not a failure.
        }
    }

    private async Task TryTickAsync(CancellationToken stoppingToken)
    {
        try
        {
            await TickAsync(stoppingToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogTickFailed(logger, e, GetType().Name);
        }
    }

    [LoggerMessage(804, LogLevel.Warning, "{Loop} failed this time; trying again.")]
    private static partial void LogTickFailed(ILogger logger, Exception exception, string loop);
}
