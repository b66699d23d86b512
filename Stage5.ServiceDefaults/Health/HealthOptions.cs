namespace Stage5.ServiceDefaults;

/// <summary>How dependencies are probed.</summary>
public sealed class HealthOptions
{
    /// <summary>A probe that takes longer counts as unhealthy. A registration's own timeout comes first.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How old an answer may be before the dependency is probed again.</summary>
    public TimeSpan CacheFor { get; set; } = TimeSpan.FromSeconds(3);
}

/// <summary>Whether this process can do its work.</summary>
/// <param name="Status">The worst of the dependencies, in the same words.</param>
/// <param name="Dependencies">In order of name.</param>
public sealed record HealthView(string Status, IReadOnlyList<DependencyView> Dependencies);

/// <summary>One dependency as last probed. Anyone may read it: it holds no address, version or secret.</summary>
/// <param name="Name">Name of the registered check.</param>
/// <param name="Status"><c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>.</param>
/// <param name="DurationMs">How long the probe took.</param>
/// <param name="AgeMs">How long ago it ended.</param>
/// <param name="Description">A sentence, if the check gave one.</param>
public sealed record DependencyView(
    string Name, string Status, double DurationMs, double AgeMs, string? Description);
