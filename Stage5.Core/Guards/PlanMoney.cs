using Stage5.Core.Models.Routing;

namespace Stage5.Core.Guards;

/// <summary>A plan as a tenant's budget sees it.</summary>
public static class PlanMoney
{
    /// <summary>The plan with prices that this budget does not know (another currency's) taken for unknown.</summary>
    public static RoutePlan PricedFor(this RoutePlan plan, GuardPolicy policy) => plan with
    {
        Targets = [.. plan.Targets.Select(target =>
            policy.Knows(target.Provider.Price) ? target : target with { WorstCaseMicros = null })],
    };

    /// <summary>
    /// Worst cases of the targets that may be the first: those outside the policy's regions only when none is inside,
    /// because a budget that is too small is no reason to leave them.
    /// </summary>
    public static IReadOnlyList<long?> WorstCases(this RoutePlan plan) =>
    [
        .. plan.Targets.TakeWhile(target => !target.OutsideRegions || plan.Targets[0].OutsideRegions)
            .Select(target => target.WorstCaseMicros),
    ];

    /// <summary>The plan from the first target that the budget covers.</summary>
    public static RoutePlan From(this RoutePlan plan, int first)
    {
        if (first == 0) return plan;
        var passed = plan.Targets.Take(first).Select(target => target.Provider.Id).ToHashSet(StringComparer.Ordinal);
        return plan with
        {
            Targets = [.. plan.Targets.Skip(first)],
            Candidates = [.. plan.Candidates.Select(candidate =>
                passed.Contains(candidate.Provider) ? candidate with { Reason = "the budget does not cover its worst case" }
                : candidate.Provider == plan.Targets[first].Provider.Id ? candidate with { Reason = null }
                : candidate)],
        };
    }
}
