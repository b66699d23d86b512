using Stage5.Core.Language;

namespace Stage5.Core.Models.Routing;

/// <summary>
/// What one turn is routed by. Made at the door from the caller's identity and request, immutable, handed down with
/// the turn and, inside the task, through the queue. Nothing that other turns see is changed for one turn.
/// </summary>
/// <param name="Operation">One of <see cref="ModelCapabilities"/>: what is asked for.</param>
/// <param name="Model">
/// The model asked for: <c>stage5/default</c> or a provider's id; null means <c>stage5/default</c>.
/// </param>
public sealed record RoutingContext(string Tenant, string Operation, string? Model = null)
{
    /// <summary>The route that leaves the choice to the tenant's policy.</summary>
    public const string DefaultRoute = "stage5/default";

    /// <summary>When the turn must be over; null when nobody said. Decides whether a wait is worth it.</summary>
    public DateTimeOffset? Deadline { get; init; }
}

/// <summary>What a call needs of whoever answers it.</summary>
/// <param name="Source">For translations.</param>
/// <param name="Target">For translations.</param>
/// <param name="InputTokens">Upper bound of the input; null where it has none (pictures).</param>
/// <param name="MaxOutputTokens">The caller's limit of the output, all choices together; null where there is none.</param>
/// <param name="Answers">Most answers that may be billed: choices of one call, or calls.</param>
public sealed record RouteNeeds(
    LanguageTag? Source = null,
    LanguageTag? Target = null,
    bool Streaming = false,
    bool Tools = false,
    long? InputTokens = null,
    long? MaxOutputTokens = null,
    int Answers = 1)
{
    /// <summary>True where whoever answers is told how (a tone); an engine that only translates cannot be.</summary>
    public bool Instructions { get; init; }
}
