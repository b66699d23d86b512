namespace Stage5.Core.Models.Routing;

/// <summary>Puts the providers that may answer in order of preference.</summary>
internal sealed class RouteOrder(Random random)
{
    // Stands for an unknown length, so that prices can be compared.
    private const long UsualTokens = 1_000;

    /// <summary>The first choice and those that may follow it, whether they can answer now or not.</summary>
    public IReadOnlyList<RouteOption> Chain(
        RouteOption[] options, ModelProvider? named, RoutingPolicy policy, RouteNeeds needs)
    {
        var fit = options.Where(option => option.Unfit is null).ToArray();
        if (named is not null)
            return [.. fit.Where(option => option.Provider == named), .. Named(fit, policy.Fallback ?? [], named)];
        var ranked = Rank(fit, policy, needs);
        if (policy.Fallback is not { } fallback || ranked.Count == 0) return ranked;
        return [ranked[0], .. Named(fit, fallback, ranked[0].Provider)];
    }

    private static IEnumerable<RouteOption> Named(RouteOption[] fit, IEnumerable<string> ids, ModelProvider first) => ids
        .Select(id => fit.FirstOrDefault(option => option.Provider.Id.Equals(id, StringComparison.OrdinalIgnoreCase)))
        .OfType<RouteOption>().Where(option => option.Provider != first).Distinct();

    private List<RouteOption> Rank(RouteOption[] fit, RoutingPolicy policy, RouteNeeds needs)
    {
        // By the configured order the first choice stays first while it is out: it is what the others stand in for.
        // By a measure, who is out is not the first choice.
        var byOrder = policy.Objective == RoutingObjective.Order;
        var groups = fit.Select((option, i) => (Option: option, Key: Key(option, i, policy, needs)))
            .GroupBy(entry => (entry.Option.OutsideRegions, Out: !byOrder && entry.Option.Obstacle is not null, entry.Key))
            .OrderBy(group => group.Key.OutsideRegions).ThenBy(group => group.Key.Out).ThenBy(group => group.Key.Key);
        var ranked = new List<RouteOption>(fit.Length);
        foreach (var group in groups)
        {
            var equals = group.Select(entry => entry.Option).ToList();
            while (equals.Count > 0) ranked.Add(Draw(equals));
        }

        return ranked;
    }

    private static double Key(RouteOption option, int index, RoutingPolicy policy, RouteNeeds needs)
    {
        var provider = option.Provider;
        return policy.Objective switch
        {
            RoutingObjective.Cost => provider.Price?.CostOf(new TokenCount(
                needs.InputTokens ?? UsualTokens, 0, needs.MaxOutputTokens ?? UsualTokens)) ?? double.PositiveInfinity,
            // In steps, so that noise does not decide and equals share by weight.
            RoutingObjective.Latency => Math.Round(
                (option.Health.LatencyMs ?? provider.LatencyTarget?.TotalMilliseconds ?? 0) / 10),
            RoutingObjective.Reliability => Math.Round(option.Health.Unreliability * 100),
            _ => Position(provider, policy) ?? policy.Order.Count + index,
        };
    }

    private static int? Position(ModelProvider provider, RoutingPolicy policy)
    {
        for (var i = 0; i < policy.Order.Count; i++)
        {
            if (policy.Order[i].Contains(provider.Id, StringComparer.OrdinalIgnoreCase)) return i;
        }

        return null;
    }

    /// <summary>Takes one out by weight; of equals, those that can answer now come first.</summary>
    private RouteOption Draw(List<RouteOption> equals)
    {
        var able = equals.Where(option => option.Obstacle is null).ToArray();
        var from = able.Length > 0 ? able : equals.ToArray();
        var drawn = from[^1];
        if (from.Length > 1)
        {
            var left = random.NextDouble() * from.Sum(option => option.Provider.Weight);
            drawn = from.FirstOrDefault(option => (left -= option.Provider.Weight) < 0) ?? drawn;
        }

        equals.Remove(drawn);
        return drawn;
    }
}
