using Stage5.Core.Guards.Compliance;

namespace Stage5.Core.Turns.Stages;

/// <summary>8 · Puts back what Protect took out, and holds the model's own words to the same policy.</summary>
public sealed class Refine(ComplianceGuard compliance) : ITurnStage
{
    public int Number => 8;

    public string Name => "refine";

    public Task RunAsync(Turn turn, CancellationToken cancellationToken)
    {
        var filter = compliance.FilterAnswer(turn.Request.Tenant, turn.Redactions);
        try
        {
            var text = filter.Push(turn.Reply!.Text);
            turn.Reply = turn.Reply with { Text = text + filter.Flush() };
            return Task.CompletedTask;
        }
        catch (ComplianceException e)
        {
            throw new TurnException(TurnErrors.Of(e), e);
        }
    }
}
