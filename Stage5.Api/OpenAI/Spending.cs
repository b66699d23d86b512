using Stage5.Core.Guards;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;

namespace Stage5.Api.OpenAI;

/// <summary>What the calls of one turn have to be paid for. Not for several threads at once.</summary>
internal sealed class Spending(CallBounds bounds, GuardPolicy budget)
{
    private readonly List<Spend> _spends = [];

    /// <summary>Those of now; what comes later is not in it.</summary>
    public IReadOnlyList<Spend> Spends => [.. _spends];

    /// <summary>Micro-units that calls which failed may have cost; a further call comes on top.</summary>
    public long Micros { get; private set; }

    /// <summary>A call that gave no answer: charged where the provider may have worked all the same.</summary>
    public void Failed(RouteTarget target, ModelException failure)
    {
        if (failure.MayHaveCost) Lost(target);
    }

    /// <summary>A call that was given up before it answered: charged what it can have cost.</summary>
    public void Lost(RouteTarget target) => Answered(target, null, 0);

    /// <summary>A call that answered, wholly or in part.</summary>
    /// <param name="usage">
    /// As the provider counted. Null where it did not say: then all that was held is charged, because a model can
    /// have reasoned unseen.
    /// </param>
    /// <param name="outputBytes">Of the text that came, for calls without any bound.</param>
    public void Answered(RouteTarget target, TokenCount? usage, long outputBytes)
    {
        var provider = target.Provider;
        var tokens = usage ?? new TokenCount(
            bounds.InputOf(provider), 0, bounds.OutputOf(provider) ?? outputBytes);
        var cost = bounds.HasPriceAt(target) ? budget.MicrosOf(provider.Price, tokens) : null;
        // More than was held is charged only on the provider's word.
        if (usage is null && cost > target.WorstCaseMicros) cost = target.WorstCaseMicros;
        _spends.Add(new Spend(
            provider.Id, target.Model, tokens, cost, provider.Price?.Version, Estimated: usage is null)
        {
            Secret = provider.SecretName,
        });
        Micros += cost ?? 0;
    }
}
