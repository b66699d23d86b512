using Stage5.Core.Guards;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;

namespace Stage5.Core.Turns;

/// <summary>What a turn's calls came to: tries and spends. A call that ended unheard counts as its worst case.</summary>
public sealed class TurnAccount
{
    private readonly List<ModelTry> _tries = [];
    private readonly List<Spend> _spends = [];
    private RouteNeeds _needs = new();

    public IReadOnlyList<ModelTry> Tries => _tries;

    public IReadOnlyList<Spend> Spends => _spends;

    /// <summary>The call that is under way.</summary>
    public RouteTarget? Calling { get; private set; }

    /// <summary>Micro-units; unknown prices are not in it.</summary>
    public long SpentMicros => _spends.Sum(spend => spend.CostMicros ?? 0);

    /// <summary>Null when a price is unknown.</summary>
    public long? CostMicros => _spends.Exists(spend => spend.CostMicros is null) ? null : SpentMicros;

    public bool Estimated => _spends.Exists(spend => spend.Estimated);

    public void Begin(RouteTarget target, RouteNeeds needs) => (Calling, _needs) = (target, needs);

    public void Failed(ModelTry tried)
    {
        _tries.Add(tried);
        if (tried.MayHaveCost) AbandonCall();
        Calling = null;
    }

    public void Answered(
        IReadOnlyList<ModelTry> tries, RouteTarget served, ModelReply reply, GuardPolicy budget)
    {
        _tries.Clear();
        _tries.AddRange(tries);
        var price = served.Provider.Price;
        if (reply.Calls > 0)
            _spends.Add(reply.Tokens is { } tokens
                ? new Spend(served.Provider.Id, reply.Model, tokens, budget.MicrosOf(price, tokens), price?.Version, false)
                : WorstOf(served));
        Calling = null;
    }

    /// <summary>Nobody will hear how the call under way ends; it may have to be paid all the same.</summary>
    public void AbandonCall()
    {
        if (Calling is { } target) _spends.Add(WorstOf(target));
        Calling = null;
    }

    private Spend WorstOf(RouteTarget target) => new(
        target.Provider.Id, target.Model, new TokenCount(_needs.InputTokens ?? 0, 0, _needs.MaxOutputTokens ?? 0),
        target.WorstCaseMicros, target.Provider.Price?.Version, Estimated: true);
}
