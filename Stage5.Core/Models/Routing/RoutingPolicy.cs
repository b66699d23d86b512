using System.Collections.Frozen;

namespace Stage5.Core.Models.Routing;

/// <summary>By what the providers that may answer are put in order.</summary>
public enum RoutingObjective
{
    /// <summary>As listed.</summary>
    Order,

    /// <summary>The cheapest first; unknown prices last.</summary>
    Cost,

    /// <summary>The quickest first, as measured; one not measured lately counts as its target, or as zero.</summary>
    Latency,

    /// <summary>The one that fails least first, as measured.</summary>
    Reliability,
}

/// <summary>How one tenant's calls of one operation are routed. Never changed once made.</summary>
public sealed record RoutingPolicy
{
    public static RoutingPolicy Default { get; } = new();

    /// <summary>Ids of providers; null allows every one.</summary>
    public IReadOnlySet<string>? Allow { get; init; }

    /// <summary>Ids in order of preference; those in one entry are equals. Who is not named follows.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Order { get; init; } = [];

    public RoutingObjective Objective { get; init; }

    /// <summary>A provider may process in these only; empty: anywhere.</summary>
    public IReadOnlySet<string> Regions { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Allowed too, but only when no provider in <see cref="Regions"/> can answer.</summary>
    public IReadOnlySet<string> FallbackRegions { get; init; } = FrozenSet<string>.Empty;

    /// <summary>A provider must have each of them.</summary>
    public IReadOnlySet<string> Certifications { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Ids tried after the first choice; null: all the others in order; empty: none.</summary>
    public IReadOnlyList<string>? Fallback { get; init; }

    /// <summary>True when another provider may be asked for what one refused.</summary>
    public bool FallbackOnRefusal { get; init; }

    /// <summary>Most calls for one turn, retries among them.</summary>
    public int MaxTries { get; init; } = 4;

    /// <summary>Most time of one try until it answers; null leaves it to the provider.</summary>
    public TimeSpan? TryLimit { get; init; }

    /// <summary>Most time of all tries together; null leaves it to the turn.</summary>
    public TimeSpan? TurnLimit { get; init; }

    /// <summary>Says whether two policies would choose among the same providers alike.</summary>
    public string Fingerprint => string.Join('|',
        Allow is null ? "*" : Listed(Allow), string.Join('>', Order.Select(Listed)), Objective, Listed(Regions),
        Listed(FallbackRegions), Listed(Certifications), Fallback is null ? "*" : string.Join('>', Fallback));

    public bool Allows(string provider) => Allow?.Contains(provider) != false;

    private static string Listed(IEnumerable<string> values) => string.Join(',', values.Order(StringComparer.Ordinal));
}
