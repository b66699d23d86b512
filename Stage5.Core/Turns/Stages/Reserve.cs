using Stage5.Contracts;
using Stage5.Core.Guards;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;

namespace Stage5.Core.Turns.Stages;

/// <summary>
/// 6 · Who may answer, and the money that the first of them may cost at worst. Where the budget does not cover the
/// first choice, the next one that it covers is held instead.
/// </summary>
public sealed class Reserve(ModelRouter router, GuardPolicies budgets) : ITurnStage
{
    public int Number => 6;

    public string Name => "reserve";

    public async Task RunAsync(Turn turn, CancellationToken cancellationToken)
    {
        var task = turn.Request.Task;
        turn.Needs = Translator.NeedsOf(turn.Prompt!.Text, task.SourceLanguage!, task.TargetLanguage);
        turn.Plan = router.Plan(turn.Profile!.Routing, turn.Needs).PricedFor(budgets.For(turn.Request.Tenant));
        if (turn.Plan.ModelNotFound) throw new TurnException(NoSuchModel(turn.Profile.Routing.Model!));
        if (turn.Plan.Targets.Count == 0) throw new TurnException(NobodyCan(task, turn.Plan));

        var (first, denial) = await turn.Hold!.ReserveAsync(turn.Plan.WorstCases(), cancellationToken);
        if (first < 0) throw new TurnException(TurnErrors.Of(denial!));
        turn.Plan = turn.Plan.From(first);
    }

    private static TurnError NoSuchModel(string model) => new(TurnErrorCodes.ModelNotFound,
        $"There is no model \"{model}\" for you.", "Leave processing.model out, or send one that GET /v1/models lists.");

    private static TurnError NobodyCan(TaskRequest task, RoutePlan plan) => new(
        TurnErrorCodes.NoUsableProvider,
        $"No provider can translate {task.SourceLanguage} to {task.TargetLanguage}.",
        "Choose a pair that GET /api/metadata lists, install its Apertium package, or configure a provider "
            + "(docs/providers.md).",
        Providers: [.. plan.Candidates.Select(candidate =>
            new ProviderReason(candidate.Provider, candidate.Reason ?? "It cannot be used."))]);
}
