using Stage5.Core.Guards;
using Stage5.Core.Models.Routing;

namespace Stage5.Core.Turns;

/// <summary>What a turn's calls came to, all parts together, and what they may still cost. Parts are made at once.</summary>
#pragma warning disable CA1001 // A semaphore whose wait handle nobody takes has nothing to dispose.
public sealed class TurnAccount
#pragma warning restore CA1001
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _raising = new(1);
    private readonly List<CallAccount> _calls = [];

    /// <summary>In the order in which they were made.</summary>
    public IReadOnlyList<ModelTry> Tries => [.. Calls.SelectMany(call => call.Tries).OrderBy(one => one.StartedAt)];

    public IReadOnlyList<Spend> Spends => [.. Calls.SelectMany(call => call.Spends)];

    /// <summary>Null when a price is unknown.</summary>
    public long? CostMicros => CostOf(Spends);

    public bool Estimated => Spends.Any(spend => spend.Estimated);

    private CallAccount[] Calls
    {
        get
        {
            lock (_lock) return [.. _calls];
        }
    }

    /// <summary>Micro-units; null when a price is unknown.</summary>
    public static long? CostOf(IReadOnlyList<Spend> spends) =>
        spends.Any(spend => spend.CostMicros is null) ? null : spends.Sum(spend => spend.CostMicros ?? 0);

    /// <param name="pledged">Micro-units held for its first call.</param>
    public CallAccount Open(RouteNeeds needs, long? pledged)
    {
        var call = new CallAccount(_lock, needs, pledged ?? 0);
        lock (_lock) _calls.Add(call);
        return call;
    }

    /// <summary>
    /// Holds what a further call may cost on top of what was spent and what the other parts may still cost.
    /// </summary>
    /// <returns>Why it may not be made; null when it may.</returns>
    public async Task<GuardDenial?> CoverAsync(
        Hold hold, CallAccount call, RouteTarget target, CancellationToken cancellationToken)
    {
        await _raising.WaitAsync(cancellationToken);
        try
        {
            var worst = target.WorstCaseMicros + Committed(except: call);
            if (!(worst <= hold.HeldMicros))
            {
                var (_, denial) = await hold.ReserveAsync([worst], cancellationToken);
                if (denial is not null) return denial;
            }

            lock (_lock) call.Pledged = target.WorstCaseMicros ?? 0;
            return null;
        }
        finally
        {
            _raising.Release();
        }
    }

    private long Committed(CallAccount except)
    {
        lock (_lock)
            return _calls.Sum(call => (call == except ? 0 : call.Pledged)
                + call.Spends.Sum(spend => spend.CostMicros ?? 0));
    }
}
