using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Stage5.Core.Tasks;
using Stage5.Core.Turns;

namespace Stage5.Worker;

/// <summary>Claims tasks and takes them down the road, several at once; drains when told to stop.</summary>
internal sealed partial class TurnLoop(
    TaskQueue queue, TurnRunner turns, WorkerIdentity worker, IOptions<WorkerOptions> options,
    TimeProvider time, ILogger<TurnLoop> logger) : BackgroundService
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Task> _running = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _places = new(options.Value.Concurrency);

    public int InFlight => _running.Count;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Told to stop, running turns get the drain time; then they are handed back to the queue.
        using var handBack = new CancellationTokenSource();
        using var drain = stoppingToken.Register(() => handBack.CancelAfter(options.Value.Drain));
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _places.WaitAsync(stoppingToken);
                if (!await TryStartAsync(handBack.Token, stoppingToken))
                    await queue.WaitForWorkAsync(Idle, stoppingToken);
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

    private async Task<bool> TryStartAsync(CancellationToken handBack, CancellationToken stoppingToken)
    {
        TaskRun? run = null;
        try
        {
            run = await queue.ClaimAsync(worker.Id, stoppingToken);
        }
        finally
        {
            if (run is null)
                _places.Release();
        }

        if (run is null)
            return false;

        // Registered before it can end, so that ending always finds it.
        var registered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _running[run.RunId] = Task.Run(() => RunAsync(run, registered.Task, handBack), CancellationToken.None);
        registered.SetResult();
        return true;
    }

    private async Task RunAsync(TaskRun run, Task registered, CancellationToken handBack)
    {
        await registered;
        try
        {
            await using (run)
            {
                await RunOrHandBackAsync(run, handBack);
            }
        }
        catch (Exception e)
        {
            // Not ours to end any more, or the store is away: the lease runs out and another worker takes it.
            LogRunAbandoned(e, run.Task.TaskId, run.RunId);
        }
        finally
        {
            _running.TryRemove(run.RunId, out _);
            _places.Release();
        }
    }

    private async Task RunOrHandBackAsync(TaskRun run, CancellationToken handBack)
    {
        try
        {
            var outcome = await turns.RunAsync(run, handBack);
            LogRunEnded(run.Task.TaskId, run.Attempt, outcome.State);
        }
        catch (OperationCanceledException) when (handBack.IsCancellationRequested)
        {
            await run.ReleaseAsync(CancellationToken.None);
            LogHandedBack(run.Task.TaskId);
        }
    }
}
