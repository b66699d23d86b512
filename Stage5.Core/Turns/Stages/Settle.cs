using Stage5.Contracts;

namespace Stage5.Core.Turns.Stages;

/// <summary>9 · Closes the account of the turn, however it went: the receipt.</summary>
public sealed class Settle : ITurnStage
{
    public int Number => 9;

    public string Name => "settle";

    public bool Closes => true;

    public Task RunAsync(Turn turn, CancellationToken cancellationToken)
    {
        var asked = turn.Request.Processing;
        var requested = new ReceiptMode(asked.Mode ?? ProcessingModes.Default, asked.Profile);
        turn.Receipt = new Receipt(
            requested,
            turn.Profile?.ToReceipt() ?? requested,
            turn.Reply is { } reply ? new ReceiptServed(turn.Provider!.Id, reply.Model) : null,
            new TokenUsage(turn.Reply?.InputTokens, turn.Reply?.OutputTokens),
            [.. turn.Stages],
            Math.Round(turn.Elapsed.TotalMilliseconds, 3),
            System.Diagnostics.Activity.Current?.TraceId.ToHexString());
        return Task.CompletedTask;
    }
}
