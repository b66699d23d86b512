using Stage5.Core.Guards.Compliance;

namespace Stage5.Core.Turns.Stages;

/// <summary>
/// 8 · Puts the parts of each language together, puts back the glossary's terms and what Protect took out, and holds
/// the model's own words to the same policy.
/// </summary>
public sealed class Refine(ComplianceGuard compliance) : ITurnStage
{
    public int Number => 8;

    public string Name => "refine";

    public Task RunAsync(Turn turn, CancellationToken cancellationToken)
    {
        foreach (var target in turn.Targets.Where(target => target.Error is null))
        {
            try
            {
                var made = string.Concat(target.Parts.Select(part => part.Answer));
                target.Text = Filter(turn, target.Terms?.Tokens.Restore(made) ?? made);
            }
            catch (ComplianceException e)
            {
                target.Error = TurnErrors.Of(e);
            }
        }

        return turn.Targets.FirstOrDefault(target => target.Error is null) is null
            ? throw new TurnException(turn.Targets[0].Error!)
            : Task.CompletedTask;
    }

    private string Filter(Turn turn, string text)
    {
        var filter = compliance.FilterAnswer(turn.Request.Tenant, turn.Redactions);
        var first = filter.Push(text);
        return first + filter.Flush();
    }
}
