using Microsoft.Extensions.Options;
using Stage5.Api.OpenAI.Bridge;
using Stage5.Api.OpenAI.Errors;
using Stage5.Core.Guards;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;
using Stage5.Core.Turns;

namespace Stage5.Api.OpenAI;

/// <summary>Where a request may go: the router's plan, less the providers whose wire cannot carry it.</summary>
internal sealed class DoorPlanner(
    ModelRouter router, GuardPolicies budgets, IOptions<TurnOptions> options, TimeProvider time)
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMilliseconds(100);

    /// <returns>A plan with at least one target.</returns>
    /// <exception cref="DoorException">Nobody can be asked.</exception>
    public RoutePlan Plan(DoorRequest request)
    {
        var context = new RoutingContext(request.Caller.Tenant, request.Operation, request.Scan.Model)
        {
            Deadline = time.GetUtcNow() + options.Value.LiveDeadline,
        };
        var plan = router.Plan(context, request.Needs);
        if (plan.ModelNotFound) throw DoorErrors.ModelNotFound(request.Scan.Model);
        if (plan.Targets.Count == 0) throw DoorErrors.NobodyCan(plan.Candidates);
        return Carrying(plan, request).PricedFor(budgets.For(request.Caller.Tenant));
    }

    // The timer that ends a call and the clock do not tick together.
    public bool IsOver(RoutePlan plan) => time.GetUtcNow() >= plan.Context.Deadline - ClockTolerance;

    private static RoutePlan Carrying(RoutePlan plan, DoorRequest request)
    {
        if (!plan.Targets.Any(static target => target.Provider.Wire is null)) return plan;
        var obstacle = request.Operation == ModelCapabilities.Chat
            ? request.Bridge.Obstacle
            : new BridgeObstacle("embeddings", "model");
        if (obstacle is null) return plan;
        var rest = plan.Targets.Where(static target => target.Provider.Wire is not null).ToArray();
        return rest.Length > 0
            ? plan with { Targets = rest }
            : throw DoorException.Invalid(
                $"{plan.Targets[0].Provider.Id} cannot be asked for {obstacle.What} through this address.",
                obstacle.Param, "unsupported_parameter");
    }
}
