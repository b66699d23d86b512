using System.Text.Json.Nodes;
using Stage5.Contracts;
using Stage5.Core.Guards.Compliance;

namespace Stage5.Core.Turns.Stages;

/// <summary>3 · What policy does not let a model see is blocked, or stands as a token that Refine puts back.</summary>
public sealed class Protect(ComplianceGuard compliance) : ITurnStage
{
    public int Number => 3;

    public string Name => "protect";

    public async Task RunAsync(Turn turn, CancellationToken cancellationToken)
    {
        try
        {
            turn.Prompt = compliance.Protect(turn.Request.Tenant, turn.Request.Task.Text, turn.Redactions);
        }
        catch (ComplianceException e)
        {
            await SayAsync(turn, "deny", e.Findings, cancellationToken);
            throw new TurnException(TurnErrors.Of(e), e);
        }

        if (turn.Prompt.Findings.Any(finding => finding.Action != "allow"))
            await SayAsync(turn, "redact", turn.Prompt.Findings, cancellationToken);
    }

    private static Task SayAsync(
        Turn turn, string decision, IReadOnlyList<ComplianceFinding> findings, CancellationToken cancellationToken) =>
        turn.EmitAsync(TaskEventTypes.GuardrailTriggered, new JsonObject
        {
            ["decision"] = decision,
            ["classes"] = new JsonArray([.. findings.Select(finding => (JsonNode)new JsonObject
            {
                ["class"] = finding.Class,
                ["action"] = finding.Action,
                ["count"] = finding.Count,
                ["policy"] = finding.Policy,
            })]),
        }, cancellationToken);
}
