using System.Collections.Frozen;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Stage5.Core.Models.Routing;

/// <summary>Reads one level of the section: what it changes in the policy below it.</summary>
internal sealed class RoutingLevelReader(IConfiguration configuration, List<string> errors)
{
    private const double LongestSeconds = 600;
    private const int MostTries = 20;

    private static readonly string Objectives =
        string.Join(", ", Enum.GetNames<RoutingObjective>()).ToLowerInvariant();

    private readonly FrozenSet<string> _providers = configuration.GetSection($"{ModelsOptions.Section}:Providers")
        .GetChildren().Select(provider => provider.Key).Append("apertium").ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <param name="inner">Keys of the section that are levels of their own.</param>
    public Func<RoutingPolicy, RoutingPolicy> Read(IConfigurationSection section, params string[] inner)
    {
        var changes = section.GetChildren()
            .Where(key => !inner.Contains(key.Key, StringComparer.OrdinalIgnoreCase))
            .Select(Read).OfType<Func<RoutingPolicy, RoutingPolicy>>().ToArray();
        return policy => changes.Aggregate(policy, (changed, change) => change(changed));
    }

    private Func<RoutingPolicy, RoutingPolicy>? Read(IConfigurationSection key)
    {
        switch (key.Key.ToUpperInvariant())
        {
            case "ALLOW":
                var allow = Set(Ids(key));
                return policy => policy with { Allow = allow };
            case "ORDER":
                var order = Order(key);
                return policy => policy with { Order = order };
            case "OBJECTIVE":
                var objective = Objective(key);
                return policy => policy with { Objective = objective };
            case "REGIONS":
                var regions = Set(List(key));
                return policy => policy with { Regions = regions };
            case "FALLBACKREGIONS":
                var fallbackRegions = Set(List(key));
                return policy => policy with { FallbackRegions = fallbackRegions };
            case "CERTIFICATIONS":
                var certifications = Set(List(key));
                return policy => policy with { Certifications = certifications };
            case "FALLBACK":
                var fallback = Ids(key);
                return policy => policy with { Fallback = fallback };
            case "FALLBACKONREFUSAL":
                var onRefusal = Flag(key);
                return policy => policy with { FallbackOnRefusal = onRefusal };
            case "MAXTRIES":
                var tries = (int)Number(key, 1, MostTries, whole: true);
                return policy => policy with { MaxTries = tries };
            case "TRYSECONDS":
                var tryLimit = TimeSpan.FromSeconds(Number(key, 0.001, LongestSeconds));
                return policy => policy with { TryLimit = tryLimit };
            case "TURNSECONDS":
                var turnLimit = TimeSpan.FromSeconds(Number(key, 0.001, LongestSeconds));
                return policy => policy with { TurnLimit = turnLimit };
            default:
                errors.Add($"{key.Path} is not a key of a routing policy (docs/routing.md lists them).");
                return null;
        }
    }

    private static FrozenSet<string> Set(IEnumerable<string> values) => values.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private IReadOnlyList<string> List(IConfigurationSection key) => ConfigurationLists.Read(configuration, key.Path) ?? [];

    private IReadOnlyList<string> Ids(IConfigurationSection key) => Known(key, List(key));

    private IReadOnlyList<IReadOnlyList<string>> Order(IConfigurationSection key) => [.. List(key).Select(entry =>
        Known(key, entry.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))];

    private IReadOnlyList<string> Known(IConfigurationSection key, IReadOnlyList<string> ids)
    {
        errors.AddRange(ids.Where(id => !_providers.Contains(id))
            .Select(id => $"{key.Path} names the provider '{id}', which is not configured."));
        return ids;
    }

    private RoutingObjective Objective(IConfigurationSection key)
    {
        // Parse would take a number too.
        var name = Enum.GetNames<RoutingObjective>()
            .FirstOrDefault(name => name.Equals(key.Value, StringComparison.OrdinalIgnoreCase));
        if (name is not null) return Enum.Parse<RoutingObjective>(name);
        errors.Add($"{key.Path} is '{key.Value}'; it must be one of: {Objectives}.");
        return default;
    }

    private bool Flag(IConfigurationSection key)
    {
        if (bool.TryParse(key.Value, out var flag)) return flag;
        errors.Add($"{key.Path} is '{key.Value}'; it must be true or false.");
        return default;
    }

    private double Number(IConfigurationSection key, double least, double most, bool whole = false)
    {
        if (double.TryParse(key.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most && (!whole || double.IsInteger(number)))
            return number;
        errors.Add(string.Create(CultureInfo.InvariantCulture,
            $"{key.Path} is '{key.Value}'; it must be a {(whole ? "whole number" : "number")} from {least} to {most}."));
        return least;
    }
}
