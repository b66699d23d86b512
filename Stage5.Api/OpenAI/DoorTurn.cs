using Stage5.Core.Guards;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;

namespace Stage5.Api.OpenAI;

/// <summary>One admitted call: what it holds, whom it has called and what that cost. Ends by being settled.</summary>
/// <param name="operation">One of <see cref="ModelCapabilities"/>.</param>
/// <param name="plan">The targets from the one on whose worst case is held.</param>
internal sealed class DoorTurn(string operation, CallBounds bounds, RoutePlan plan, Hold hold, GuardPolicy budget)
    : IDispatchObserver, IDisposable
{
    // A call that was given up can end at any time, also while the turn is settled.
    private readonly Lock _guard = new();
    private readonly Spending _spending = new(bounds, budget);
    private string _outcome = "failed";
    private bool _called;
    private Try? _last;

    public RoutePlan Plan { get; } = plan;

    /// <summary>Why the last fallback was not paid for, if one was not.</summary>
    public GuardDenial? Denial { get; private set; }

    public void Completed() => _outcome = "completed";

    public void Cancelled() => _outcome = "cancelled";

    /// <summary>
    /// Makes a call. If it fails, that is paid for here; if it answers, <see cref="Answered"/> has to follow, or it
    /// counts as lost: an answer may come when nobody waits for it any more.
    /// </summary>
    public async Task<T> CallAsync<T>(RouteTarget target, Task<T> call)
    {
        var made = new Try(target);
        lock (_guard) _last = made;
        try
        {
            return await call;
        }
        catch (ModelException failure)
        {
            lock (_guard)
            {
                if (made.Close()) _spending.Failed(target, failure);
            }

            throw;
        }
        catch (OperationCanceledException)
        {
            Lose(made);
            throw;
        }
    }

    /// <summary>The last call's answer was received, and is over.</summary>
    /// <param name="usage">As the provider counted; null where it did not say.</param>
    /// <param name="outputBytes">Of the text that came.</param>
    public void Answered(RouteTarget served, TokenCount? usage, long outputBytes)
    {
        lock (_guard)
        {
            if (_last?.Close() == true) _spending.Answered(served, usage, outputBytes);
        }
    }

    public async ValueTask<string?> BeforeTryAsync(RouteTarget target, CancellationToken cancellationToken)
    {
        Lose(_last);
        // What was admitted is held already.
        if (!_called && target == Plan.Targets[0])
        {
            _called = true;
            return null;
        }

        _called = true;
        var needed = target.WorstCaseMicros + SpentMicros();
        if (needed <= hold.HeldMicros) return null;
        var (held, denial) = await hold.ReserveAsync([needed], cancellationToken);
        if (held >= 0) return null;
        Denial = denial;
        return denial?.Message ?? "its worst case is not covered by the budgets";
    }

    public ValueTask AfterFailureAsync(ModelTry failed, RouteTarget? next, CancellationToken cancellationToken)
    {
        Lose(_last);
        return default;
    }

    /// <summary>Off the caller's path, whatever happened.</summary>
    public void Dispose()
    {
        IReadOnlyList<Spend> spends;
        lock (_guard)
        {
            Lose(_last);
            spends = _spending.Spends;
        }

        hold.SettleLater(new Settlement(operation, _outcome, spends));
    }

    // Whoever waited for it no longer does, and it has not said yet how it ended.
    private void Lose(Try? call)
    {
        lock (_guard)
        {
            if (call?.Close() == true) _spending.Lost(call.Target);
        }
    }

    private long SpentMicros()
    {
        lock (_guard) return _spending.Micros;
    }

    private sealed class Try(RouteTarget target)
    {
        private bool _closed;

        public RouteTarget Target => target;

        /// <summary>True for the first who says it.</summary>
        public bool Close() => !_closed && (_closed = true);
    }
}
