namespace Stage5.Core.Models.Routing;

/// <summary>One provider as seen for one request.</summary>
/// <param name="Provider">The provider's id.</param>
/// <param name="Model">The model that would answer.</param>
/// <param name="Usable">True for every provider that could answer, chosen or not.</param>
/// <param name="Reason">Why it was passed over, or stands behind another; null for the first choice.</param>
public sealed record ModelCandidate(string Provider, string Model, bool Usable, string? Reason);

/// <summary>A provider that may answer, with what it would cost at worst.</summary>
/// <param name="WorstCaseMicros">Micro-units; null when the price is unknown or the answer has no bound.</param>
public sealed record RouteTarget(ModelProvider Provider, string Model, long? WorstCaseMicros)
{
    /// <summary>
    /// True for one in the policy's fallback regions: it may be asked only when none in the required ones can answer.
    /// A price or budget that keeps those from being asked is no such reason.
    /// </summary>
    public bool OutsideRegions { get; init; }

    /// <summary>Against whose health a failure counts: the tenant whose own secret is used; null for the shared one.</summary>
    public string? SecretOwner { get; init; }
}

/// <summary>Where a call may go, in order of preference, and every provider with the reason it is in or out.</summary>
public sealed record RoutePlan(
    RoutingContext Context, IReadOnlyList<RouteTarget> Targets, IReadOnlyList<ModelCandidate> Candidates)
{
    /// <summary>The tenant's policy for the operation.</summary>
    public RoutingPolicy Policy { get; init; } = RoutingPolicy.Default;

    /// <summary>
    /// True when the model asked for does not exist or is not allowed to the tenant, who cannot tell which: the door
    /// answers 404 <c>model_not_found</c>. There are then no targets and no candidates.
    /// </summary>
    public bool ModelNotFound { get; init; }

    /// <summary>True when somebody who could answer has only no place at this moment: it is worth to ask again soon.</summary>
    public bool Busy { get; init; }

    /// <summary>Id of the provider that was asked for or that policy prefers, able to answer now or not.</summary>
    public string? FirstChoice { get; init; }
}

/// <summary>One call to one provider.</summary>
/// <param name="Failure">Null when it answered.</param>
/// <param name="Message">What happened, without secrets or users' words; null when it answered.</param>
/// <param name="MayHaveCost">True when it failed and may have to be paid all the same.</param>
public sealed record ModelTry(
    string Provider, string Model, DateTimeOffset StartedAt, TimeSpan Duration, ModelFailure? Failure, string? Message,
    bool MayHaveCost = false);
