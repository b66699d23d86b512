namespace Stage5.Core.Models.Routing;

/// <summary>One dispatch as it goes: its time, its tries, and why others were passed over.</summary>
internal sealed class DispatchRun
{
    // Where nobody said how long the turn may last, a wait longer than this is left to the caller.
    private static readonly TimeSpan BlindWait = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly TimeSpan? _limit;
    private readonly List<ModelTry> _tries = new(1);
    private Dictionary<string, string>? _reasons;
    private bool _deniedInside;
    private (string Provider, string Reason)? _from;

    public DispatchRun(RoutePlan plan, TimeProvider time)
    {
        (Plan, _time, _started, _limit) = (plan, time, time.GetTimestamp(), plan.Policy.TurnLimit);
        if (plan.Context.Deadline is not { } deadline) return;
        var until = deadline - time.GetUtcNow();
        if (_limit is null || until < _limit) _limit = until;
    }

    public RoutePlan Plan { get; }

    public ModelException? Last { get; private set; }

    public IReadOnlyList<ModelTry> Tries => _tries;

    /// <summary>What is left of the turn; null when nobody said.</summary>
    public TimeSpan? Left => _limit - _time.GetElapsedTime(_started);

    /// <summary>True while another call may be made.</summary>
    public bool MayTry => _tries.Count < Plan.Policy.MaxTries && Left is not { Ticks: <= 0 };

    /// <summary>Whom the next one stands in for, and why.</summary>
    public (string Provider, string Reason)? TakeFrom()
    {
        var from = _from;
        _from = null;
        return from;
    }

    /// <summary>
    /// A provider outside the required regions stands in for those that cannot answer, not for those the turn may
    /// not pay.
    /// </summary>
    public bool MayLeaveRegions => !_deniedInside;

    public void PassOver(RouteTarget target, string reason, bool denied)
    {
        _deniedInside |= denied && !target.OutsideRegions;
        Explain(target, reason);
        _from ??= (target.Provider.Id, denied ? "denied" : "blocked");
    }

    public ModelTry Add(RouteTarget target, TimeSpan elapsed, ModelException? failure)
    {
        var made = new ModelTry(
            target.Provider.Id, target.Model, _time.GetUtcNow() - elapsed, elapsed, failure?.Failure, failure?.Message);
        _tries.Add(made);
        if (failure is null) return made;
        Last = failure;
        Explain(target, failure.Message);
        _from = (target.Provider.Id, failure.Failure.ToString().ToLowerInvariant());
        return made;
    }

    /// <summary>Who is asked after that failure; null where nobody is left or nobody may be asked.</summary>
    public RouteTarget? Next(int index, ModelException failure)
    {
        if (!MayTry) return null;
        var goesOn = FailureTable.For(failure.Failure).Remedy switch
        {
            Remedy.FallBack or Remedy.FallBackOrRetry => true,
            Remedy.FallBackIfPolicySays => Plan.Policy.FallbackOnRefusal,
            _ => false,
        };
        return goesOn
            ? Plan.Targets.Skip(index + 1).FirstOrDefault(target => !target.OutsideRegions || MayLeaveRegions)
            : null;
    }

    /// <summary>Whether a wait leaves time for the call it is for.</summary>
    public bool CanWait(TimeSpan wait) => wait < (Left ?? BlindWait);

    public IReadOnlyList<ModelCandidate> Candidates(RouteTarget? served) => [.. Plan.Candidates.Select(candidate =>
    {
        if (candidate.Provider == served?.Provider.Id) return candidate with { Reason = null };
        var reason = _reasons?.GetValueOrDefault(candidate.Provider);
        return reason is null ? candidate : candidate with { Reason = reason };
    })];

    private void Explain(RouteTarget target, string reason) =>
        (_reasons ??= new(StringComparer.Ordinal))[target.Provider.Id] = reason;
}
