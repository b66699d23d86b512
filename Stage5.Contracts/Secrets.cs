using System.Text.Json.Serialization;

namespace Stage5.Contracts;

/// <summary>Every secret that something needs. Names and times, never a value.</summary>
/// <param name="VaultRequired">True when only a vault may be the source.</param>
public sealed record SecretsHealthView(bool VaultRequired, IReadOnlyList<SecretHealthView> Secrets);

/// <summary>One secret.</summary>
/// <param name="For">Who needs it.</param>
/// <param name="Source"><c>vault</c>, <c>configuration</c>, or null when nobody has it.</param>
/// <param name="Version">The source's own, or null where it has none.</param>
/// <param name="AgeSeconds">Since its source last said it, seconds.</param>
/// <param name="ExpiresAt">When it stops being good, if its source says.</param>
/// <param name="PreviousGoodUntil">During a rotation: until when the version before is good.</param>
/// <param name="Detail">What is wrong and what to do; null when it is well.</param>
public sealed record SecretHealthView(
    string Name, IReadOnlyList<string> For, SecretState State, string? Source, string? Version, double? AgeSeconds,
    DateTimeOffset? ExpiresAt, DateTimeOffset? PreviousGoodUntil, string? Detail);

[JsonConverter(typeof(CamelCaseEnumConverter<SecretState>))]
public enum SecretState
{
    Good,

    /// <summary>Ends within 30 days.</summary>
    ExpiresSoon,

    /// <summary>Ends within 7 days.</summary>
    ExpiresVerySoon,
    Expired,

    /// <summary>Its source did not answer; the value held is the last it said.</summary>
    Stale,
    Missing,
}
