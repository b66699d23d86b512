using Microsoft.Extensions.Options;
using Stage5.Api.OpenAI.Bridge;
using Stage5.Api.OpenAI.Errors;
using Stage5.Core.Guards;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;
using Stage5.Core.Settings;
using Stage5.Core.Turns;

namespace Stage5.Api.OpenAI;

/// <summary>Where a request may go: the router's plan, less the providers whose wire cannot carry it.</summary>
internal sealed class DoorPlanner(
    ModelRouter router, GuardPolicies budgets, IOptions<TurnOptions> options, LiveSettings settings, TimeProvider time)
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMilliseconds(100);

    /// <returns>A plan with at least one target.</returns>
    /// <exception cref="DoorException">Nobody can be asked.</exception>
    public RoutePlan Plan(DoorRequest request)
    {
        var context = new RoutingContext(request.Caller.Tenant, request.Operation, request.Scan.Model)
        {
            Deadline = time.GetUtcNow() + options.For(request.Caller.Tenant, settings).LiveDeadline,
        };
        var plan = router.Plan(context, request.Needs);
        if (plan.ModelNotFound) throw DoorErrors.ModelNotFound(request.Scan.Model);
        if (plan.Targets.Count == 0) throw DoorErrors.NobodyCan(plan.Candidates);
        plan = Carrying(plan, ObstacleOf(plan, request)).PricedFor(budgets.For(request.Caller.Tenant));
        return !request.Bounds.Surcharged ? plan : plan with
        {
            Targets = [.. plan.Targets.Select(target =>
                request.Bounds.HasPriceAt(target) ? target : target with { WorstCaseMicros = null })],
        };
    }

    // The timer that ends a call and the clock do not tick together.
    public bool IsOver(RoutePlan plan) => time.GetUtcNow() >= plan.Context.Deadline - ClockTolerance;

    /// <param name="obstacle">What no wire but OpenAI's can carry; null for nothing.</param>
    /// <exception cref="DoorException">Nobody is left.</exception>
    internal static RoutePlan Carrying(RoutePlan plan, BridgeObstacle? obstacle)
    {
        if (obstacle is null) return plan;
        var rest = plan.Targets.Where(static target => target.Provider.Wire is not null).ToArray();
        var reason = $"cannot be asked for {obstacle.What} through this address";
        if (rest.Length == 0)
            throw DoorException.Invalid(
                $"{plan.Targets[0].Provider.Id} {reason}.", obstacle.Param, "unsupported_parameter");
        var passed = plan.Targets.Except(rest).Select(target => target.Provider.Id)
            .ToHashSet(StringComparer.Ordinal);
        return plan with
        {
            Targets = rest,
            Candidates = [.. plan.Candidates.Select(candidate =>
                passed.Contains(candidate.Provider) ? candidate with { Usable = false, Reason = reason }
                : candidate.Provider == rest[0].Provider.Id ? candidate with { Reason = null }
                : candidate)],
        };
    }

    private static BridgeObstacle? ObstacleOf(RoutePlan plan, DoorRequest request)
    {
        if (plan.Targets.All(static target => target.Provider.Wire is not null)) return null;
        return request.Operation == ModelCapabilities.Chat
            ? request.Bridge.Obstacle
            : new BridgeObstacle("embeddings", "model");
    }
}
