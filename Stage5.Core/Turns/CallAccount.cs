using Stage5.Core.Guards;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;

namespace Stage5.Core.Turns;

/// <summary>What the calls for one part of a turn came to. A call that ended unheard counts as its worst case.</summary>
public sealed class CallAccount
{
    private readonly Lock _lock;
    private readonly RouteNeeds _needs;
    private readonly List<ModelTry> _tries = [];
    private readonly List<Spend> _spends = [];

    internal CallAccount(Lock @lock, RouteNeeds needs, long pledged) =>
        (_lock, _needs, Pledged) = (@lock, needs, pledged);

    public IReadOnlyList<ModelTry> Tries
    {
        get
        {
            lock (_lock) return [.. _tries];
        }
    }

    public IReadOnlyList<Spend> Spends
    {
        get
        {
            lock (_lock) return [.. _spends];
        }
    }

    /// <summary>The call that is under way.</summary>
    public RouteTarget? Calling { get; private set; }

    /// <summary>Micro-units that its next or present call may cost at worst.</summary>
    internal long Pledged { get; set; }

    public void Begin(RouteTarget target)
    {
        lock (_lock) Calling = target;
    }

    public void Failed(ModelTry tried)
    {
        lock (_lock)
        {
            _tries.Add(tried);
            if (tried.MayHaveCost) Abandon();
            Calling = null;
        }
    }

    public void Answered(ModelTry made, RouteTarget served, ModelReply reply, GuardPolicy budget)
    {
        lock (_lock)
        {
            _tries.Add(made);
            var price = served.Provider.Price;
            if (reply.Calls > 0)
                _spends.Add(reply.Tokens is { } tokens
                    ? new Spend(
                        served.Provider.Id, reply.Model, tokens, budget.MicrosOf(price, tokens), price?.Version, false)
                    {
                        Secret = served.Provider.SecretName,
                    }
                    : WorstOf(served));
            Calling = null;
        }
    }

    /// <summary>No further call is made; nobody will hear how one under way ends, and it may have to be paid.</summary>
    public void Close()
    {
        lock (_lock)
        {
            Abandon();
            Calling = null;
            Pledged = 0;
        }
    }

    private void Abandon()
    {
        if (Calling is { } target) _spends.Add(WorstOf(target));
    }

    private Spend WorstOf(RouteTarget target) => new(
        target.Provider.Id, target.Model, new TokenCount(_needs.InputTokens ?? 0, 0, _needs.MaxOutputTokens ?? 0),
        target.WorstCaseMicros, target.Provider.Price?.Version, Estimated: true)
    {
        Secret = target.Provider.SecretName,
    };
}
