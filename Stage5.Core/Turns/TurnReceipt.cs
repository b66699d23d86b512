using System.Diagnostics;
using Stage5.Contracts;

namespace Stage5.Core.Turns;

/// <summary>The receipt of a turn as it stands.</summary>
internal static class TurnReceipt
{
    public static Receipt Of(Turn turn, string currency)
    {
        var asked = turn.Request.Processing;
        var requested = new ReceiptMode(asked.Mode ?? ProcessingModes.Default, asked.Profile);
        return new Receipt(
            requested,
            turn.Profile?.ToReceipt() ?? requested,
            turn is { Served: { } served, Reply: { } reply } ? new ReceiptServed(served.Provider.Id, reply.Model) : null,
            new TokenUsage(turn.Reply?.InputTokens, turn.Reply?.OutputTokens),
            [.. turn.Stages],
            Math.Round(turn.Elapsed.TotalMilliseconds, 3),
            Activity.Current?.TraceId.ToHexString(),
            Cost(turn.Account, currency),
            [.. turn.Account.Tries.Select(one => new ReceiptTry(
                one.Provider, one.Model, one.StartedAt, Math.Round(one.Duration.TotalMilliseconds, 3),
                one.Failure?.ToString(), one.Message))],
            [.. (turn.Plan?.Candidates ?? []).Select(one => new ReceiptCandidate(
                one.Provider, one.Model, one.Usable, one.Reason))],
            [.. (turn.Prompt?.Findings ?? []).Select(one => new ReceiptFinding(one.Class, one.Action, one.Count))]);
    }

    // Nothing called costs nothing; an unknown price is no cost of zero.
    private static ReceiptCost? Cost(TurnAccount account, string currency) => account.CostMicros is { } micros
        ? new ReceiptCost(micros / 1_000_000m, currency,
            account.Spends.Select(spend => spend.PriceVersion).LastOrDefault(version => version is not null), account.Estimated)
        : null;
}
