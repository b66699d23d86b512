using Stage5.Contracts;
using Stage5.Core.Language;
using Stage5.Core.Language.Glossaries;

namespace Stage5.Core.Turns;

/// <summary>What the glossary found for one language of a turn.</summary>
/// <param name="Tokens">The text with the terms as placeholders.</param>
public sealed record TurnTerms(TermPlan Plan, TermTokens Tokens, IReadOnlyList<TurnTerm> Found)
{
    /// <summary>Words that are not wanted and that the text made still has. Set by Refine.</summary>
    public IReadOnlyList<string> Unwanted { get; set; } = [];
}

/// <summary>Asks the glossary about each language of a turn.</summary>
public sealed class TermFinder(GlossaryService glossary)
{
    // A text whose language nobody knows still meets the terms of any language.
    private static readonly LanguageTag Unknown = LanguageTag.Parse("und");

    /// <summary>Fills each target's terms; what only the person can decide becomes the turn's question.</summary>
    public async Task FindAsync(Turn turn, CancellationToken cancellationToken)
    {
        var source = turn.Source ?? Unknown;
        var conflicts = new List<TurnConflict>();
        foreach (var target in turn.Targets.Where(one => one.Error is null))
        {
            var language = target.Language ?? source;
            var plan = await glossary.PlanAsync(Query(turn, source, language), cancellationToken);
            conflicts.AddRange(plan.Conflicts.Select(conflict => Show(conflict, language)));
            if (plan.IsEmpty) continue;
            var tokens = TermTokens.Put(
                turn.Prompt!.Text, plan.Matches.Select(match => (match.Start, match.Length, match.Target)));
            target.Terms = new TurnTerms(plan, tokens, Found(plan, language));
        }

        if (conflicts.Count > 0) turn.Question = new TurnQuestion(TurnResult.GlossaryConflict, conflicts);
    }

    private static GlossaryQuery Query(Turn turn, LanguageTag source, LanguageTag target)
    {
        var task = turn.Request.Task;
        return new GlossaryQuery(
            turn.Request.Tenant, turn.Request.User, turn.Conversation?.Id, turn.Prompt!.Text, source, target)
        {
            Mode = task.Glossary switch
            {
                GlossaryModes.Bypass => GlossaryMode.Bypass,
                GlossaryModes.AskOnConflict when source != target => GlossaryMode.AskOnConflict,
                _ => GlossaryMode.Apply,
            },
            Decisions = [.. (task.GlossaryDecisions ?? []).OfType<GlossaryDecision>().Where(one => IsFor(one, target)).Select(one =>
                new TermDecision(one.Term, one.Choice, one.Translation, one.Remember))],
        };
    }

    private static bool IsFor(GlossaryDecision decision, LanguageTag target) =>
        decision.Language is null || (LanguageTag.TryParse(decision.Language, out var language) && language == target);

    private static TurnTerm[] Found(TermPlan plan, LanguageTag target) =>
    [
        .. plan.Matches.GroupBy(match => (match.Source, match.Target, match.Scope)).Select(same => new TurnTerm(
            same.Key.Source, same.Key.Target, target.Value, same.Key.Scope.ToString().ToLowerInvariant(), same.Count())),
    ];

    private static TurnConflict Show(TermConflict conflict, LanguageTag target) => new(
        conflict.Term, target.Value, [.. conflict.Choices.Select(one => new TurnChoice(one.Choice, one.Text))]);
}
