namespace Stage5.Api.OpenAI.Answers;

/// <summary>How long each part of an answer may take, until its caller leaves.</summary>
internal sealed class PartLimit : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _timed;
    private readonly CancellationTokenSource _linked;

    public PartLimit(TimeSpan limit, TimeProvider time, CancellationToken caller)
    {
        _limit = limit;
        _timed = new CancellationTokenSource(limit, time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(caller, _timed.Token);
    }

    public CancellationToken Token => _linked.Token;

    public void Restart() => _timed.CancelAfter(_limit);

    /// <summary>While the reader is busy with the last part.</summary>
    public void Pause() => _timed.CancelAfter(Timeout.InfiniteTimeSpan);

    /// <summary>Ends the call.</summary>
    public void Cancel() => _timed.Cancel();

    public void Dispose()
    {
        _linked.Dispose();
        _timed.Dispose();
    }
}
