using System.Diagnostics;
using Stage5.Contracts;
using Stage5.Core.Guards;
using Stage5.Core.Models.Routing;

namespace Stage5.Core.Turns;

/// <summary>The receipt of a turn as it stands.</summary>
internal static class TurnReceipt
{
    public static Receipt Of(Turn turn, string currency)
    {
        var asked = turn.Request.Processing;
        var requested = new ReceiptMode(asked.Mode ?? ProcessingModes.Default, asked.Profile);
        var parts = turn.Targets.SelectMany(target => target.Parts).ToArray();
        return new Receipt(
            requested,
            turn.Profile?.ToReceipt() ?? requested,
            parts.Select(ServedBy).FirstOrDefault(served => served is not null),
            Usage(parts),
            [.. turn.Stages],
            Math.Round(turn.Elapsed.TotalMilliseconds, 3),
            Activity.Current?.TraceId.ToHexString(),
            Cost([.. turn.Account.Spends, .. turn.Context?.Spends ?? []], currency),
            [.. turn.Account.Tries.Select(Try)],
            [.. parts.Where(part => part.Plan is not null).SelectMany(part => part.Plan!.Candidates)
                .DistinctBy(one => (one.Provider, one.Model, one.Usable, one.Reason))
                .Select(one => new ReceiptCandidate(one.Provider, one.Model, one.Usable, one.Reason))],
            [.. (turn.Prompt?.Findings ?? []).Concat(turn.GivenContext?.Findings ?? [])
                .Select(one => new ReceiptFinding(one.Class, one.Action, one.Count))],
            turn.Context?.Receipt);
    }

    /// <summary>Who made it, now or when it was made first; null where nobody was asked.</summary>
    public static ReceiptServed? ServedBy(TurnPart part) => part switch
    {
        { Twin: { } twin } => ServedBy(twin),
        { Known: { } known } => new ReceiptServed(known.Provider, known.Model),
        { Served: { } served, Reply: { Calls: > 0 } reply } => new ReceiptServed(served.Provider.Id, reply.Model),
        _ => null,
    };

    /// <summary>Null where a provider that was asked did not count.</summary>
    public static TokenUsage Usage(IReadOnlyList<TurnPart> parts)
    {
        var replies = parts.Where(part => part.IsOpen && part.Reply is not { Calls: 0 }).Select(part => part.Reply).ToArray();
        return replies.Length == 0
            ? new TokenUsage(0, 0)
            : new TokenUsage(Sum(replies.Select(reply => reply?.InputTokens)), Sum(replies.Select(reply => reply?.OutputTokens)));
    }

    /// <summary>Nothing called costs nothing; an unknown price is no cost of zero.</summary>
    public static ReceiptCost? Cost(IReadOnlyList<Spend> spends, string currency) =>
        TurnAccount.CostOf(spends) is { } micros
            ? new ReceiptCost(micros / 1_000_000m, currency,
                spends.Select(spend => spend.PriceVersion).LastOrDefault(version => version is not null),
                spends.Any(spend => spend.Estimated))
            : null;

    private static ReceiptTry Try(ModelTry one) => new(
        one.Provider, one.Model, one.StartedAt, Math.Round(one.Duration.TotalMilliseconds, 3),
        one.Failure?.ToString(), one.Message);

    private static long? Sum(IEnumerable<long?> values)
    {
        long? sum = null;
        foreach (var value in values)
        {
            if (value is null) return null;
            sum = (sum ?? 0) + value;
        }

        return sum;
    }
}
