using Stage5.Core.Guards;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;

namespace Stage5.Api.OpenAI;

/// <summary>One admitted call: what it holds, whom it has called and what that cost. Ends by being settled.</summary>
internal sealed class DoorTurn(DoorRequest request, RoutePlan plan, Hold hold, GuardPolicy budget)
    : IDispatchObserver, IDisposable
{
    private string _outcome = "failed";
    private bool _called;
    private volatile Try? _last;

    public Spending Spending { get; } = new(request.Bounds, budget);

    /// <summary>The targets from the one on whose worst case is held.</summary>
    public RoutePlan Plan { get; } = plan;

    /// <summary>Why the last fallback was not paid for, if one was not.</summary>
    public GuardDenial? Denial { get; private set; }

    public void Completed() => _outcome = "completed";

    public void Cancelled() => _outcome = "cancelled";

    /// <summary>Makes a call and notes what it has to be paid for if it gives no answer.</summary>
    public async Task<T> CallAsync<T>(RouteTarget target, Task<T> call, bool streams)
    {
        var made = new Try(target, streams);
        _last = made;
        try
        {
            var answer = await call;
            made.Close();
            return answer;
        }
        catch (ModelException failure)
        {
            if (made.Close()) Spending.Failed(target, failure, streams);
            throw;
        }
        catch (OperationCanceledException)
        {
            if (made.Close()) Spending.Lost(target, streams);
            throw;
        }
    }

    public async ValueTask<string?> BeforeTryAsync(RouteTarget target, CancellationToken cancellationToken)
    {
        CloseLast();
        // What was admitted is held already.
        if (!_called && target == Plan.Targets[0])
        {
            _called = true;
            return null;
        }

        _called = true;
        var needed = target.WorstCaseMicros + Spending.Micros;
        if (needed <= hold.HeldMicros) return null;
        var (held, denial) = await hold.ReserveAsync([needed], cancellationToken);
        if (held >= 0) return null;
        Denial = denial;
        return denial?.Message ?? "its worst case is not covered by the budgets";
    }

    public ValueTask AfterFailureAsync(ModelTry failed, RouteTarget? next, CancellationToken cancellationToken) => default;

    /// <summary>Off the caller's path, whatever happened.</summary>
    public void Dispose()
    {
        CloseLast();
        hold.SettleLater(new Settlement(request.Operation, _outcome, Spending.Spends));
    }

    // Whoever waited for it no longer does, and it has not said yet how it ended.
    private void CloseLast()
    {
        if (_last is { } last && last.Close()) Spending.Lost(last.Target, last.Streams);
    }

    private sealed class Try(RouteTarget target, bool streams)
    {
        private int _closed;

        public RouteTarget Target => target;

        public bool Streams => streams;

        /// <summary>True for the first who says it.</summary>
        public bool Close() => Interlocked.Exchange(ref _closed, 1) == 0;
    }
}
