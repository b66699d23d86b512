namespace Stage5.Core.Storage;

/// <summary>Wakes whoever waits; what was raised since they looked is not missed.</summary>
internal sealed class Signal(TimeProvider time)
{
    private TaskCompletionSource _next = NewSource();
    private long _version;

    /// <summary>Grows with each <see cref="Raise"/>.</summary>
    public long Version => Volatile.Read(ref _version);

    public void Raise()
    {
        Interlocked.Increment(ref _version);
        Interlocked.Exchange(ref _next, NewSource()).TrySetResult();
    }

    /// <summary>Waits until it is raised after <paramref name="version"/>, at most so long.</summary>
    public async Task WaitAsync(long version, TimeSpan max, CancellationToken ct)
    {
        var next = Volatile.Read(ref _next).Task;
        if (Version != version)
            return;
        try
        {
            await next.WaitAsync(max, time, ct);
        }
        catch (TimeoutException)
        {
            // It was not raised: the caller looks for itself.
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
