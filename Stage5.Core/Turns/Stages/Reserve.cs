using Stage5.Contracts;
using Stage5.Core.Guards;
using Stage5.Core.Models.Routing;
using Stage5.Core.Models.Texts;

namespace Stage5.Core.Turns.Stages;

/// <summary>
/// 6 · Who may answer, and the money that they may cost at worst, all parts together. Where the budget does not cover
/// the first choices, the next ones that it covers are held instead.
/// </summary>
public sealed class Reserve(ModelRouter router, GuardPolicies budgets) : ITurnStage
{
    public int Number => 6;

    public string Name => "reserve";

    public string? SkipReason(Turn turn) => !turn.Parts.Any(part => part.IsOpen)
        ? "nothing has to be asked of a model"
        : null;

    public async Task RunAsync(Turn turn, CancellationToken cancellationToken)
    {
        foreach (var part in turn.Parts.Where(part => part.IsOpen).ToArray()) Plan(turn, part);
        var parts = turn.Parts.Where(part => part.Plan is not null).ToArray();
        if (parts.Length == 0)
        {
            // What is known already, or stands as it is, still comes.
            if (turn.Targets.Any(target => target.Error is null)) return;
            throw new TurnException(turn.Targets.Last(target => target.Error is not null).Error!);
        }


        var choices = parts is [{ Plan: { } only }]
            ? only.WorstCases()
            : [Sum(parts, _ => 0), Sum(parts, Cheapest)];
        var (first, denial) = await turn.Hold!.ReserveAsync(choices, cancellationToken);
        if (first < 0) throw new TurnException(TurnErrors.Of(denial!));
        foreach (var part in parts)
        {
            part.Plan = part.Plan!.From(parts.Length == 1 ? first : first == 0 ? 0 : Cheapest(part.Plan!));
            part.Account = turn.Account.Open(part.Needs, part.Plan.Targets[0].WorstCaseMicros);
        }
    }

    /// <summary>Who may answer this part; a language that nobody can make fails by itself.</summary>
    private void Plan(Turn turn, TurnPart part)
    {
        var context = turn.Profile!.Routing with { Operation = part.Order.Operation };
        part.Needs = TextGenerator.NeedsOf(part.Order);
        part.Plan = router.Plan(context, part.Needs).PricedFor(budgets.For(turn.Request.Tenant));
        if (part.Plan.ModelNotFound) throw new TurnException(NoSuchModel(context.Model!));
        if (part.Plan.Targets.Count == 0) part.Target.Error = NobodyCan(part);
    }

    private static long? Sum(TurnPart[] parts, Func<RoutePlan, int> choice)
    {
        long? sum = 0;
        foreach (var part in parts) sum += part.Plan!.Targets[choice(part.Plan)].WorstCaseMicros;
        return sum;
    }

    private static int Cheapest(RoutePlan plan)
    {
        var worst = plan.WorstCases();
        var best = 0;
        for (var i = 1; i < worst.Count; i++)
        {
            if (worst[i] is { } cost && !(worst[best] <= cost)) best = i;
        }

        return best;
    }

    private static TurnError NoSuchModel(string model) => new(TurnErrorCodes.ModelNotFound,
        $"There is no model \"{model}\" for you.", "Leave processing.model out, or send one that GET /v1/models lists.");

    private static TurnError NobodyCan(TurnPart part)
    {
        var order = part.Order;
        var what = order.Kind switch
        {
            TextKind.Translation when order.NeedsInstructions =>
                $"can translate {order.Source} to {order.Target} in the tone asked for",
            TextKind.Translation => $"can translate {order.Source} to {order.Target}",
            TextKind.Rewriting => "can rewrite a text",
            _ => "can sum a text up",
        };
        return new TurnError(
            TurnErrorCodes.NoUsableProvider, $"No provider {what}.",
            order.Kind == TextKind.Translation
                ? "Choose a pair that GET /api/metadata lists, install its Apertium package, or configure a provider "
                    + "(docs/providers.md)."
                : "Configure a provider with a language model (docs/providers.md).",
            Providers: [.. part.Plan!.Candidates.Select(candidate =>
                new ProviderReason(candidate.Provider, candidate.Reason ?? "It cannot be used."))]);
    }
}
