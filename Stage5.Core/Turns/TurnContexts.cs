using Stage5.Contracts;
using Stage5.Core.Models;

namespace Stage5.Core.Turns;

/// <summary>What a model is told of the conversation a text belongs to.</summary>
public sealed class TurnContexts
{
    /// <returns>Null where nothing was given and there is no conversation.</returns>
    public Task<TurnContext?> FindAsync(Turn turn, CancellationToken cancellationToken)
    {
        if (turn.GivenContext is not { Text: var given }) return Task.FromResult<TurnContext?>(null);
        return Task.FromResult<TurnContext?>(new TurnContext(
            given, new ReceiptContext("given", 1, WorstCase.TokensOf(given), Reason: null)));
    }
}
