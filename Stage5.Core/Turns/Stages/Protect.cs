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
            turn.Prompt = compliance.Protect(turn.Request.Tenant, turn.Text, turn.Redactions);
            if (turn.Request.Task.Context is { Length: > 0 } context)
                turn.GivenContext = compliance.Protect(turn.Request.Tenant, context, turn.Redactions);
        }
        catch (ComplianceException e)
        {
            await SayAsync(turn, "deny", e.Findings, cancellationToken);
            throw new TurnException(TurnErrors.Of(e), e);
        }

        ComplianceFinding[] findings = [.. turn.Prompt.Findings, .. turn.GivenContext?.Findings ?? []];
        if (findings.Any(finding => finding.Action != "allow"))
            await SayAsync(turn, "redact", findings, cancellationToken);
    }

    private static Task SayAsync(
        Turn turn, string decision, IReadOnlyList<ComplianceFinding> findings, CancellationToken cancellationToken) =>
        turn.EmitAsync(TaskEventTypes.GuardrailTriggered, new JsonObject
        {
            ["decision"] = decision,
            ["policy"] = PolicyOf(findings),
            ["classes"] = new JsonArray([.. findings.Select(finding => (JsonNode)new JsonObject
            {
                ["class"] = finding.Class,
                ["action"] = finding.Action,
                ["count"] = finding.Count,
                ["policy"] = finding.Policy,
            })]),
        }, cancellationToken);

    // The rule that decided is the one whose action is the gravest; of several the first.
    private static string PolicyOf(IReadOnlyList<ComplianceFinding> findings) =>
        (findings.FirstOrDefault(finding => finding.Action == "block")
            ?? findings.FirstOrDefault(finding => finding.Action != "allow") ?? findings[0]).Policy;
}
