using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Stage5.Core.Replies;

namespace Stage5.Worker;

/// <summary>Delivers what turns left in the outbox, several conversations at once; drains when told to stop.</summary>
internal sealed partial class ReplyLoop(
    ReplyQueue queue, ReplyDeliverer deliverer, IOptions<ReplyOptions> options, IOptions<WorkerOptions> worker,
    TimeProvider time, ILogger<ReplyLoop> logger) : BackgroundService
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Task> _running = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _places = new(options.Value.Concurrency);

    public override void Dispose()
    {
        _places.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Told to stop, what is in delivery gets the drain time; then its lease runs out and another takes it on.
        using var giveUp = new CancellationTokenSource();
        using var drain = stoppingToken.Register(() => giveUp.CancelAfter(worker.Value.Drain));
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _places.WaitAsync(stoppingToken);
                if (!await TryStartAsync(giveUp.Token, stoppingToken))
                    await queue.WaitAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                LogClaimFailed(e);
                await Task.Delay(AfterFailure, time, CancellationToken.None);
            }
        }

        await Task.WhenAll(_running.Values);
    }

    private async Task<bool> TryStartAsync(CancellationToken giveUp, CancellationToken stoppingToken)
    {
        ReplyClaim? claim = null;
        try
        {
            claim = await queue.ClaimAsync(stoppingToken);
        }
        finally
        {
            if (claim is null)
                _places.Release();
        }

        if (claim is null)
            return false;

        // Registered before it can end, so that ending always finds it.
        var registered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _running[claim.Token] = Task.Run(() => DeliverAsync(claim, registered.Task, giveUp), CancellationToken.None);
        registered.SetResult();
        return true;
    }

    private async Task DeliverAsync(ReplyClaim claim, Task registered, CancellationToken giveUp)
    {
        await registered;
        try
        {
            await deliverer.DeliverAsync(claim, giveUp);
        }
        catch (Exception e)
        {
            // The store is away, or this worker stops: the lease runs out and another takes it on.
            LogAbandoned(e, claim.Delivery.Id);
        }
        finally
        {
            _running.TryRemove(claim.Token, out _);
            _places.Release();
        }
    }

    [LoggerMessage(1055, LogLevel.Warning, "Could not look for replies to deliver; trying again.")]
    private partial void LogClaimFailed(Exception exception);

    [LoggerMessage(1056, LogLevel.Warning, "Delivery {DeliveryId} was abandoned.")]
    private partial void LogAbandoned(Exception exception, string deliveryId);
}
