using System.Text.Json.Nodes;
using Stage5.Contracts;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;

namespace Stage5.Core.Turns.Stages;

/// <summary>7 · Chooses a provider and has it answer.</summary>
public sealed class Generate(ModelRouter router, Translator translator) : ITurnStage
{
    public int Number => 7;

    public string Name => "generate";

    public async Task RunAsync(Turn turn, CancellationToken cancellationToken)
    {
        var task = turn.Request.Task;
        var source = task.SourceLanguage!;
        var route = router.Choose(new ModelRequest(task.Kind, source, task.TargetLanguage));
        turn.Provider = route.Chosen ?? throw NobodyCan(task, route);

        await turn.EmitAsync(TaskEventTypes.ModelSelected, Describe(route, turn.Provider), cancellationToken);
        try
        {
            turn.Reply = await translator.TranslateAsync(
                turn.Provider, task.Text, source, task.TargetLanguage, cancellationToken);
        }
        catch (ModelException e)
        {
            throw new TurnException(Explain(turn.Provider.Id, e), e);
        }
    }

    private static JsonObject Describe(ModelRoute route, ModelProvider chosen) => new()
    {
        ["provider"] = chosen.Id,
        ["model"] = route.Candidates.First(candidate => candidate.Provider == chosen.Id).Model,
        ["passed_over"] = new JsonArray([.. route.Candidates.Where(candidate => !candidate.Usable).Select(candidate =>
            (JsonNode)new JsonObject { ["provider"] = candidate.Provider, ["reason"] = candidate.Reason })]),
    };

    private static TurnException NobodyCan(TaskRequest task, ModelRoute route) => new(new TurnError(
        TurnErrorCodes.NoUsableProvider,
        $"No provider can translate {task.SourceLanguage} to {task.TargetLanguage}.",
        "Choose a pair that GET /api/metadata lists, install its Apertium package, or configure a provider (docs/providers.md).",
        Providers: [.. route.Candidates.Select(candidate =>
            new ProviderReason(candidate.Provider, candidate.Reason ?? "It cannot be used."))]));

    private static TurnError Explain(string provider, ModelException error) => error.Failure switch
    {
        ModelFailure.Transient => new TurnError(TurnErrorCodes.ProviderUnavailable,
            error.Message, "Try again in a moment.", Transient: true, RetryAfter: error.RetryAfter ?? TimeSpan.Zero),
        ModelFailure.Credentials or ModelFailure.Configuration => new TurnError(TurnErrorCodes.ProviderMisconfigured,
            error.Message, "Ask an operator to correct the provider's settings (docs/providers.md).",
            Providers: [new ProviderReason(provider, error.Message)]),
        ModelFailure.Truncated or ModelFailure.Damaged => new TurnError(TurnErrorCodes.AnswerUnusable,
            error.Message, "Try again, or send a shorter text."),
        _ => new TurnError(TurnErrorCodes.ProviderRefused,
            error.Message, "Change the message or choose another provider."),
    };
}
