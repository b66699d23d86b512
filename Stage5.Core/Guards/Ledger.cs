using System.Text.Json.Serialization;
using Stage5.Contracts;

namespace Stage5.Core.Guards;

/// <summary>A hold that ended, as the tenant's ledger keeps it: the newest thousand.</summary>
/// <param name="At">Milliseconds since 1970 by the store's clock.</param>
/// <param name="Reserved">Micro-units that were held at the end.</param>
/// <param name="Charged">Micro-units; a correction of a hold that had expired may be negative.</param>
/// <param name="Outcome">The settlement's, or <c>expired</c>.</param>
public sealed record LedgerEntry(
    long At, long Reserved, long Charged, string Hold, string User, string Key, string? Conversation,
    string Operation, string Outcome, string? TaskId, IReadOnlyList<Spend> Spends)
{
    internal LedgerEntryView View() => new(
        DateTimeOffset.FromUnixTimeMilliseconds(At), Hold, User, Key, Operation, Outcome,
        Money.Units(Reserved), Money.Units(Charged), TaskId,
        [
            .. Spends.Select(spend => new LedgerSpend(
                spend.Provider, spend.Model, spend.Tokens.Input, spend.Tokens.CachedInput, spend.Tokens.Output,
                spend.CostMicros is { } cost ? Money.Units(cost) : null, spend.PriceVersion, spend.Estimated)),
        ]);
}

/// <summary>What the process knows of it; the script puts the rest before it.</summary>
internal sealed record LedgerLine(
    string Hold, string User, string Key, string? Conversation, string Operation, string Outcome, string? TaskId,
    IReadOnlyList<Spend> Spends);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LedgerLine))]
[JsonSerializable(typeof(LedgerEntry))]
internal sealed partial class LedgerJson : JsonSerializerContext;
