namespace Stage5.Worker;

/// <summary>Claims work from a queue and does it, several at once; drains when told to stop.</summary>
/// <param name="places">Claims done at once.</param>
/// <param name="drain">How long claims in work may go on after this loop was told to stop.</param>
internal abstract partial class ClaimLoop<TClaim>(int places, TimeSpan drain, TimeProvider time, ILogger logger)
    : BackgroundService
    where TClaim : class
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _free = new(places);
    private int _inFlight;

    public int InFlight => Volatile.Read(ref _inFlight);

    /// <returns>Null when there is nothing to do.</returns>
    protected abstract Task<TClaim?> ClaimAsync(CancellationToken ct);

    /// <summary>Returns when there may be something to claim again.</summary>
    protected abstract Task WaitForWorkAsync(CancellationToken ct);

    /// <param name="claim">What was claimed.</param>
    /// <param name="giveUp">The drain time is over.</param>
    protected abstract Task WorkAsync(TClaim claim, CancellationToken giveUp);

    /// <summary>The work failed: its lease runs out, and whoever claims it then takes it on.</summary>
    protected abstract void Abandon(TClaim claim, Exception exception);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var giveUp = new CancellationTokenSource();
        using var draining = stoppingToken.Register(() => giveUp.CancelAfter(drain));
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _free.WaitAsync(stoppingToken);
                if (!await TryStartAsync(giveUp.Token, stoppingToken))
                    await WaitForWorkAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                LogClaimFailed(logger, e, GetType().Name);
                await Task.Delay(AfterFailure, time, CancellationToken.None);
            }
        }

        // Whoever has every place knows that nothing is in work any more.
        for (var i = 0; i < places; i++)
            await _free.WaitAsync(CancellationToken.None);
    }

    private async Task<bool> TryStartAsync(CancellationToken giveUp, CancellationToken stoppingToken)
    {
        TClaim? claim = null;
        try
        {
            claim = await ClaimAsync(stoppingToken);
        }
        finally
        {
            if (claim is null)
                _free.Release();
        }

        if (claim is null)
            return false;

        Interlocked.Increment(ref _inFlight);
        _ = Task.Run(() => TryWorkAsync(claim, giveUp), CancellationToken.None);
        return true;
    }

    private async Task TryWorkAsync(TClaim claim, CancellationToken giveUp)
    {
        try
        {
            await WorkAsync(claim, giveUp);
        }
        catch (Exception e)
        {
            Abandon(claim, e);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
            _free.Release();
        }
    }

    [LoggerMessage(803, LogLevel.Warning, "{Loop} could not look for work; trying again.")]
    private static partial void LogClaimFailed(ILogger logger, Exception exception, string loop);
}
