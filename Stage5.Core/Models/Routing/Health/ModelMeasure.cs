using System.Text.Json;
using System.Text.Json.Serialization;
using Stage5.Contracts;

namespace Stage5.Core.Models.Routing.Health;

/// <summary>What one process measured of one model. What was not measured is null.</summary>
/// <param name="RetryAt">While open: when one call is let through.</param>
/// <param name="LatencyMs">Until the first token or the whole answer.</param>
/// <param name="ErrorRate">0 to 1.</param>
/// <param name="LastError">Class of the last failure that counted.</param>
/// <param name="Owner">The tenant whose own secret was used; null for the shared one.</param>
public sealed record ModelMeasure(
    string Provider,
    string Model,
    BreakerState Breaker,
    DateTimeOffset? RetryAt,
    double? LatencyMs,
    double? ErrorRate,
    int InFlight,
    long Served,
    long Failed,
    string? LastError,
    DateTimeOffset? LastErrorAt,
    string? Owner = null)
{
    /// <summary>Tokens for a character of what was translated.</summary>
    public double? InputPerCharacter { get; init; }

    /// <inheritdoc cref="InputPerCharacter"/>
    public double? OutputPerCharacter { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(IReadOnlyList<ModelMeasure>))]
internal sealed partial class ModelMeasureJson : JsonSerializerContext;
