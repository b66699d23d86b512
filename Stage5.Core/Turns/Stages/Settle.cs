using Stage5.Core.Guards;

namespace Stage5.Core.Turns.Stages;

/// <summary>9 · Closes the account of the turn, however it went: the money, then the receipt.</summary>
public sealed class Settle(GuardPolicies budgets) : ITurnStage
{
    public int Number => 9;

    public string Name => "settle";

    public bool Closes => true;

    public async Task RunAsync(Turn turn, CancellationToken cancellationToken)
    {
        if (turn.Hold is { } hold)
        {
            var outcome = turn switch { { Cancelled: true } => "cancelled", { Error: null } => "completed", _ => "failed" };
            await hold.SettleAsync(
                new Settlement(turn.Request.Task.Kind, outcome, turn.Account.Spends, turn.Request.TaskId),
                cancellationToken);
        }

        turn.Receipt = TurnReceipt.Of(turn, budgets.For(turn.Request.Tenant).Currency);
    }
}
