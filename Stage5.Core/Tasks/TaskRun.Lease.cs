using StackExchange.Redis;
using SystemTask = System.Threading.Tasks.Task;

namespace Stage5.Core.Tasks;

/// <summary>The run's lease: renewed, given up, or lost.</summary>
public sealed partial class TaskRun
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly PeriodicTimer _timer;
    private readonly SystemTask _beating;
    private long _renewed;
    private int _stopReason;

    // A heartbeat under way while the run itself ends the task finds the lease gone, which is then no loss.
    private volatile bool _ending;

    /// <summary>Fires when the task is to be cancelled or lost its lease, see <see cref="StopReason"/>.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Why <see cref="Stopping"/> fired. A lost lease outweighs a cancellation.</summary>
    public StopReason StopReason => (StopReason)Volatile.Read(ref _stopReason);

    /// <summary>Stops renewing the lease. Does not end the task.</summary>
    public async ValueTask DisposeAsync()
    {
        End();
        await _beating;
        _timer.Dispose();
        _stopping.Dispose();
    }

    internal void Stop(StopReason reason)
    {
        int current;
        do
        {
            current = Volatile.Read(ref _stopReason);
            if (current >= (int)reason)
                return;
        }
        while (Interlocked.CompareExchange(ref _stopReason, (int)reason, current) != current);

        try
        {
            _stopping.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Heard while the run was being disposed: nobody waits for it any more.
        }
    }

    private void End()
    {
        _context.Cancels.Remove(this);
        _timer.Dispose();
    }

    private async SystemTask BeatAsync()
    {
        while (await _timer.WaitForNextTickAsync() && StopReason != StopReason.LeaseLost)
        {
            try
            {
                await RenewAsync();
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                _context.Logger.RenewalFailed(e, Task.TaskId, RunId);
                if (_context.Time.GetElapsedTime(_renewed) >= _context.Options.Lease)
                    Stop(StopReason.LeaseLost);
            }
        }
    }

    private async SystemTask RenewAsync()
    {
        var asked = _context.Time.GetTimestamp();
        var held = (long)await RunAsync(TaskScripts.Renew, [_context.LeaseMilliseconds], CancellationToken.None);
        if (held == 0)
        {
            if (!_ending)
                Stop(StopReason.LeaseLost);
            return;
        }
        _renewed = asked;
        if (held == 2)
            Stop(StopReason.CancelRequested);
    }
}
