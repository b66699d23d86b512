using Stage5.Core.Models.Routing.Health;

namespace Stage5.Core.Models.Routing;

/// <summary>
/// Decides where a call may go: what the tenant's policy allows, who can do it, who is well, in order of preference.
/// Every provider is accounted for.
/// </summary>
public sealed partial class ModelRouter
{
    private readonly RoutingPolicies _policies;
    private readonly ModelHealthBoard _health;
    private readonly RouteOrder _order;

    internal ModelRouter(ModelProviderSet providers, RoutingPolicies policies, ModelHealthBoard health, Random random) =>
        (Providers, _policies, _health, _order) = (providers.Providers, policies, health, new RouteOrder(random));

    /// <summary>In order of preference where no policy says otherwise, the unusable ones included.</summary>
    public IReadOnlyList<ModelProvider> Providers { get; }

    public RoutePlan Plan(RoutingContext context, RouteNeeds needs)
    {
        var policy = _policies.For(context.Tenant, context.Operation);
        var named = Named(context, policy);
        if (named is null && context.Model is not (null or RoutingContext.DefaultRoute))
            return new RoutePlan(context, [], []) { Policy = policy, ModelNotFound = true };

        var options = new RouteOption[Providers.Count];
        for (var i = 0; i < options.Length; i++)
            options[i] = RouteJudge.Judge(Providers[i], context, needs, policy, _health);

        var chain = _order.Chain(options, named, policy, needs);
        var targets = chain.Where(option => option.Obstacle is null)
            .OrderBy(option => option.OutsideRegions)
            .Select(option => new RouteTarget(option.Provider, option.Model,
                WorstCase.Micros(option.Provider, needs))
            {
                OutsideRegions = option.OutsideRegions,
                SecretOwner = option.SecretOwner,
            })
            .ToArray();
        return new RoutePlan(context, targets, [.. options.Select(option => Explain(option, chain, targets, named))])
        {
            Policy = policy,
            Busy = chain.Any(option => option.Obstacle is not null && option.Unusable is null && option.Health.IsFull),
            FirstChoice = chain.Count > 0 ? chain[0].Provider.Id : null,
        };
    }

    private ModelProvider? Named(RoutingContext context, RoutingPolicy policy) => Providers.FirstOrDefault(provider =>
        provider.Id.Equals(context.Model, StringComparison.OrdinalIgnoreCase) && policy.Allows(provider.Id));

    private static ModelCandidate Explain(
        RouteOption option, IReadOnlyList<RouteOption> chain, RouteTarget[] targets, ModelProvider? named)
    {
        var (provider, model) = (option.Provider, option.Model);
        if ((option.Unfit ?? option.Obstacle) is not null)
            return new ModelCandidate(
                provider.Id, model, Usable: false, option.Unusable ?? option.Unfit ?? option.Obstacle);
        if (!chain.Contains(option))
            return new ModelCandidate(provider.Id, model, Usable: true, named is null
                ? "is not in the policy's fallback chain"
                : $"{named.Id} was asked for");
        var first = targets[0].Provider;
        return new ModelCandidate(provider.Id, model, Usable: true, first == provider ? null : $"comes after {first.Id}");
    }
}
