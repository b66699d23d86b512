using Stage5.Core.Guards.Compliance;
using Stage5.Core.Language.Glossaries;

namespace Stage5.Core.Turns.Stages;

/// <summary>
/// 8 · Puts the parts of each language together, puts back the glossary's terms and what Protect took out, and holds
/// the model's own words to the same policy.
/// </summary>
public sealed class Refine(ComplianceGuard compliance, GlossaryService glossary, TurnAnswers answers) : ITurnStage
{
    public int Number => 8;

    public string Name => "refine";

    public async Task RunAsync(Turn turn, CancellationToken cancellationToken)
    {
        foreach (var target in turn.Targets.Where(target => target.Error is null))
        {
            try
            {
                var made = string.Concat(target.Parts.Select(part => part.Answer));
                var text = Filter(turn, WithTerms(target, made));
                if (target.Error is null) target.Text = text;
            }
            catch (ComplianceException e)
            {
                target.Error = TurnErrors.Of(e);
            }

            if (target.Error is not null) await answers.ForgetAsync(turn, target);
        }

        if (turn.Answered.Any(finding => finding.AsksForReview))
            await TurnGuardrails.SayAsync(turn, "review", turn.Answered, cancellationToken);
        if (turn.Targets.All(target => target.Error is not null)) throw new TurnException(turn.Targets[0].Error!);
    }

    // A word that is banned without a choice is no translation at all; one that is only unwanted is told.
    private string WithTerms(TurnTarget target, string made)
    {
        if (target.Terms is not { } terms) return made;
        var repair = glossary.ReplaceBanned(terms.Plan, terms.Tokens.Restore(made));
        terms.Unwanted = [.. repair.Left.Select(one => one.Text).Distinct(StringComparer.Ordinal)];
        if (repair.Left.Any(one => one.Forced))
            target.Error = new TurnError(TurnErrorCodes.BannedTerm,
                "The translation has words that your organisation does not allow.",
                "Say it in other words, or ask who keeps the glossary.");
        return repair.Text;
    }

    private string Filter(Turn turn, string text)
    {
        var filter = compliance.FilterAnswer(turn.Request.Tenant, turn.Redactions);
        var safe = filter.Push(text) + filter.Flush();
        turn.Answered = [.. turn.Answered, .. filter.Findings];
        return safe;
    }
}
