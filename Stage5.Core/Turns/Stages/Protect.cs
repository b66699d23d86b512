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
            await TurnGuardrails.SayAsync(turn, "deny", e.Findings, cancellationToken);
            throw new TurnException(TurnErrors.Of(e), e);
        }

        ComplianceFinding[] findings = [.. turn.Prompt.Findings, .. turn.GivenContext?.Findings ?? []];
        if (findings.Any(finding => finding.Action != "allow"))
            await TurnGuardrails.SayAsync(turn, DecisionOn(findings), findings, cancellationToken);
    }

    private static string DecisionOn(ComplianceFinding[] findings) =>
        findings.Any(finding => finding.AsksForReview) ? "review" : "redact";
}
