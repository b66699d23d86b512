using Stage5.Core.Guards;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;

namespace Stage5.Api.OpenAI;

/// <summary>What the calls of one turn have to be paid for.</summary>
internal sealed class Spending(CallBounds bounds, GuardPolicy budget)
{
    private readonly List<Spend> _spends = [];

    public IReadOnlyList<Spend> Spends => _spends;

    /// <summary>Micro-units that calls which failed may have cost; a further call comes on top.</summary>
    public long Micros { get; private set; }

    /// <summary>
    /// A call that gave no answer. Where the provider may have worked all the same, it is charged what it can have
    /// cost: the input, and the output unless a stream would have shown it.
    /// </summary>
    public void Failed(RouteTarget target, ModelException failure, bool streams)
    {
        if (failure.MayHaveCost) Lost(target, streams);
    }

    /// <summary>A call that was given up before it answered.</summary>
    public void Lost(RouteTarget target, bool streams) =>
        Answered(target, null, streams ? 0 : bounds.OutputOf(target.Provider) ?? 0);

    /// <summary>A call that answered, wholly or in part.</summary>
    /// <param name="usage">As the provider counted; null where it did not say.</param>
    /// <param name="outputBytes">Of the text that came: never fewer than its tokens.</param>
    public void Answered(RouteTarget target, TokenCount? usage, long outputBytes)
    {
        var provider = target.Provider;
        var tokens = usage ?? new TokenCount(
            bounds.InputOf(provider), 0, Math.Min(outputBytes, bounds.OutputOf(provider) ?? long.MaxValue));
        var cost = budget.MicrosOf(provider.Price, tokens);
        _spends.Add(new Spend(
            provider.Id, target.Model, tokens, cost, provider.Price?.Version, Estimated: usage is null));
        Micros += cost ?? 0;
    }
}
