using System.Text.Json.Nodes;
using Stage5.Core.Guards;

namespace Stage5.Core.Turns;

/// <summary>What the audit keeps of a turn: who was asked, with which secret, for how much, and what guards decided.</summary>
public static class TurnAudit
{
    /// <summary>Never a text: classes and counts of what was found in it, and names of providers.</summary>
    public static JsonObject Of(Turn turn)
    {
        Spend[] spends = [.. turn.Account.Spends, .. turn.Context?.Spends ?? []];
        var details = new JsonObject
        {
            ["models"] = GuardAudit.ModelsOf(spends),
            ["cost_micros"] = TurnAccount.CostOf(spends),
            ["guards"] = new JsonArray(
            [
                .. Findings(turn), .. Excluded(turn),
                // What a guard refused in the middle of the turn: money for a further call, a class of text.
                .. turn.Error is { } error && IsGuards(error)
                    ? new JsonNode[] { Refusal(error) }
                    : [],
            ]),
        };
        if (turn.Error is { } failed)
            details["code"] = failed.Code;
        return details;
    }

    private static IEnumerable<JsonNode> Findings(Turn turn) =>
        (turn.Prompt?.Findings ?? []).Concat(turn.GivenContext?.Findings ?? []).Select(found => new JsonObject
        {
            ["guard"] = "compliance",
            ["class"] = found.Class,
            ["action"] = found.Action,
            ["count"] = found.Count,
            ["policy"] = found.Policy,
        });

    private static IEnumerable<JsonNode> Excluded(Turn turn) => turn.Targets
        .SelectMany(target => target.Parts).Where(part => part.Plan is not null)
        .SelectMany(part => part.Plan!.Candidates).Where(candidate => !candidate.Usable)
        .DistinctBy(candidate => (candidate.Provider, candidate.Model, candidate.Reason))
        .Select(candidate => new JsonObject
        {
            ["guard"] = "routing",
            ["action"] = "exclude",
            ["provider"] = candidate.Provider,
            ["model"] = candidate.Model,
            ["reason"] = candidate.Reason,
        });

    private static JsonObject Refusal(TurnError error) => new()
    {
        ["guard"] = "turn",
        ["action"] = "refuse",
        ["code"] = error.Code,
        ["classes"] = error.Classes is { } classes ? new JsonArray([.. classes.Select(one => (JsonNode)one)]) : null,
    };

    /// <summary>Whether it was a guard that said no, and not the request or a provider that was wrong.</summary>
    public static bool IsGuards(TurnError error) =>
        error.Code is "rate_limited" or "concurrency_limited" or "budget_exhausted" or "price_unknown" or "hold_expired"
        || error.Code == TurnErrorCodes.ContentBlocked;
}
