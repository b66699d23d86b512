namespace Stage5.Core.Models.Wires;

/// <summary>The caller's cancellation or the end of the time one try has, whichever comes first.</summary>
internal sealed class TryLimit : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _limited;
    private readonly CancellationTokenSource _linked;
    private readonly ITimer _timer;

    public TryLimit(TimeSpan limit, TimeProvider time, CancellationToken caller)
    {
        _limit = limit;
        _limited = new CancellationTokenSource();
        _linked = CancellationTokenSource.CreateLinkedTokenSource(caller, _limited.Token);
        _timer = time.CreateTimer(_ => _limited.Cancel(), null, limit, Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Token => _linked.Token;

    public void Restart() => _timer.Change(_limit, Timeout.InfiniteTimeSpan);

    public void Pause() => _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _timer.Dispose();
        _linked.Dispose();
        _limited.Dispose();
    }
}
