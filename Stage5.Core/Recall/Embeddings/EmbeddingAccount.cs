using Stage5.Core.Guards;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;

namespace Stage5.Core.Recall.Embeddings;

/// <summary>What one embedding holds and spends. Ends by being settled, whatever happened.</summary>
internal sealed class EmbeddingAccount(Hold hold, GuardPolicy budget, long inputTokens) : IDispatchObserver,
    IDisposable
{
    private readonly List<Spend> _spends = [];
    private RouteTarget? _calling;
    private bool _called;
    private string _outcome = "failed";

    public IReadOnlyList<Spend> Spends => _spends;

    /// <summary>Why a fallback was not paid for, if one was not.</summary>
    public GuardDenial? Denial { get; private set; }

    public async ValueTask<string?> BeforeTryAsync(RouteTarget target, CancellationToken cancellationToken)
    {
        var needed = target.WorstCaseMicros + _spends.Sum(spend => spend.CostMicros ?? 0);
        // What was admitted is held for the first.
        if (_called && !(needed <= hold.HeldMicros))
        {
            var (held, denial) = await hold.ReserveAsync([needed], cancellationToken);
            if (held < 0)
            {
                Denial = denial;
                return denial?.Message ?? "its worst case is not covered by the budgets";
            }
        }

        (_called, _calling) = (true, target);
        return null;
    }

    public ValueTask AfterFailureAsync(ModelTry failed, RouteTarget? next, CancellationToken cancellationToken)
    {
        if (failed.MayHaveCost) Lose();
        _calling = null;
        return default;
    }

    public void Answered(RouteTarget served, long? tokens)
    {
        _calling = null;
        _outcome = "completed";
        if (tokens is not { } counted)
        {
            Spend(served);
            return;
        }

        var count = new TokenCount(counted, 0, 0);
        var price = served.Provider.Price;
        _spends.Add(new Spend(
            served.Provider.Id, served.Model, count, budget.MicrosOf(price, count), price?.Version,
            Estimated: false)
        { Secret = served.Provider.SecretName });
    }

    public void Dispose()
    {
        // Nobody hears how it ends; it may have to be paid all the same.
        Lose();
        hold.SettleLater(new Settlement(ModelCapabilities.Embeddings, _outcome, _spends));
    }

    private void Lose()
    {
        if (_calling is { } target) Spend(target);
        _calling = null;
    }

    private void Spend(RouteTarget target) => _spends.Add(new Spend(
        target.Provider.Id, target.Model, new TokenCount(inputTokens, 0, 0), target.WorstCaseMicros,
        target.Provider.Price?.Version, Estimated: true)
    { Secret = target.Provider.SecretName });
}
