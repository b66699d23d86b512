using System.Text.Json.Nodes;
using Stage5.Contracts;
using Stage5.Core.Guards;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;

namespace Stage5.Core.Turns.Stages;

/// <summary>7 · Has the first provider of the plan that can answer, and keeps account of each call.</summary>
public sealed class Generate(ModelDispatcher dispatcher, Translator translator, GuardPolicies budgets) : ITurnStage
{
    public int Number => 7;

    public string Name => "generate";

    public async Task RunAsync(Turn turn, CancellationToken cancellationToken)
    {
        var task = turn.Request.Task;
        try
        {
            var answer = await dispatcher.RunAsync(
                turn.Plan!,
                (target, stop) => translator.TranslateAsync(
                    target.Provider, turn.Prompt!.Text, task.SourceLanguage!, task.TargetLanguage, turn.Request.Tenant, stop),
                new Observer(turn),
                cancellationToken);
            answer.Call.Succeeded();
            (turn.Served, turn.Reply) = (answer.Served, answer.Value);
            turn.Plan = turn.Plan! with { Candidates = answer.Candidates };
            turn.Account.Answered(answer.Tries, answer.Served, answer.Value, budgets.For(turn.Request.Tenant));
        }
        catch (DispatchException e)
        {
            turn.Plan = turn.Plan! with { Candidates = e.Candidates };
            throw new TurnException(TurnErrors.Of(e), e);
        }
        finally
        {
            turn.Account.AbandonCall();
        }
    }

    private sealed class Observer(Turn turn) : IDispatchObserver
    {
        private RouteTarget? _failed;
        private string? _reason;

        public async ValueTask<string?> BeforeTryAsync(RouteTarget target, CancellationToken cancellationToken)
        {
            if (await CoverAsync(target, cancellationToken) is { } denial) return denial.Message;
            if (_failed is null)
                await turn.EmitAsync(TaskEventTypes.ModelSelected, Selected(target), cancellationToken);
            else if (_failed.Provider != target.Provider)
                await turn.EmitAsync(TaskEventTypes.ModelFallback, Fallback(_failed, target), cancellationToken);
            // Last, so that what is told but never asked is not paid.
            turn.Account.Begin(target, turn.Needs!);
            return null;
        }

        public ValueTask AfterFailureAsync(ModelTry failed, RouteTarget? next, CancellationToken cancellationToken)
        {
            (_failed, _reason) = (turn.Account.Calling, failed.Message);
            turn.Account.Failed(failed);
            return ValueTask.CompletedTask;
        }

        // Stage Reserve held the first call's worst case; any further call's, of the same target too, comes on top of
        // what was already spent.
        private async Task<GuardDenial?> CoverAsync(RouteTarget target, CancellationToken cancellationToken)
        {
            if (_failed is null && target == turn.Plan!.Targets[0]) return null;
            var worst = target.WorstCaseMicros + turn.Account.SpentMicros;
            if (worst <= turn.Hold!.HeldMicros) return null;
            return (await turn.Hold.ReserveAsync([worst], cancellationToken)).Denial;
        }

        private JsonObject Selected(RouteTarget target) => new()
        {
            ["provider"] = target.Provider.Id,
            ["model"] = target.Model,
            ["passed_over"] = new JsonArray([.. turn.Plan!.Candidates
                .Where(candidate => !candidate.Usable)
                .Select(candidate => (JsonNode)new JsonObject
                {
                    ["provider"] = candidate.Provider,
                    ["reason"] = candidate.Reason,
                })]),
        };

        private JsonObject Fallback(RouteTarget from, RouteTarget to) => new()
        {
            ["from"] = from.Provider.Id,
            ["to"] = to.Provider.Id,
            ["model"] = to.Model,
            ["reason"] = _reason,
        };
    }
}
