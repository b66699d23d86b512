using System.Text.Json.Serialization;

namespace Stage5.Contracts;

/// <summary>Every configured or discovered model with what its processes measured.</summary>
/// <param name="Window">Seconds over which <c>served</c> and <c>failed</c> are counted.</param>
public sealed record ModelsView(IReadOnlyList<ModelView> Models, int Window, DateTimeOffset At);

/// <summary>One provider and its model. What was not measured is null.</summary>
/// <param name="Provider">Its configured id.</param>
/// <param name="Reason">Why it is not usable; null when it is.</param>
/// <param name="Capabilities"><c>chat</c>, <c>translate</c>, <c>embeddings</c>, <c>streaming</c>, <c>tools</c>.</param>
/// <param name="Price">Null when unknown.</param>
/// <param name="ContextLength">Tokens.</param>
/// <param name="LatencyTargetMs">Expected until the first token, milliseconds.</param>
/// <param name="ConcurrencyLimit">Most calls in flight from one process.</param>
/// <param name="Breaker">The worst of its processes.</param>
/// <param name="RetryAt">When it is tried again, while it is not.</param>
/// <param name="LatencyMs">Exponentially weighted mean until the first token or the whole answer, milliseconds.</param>
/// <param name="ErrorRate">Exponentially weighted, 0 to 1.</param>
/// <param name="InFlight">Calls now.</param>
/// <param name="Served">Calls that answered, in the window.</param>
/// <param name="Failed">Calls that failed, in the window.</param>
/// <param name="ServedShare">Of all calls answered in the window, 0 to 1; null when there were none.</param>
/// <param name="LastError">Class of the last failure.</param>
public sealed record ModelView(
    string Provider,
    string Kind,
    string Model,
    bool Usable,
    string? Reason,
    IReadOnlyList<string> Capabilities,
    PriceView? Price,
    long? ContextLength,
    IReadOnlyList<string> Regions,
    IReadOnlyList<string> Certifications,
    double? LatencyTargetMs,
    double Weight,
    int? ConcurrencyLimit,
    BreakerState Breaker,
    DateTimeOffset? RetryAt,
    double? LatencyMs,
    double? ErrorRate,
    int InFlight,
    long Served,
    long Failed,
    double? ServedShare,
    string? LastError,
    DateTimeOffset? LastErrorAt,
    IReadOnlyList<ModelProcessView> Processes)
{
    /// <summary>Tokens read for a character to translate, as counted lately; null when not measured.</summary>
    public double? InputTokensPerCharacter { get; init; }

    /// <summary>Tokens written for a character to translate, as counted lately; null when not measured.</summary>
    public double? OutputTokensPerCharacter { get; init; }
}

/// <summary>The same as one process sees it.</summary>
public sealed record ModelProcessView(
    string Process, BreakerState Breaker, DateTimeOffset? RetryAt, double? LatencyMs, double? ErrorRate, int InFlight);

/// <summary>A price list entry: units of the currency for a million tokens.</summary>
public sealed record PriceView(
    decimal InputPerMillion, decimal CachedInputPerMillion, decimal OutputPerMillion, string Currency, string Version);

[JsonConverter(typeof(CamelCaseEnumConverter<BreakerState>))]
public enum BreakerState
{
    /// <summary>Calls go through.</summary>
    Closed,

    /// <summary>One call is let through to see.</summary>
    HalfOpen,

    /// <summary>No call goes through until <c>retryAt</c>.</summary>
    Open,
}
