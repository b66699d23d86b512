using System.Text.Json.Serialization;
using Stage5.Core.Models;

namespace Stage5.Core.Guards;

/// <summary>What one provider was used for in a turn.</summary>
/// <param name="CostMicros">Null when the price is unknown.</param>
/// <param name="Estimated">True when the provider did not say: the figures are upper bounds.</param>
public sealed record Spend(
    string Provider, string Model, TokenCount Tokens, long? CostMicros, string? PriceVersion, bool Estimated)
{
    /// <summary>Name of the secret it was called with; null for none. For the audit.</summary>
    [JsonIgnore]
    public string? Secret { get; init; }
}

/// <summary>How a call ended and what it cost.</summary>
/// <param name="Operation">What was asked for: <c>translate</c>, <c>chat</c>, …</param>
/// <param name="Outcome"><c>completed</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Spends">Each provider that was called and may have to be paid; empty when none was.</param>
public sealed record Settlement(
    string Operation, string Outcome, IReadOnlyList<Spend> Spends, string? TaskId = null)
{
    /// <summary>Nothing was called.</summary>
    internal static Settlement Nothing { get; } = new("", "released", []);
}
