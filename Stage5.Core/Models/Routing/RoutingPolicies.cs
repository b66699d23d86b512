using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Stage5.Core.Models.Routing;

/// <summary>The policies, each made once at start. Whom the configuration does not name shares everybody's.</summary>
public sealed partial class RoutingPolicies
{
    private readonly FrozenDictionary<(string? Tenant, string? Operation), RoutingPolicy> _policies;

    internal RoutingPolicies(
        IOptions<RoutingOptions> options, ModelProviderSet providers, ILogger<RoutingPolicies> logger)
    {
        var policies = options.Value.Policies;
        _policies = policies.ToFrozenDictionary(policies.Comparer);
        var regions = providers.Providers.SelectMany(provider => provider.Regions)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var nobodys = policies.Values.SelectMany(policy => policy.Regions.Concat(policy.FallbackRegions))
            .Where(region => !regions.Contains(region)).Distinct(StringComparer.OrdinalIgnoreCase);
        foreach (var region in nobodys.Order(StringComparer.Ordinal)) LogNobodysRegion(logger, region);
    }

    public RoutingPolicy For(string tenant, string operation) =>
        _policies.GetValueOrDefault((tenant, operation))
        ?? _policies.GetValueOrDefault((tenant, null))
        ?? _policies.GetValueOrDefault((null, operation))
        ?? _policies[(null, null)];
}
