using Stage5.Contracts;

namespace Stage5.Core.Turns;

/// <summary>A finished turn as its caller is told of it.</summary>
internal static class TurnResponses
{
    public static TurnResponse Of(Turn turn, string currency)
    {
        var (task, first) = (turn.Request.Task, turn.Targets.Count > 0 ? turn.Targets[0] : null);
        return new TurnResponse(turn.Request.TaskId, task.Kind, ResultOf(turn), turn.Receipt!)
        {
            Text = turn.Question is null ? first?.Text : null,
            SourceLanguage = turn.Source?.Value,
            TargetLanguage = (first?.Language ?? turn.Source)?.Value ?? task.TargetLanguage,
            Detection = turn.Detection is { } found
                ? new DetectionView(found.Language, found.Confidence,
                    [.. found.Candidates.Select(one => new DetectedLanguageView(one.Language, one.Confidence))])
                : null,
            Translations = turn.Question is null && task.Kind is TaskKinds.Translate or TaskKinds.Reply
                ? [.. turn.Targets.Select(target => Show(target, currency))]
                : null,
            Glossary = GlossaryOf(turn),
        };
    }

    private static TurnResult ResultOf(Turn turn) => turn switch
    {
        { Question: { } question } => question.Result,
        _ when turn.Targets.Any(target => target.Error is not null) => TurnResult.Partial,
        _ => TurnResult.Completed,
    };

    private static TranslationView Show(TurnTarget target, string currency) => new(
        target.Language!.Value,
        target.Text,
        target.Error?.ToTaskError(),
        target.Parts.Select(TurnReceipt.ServedBy).FirstOrDefault(served => served is not null),
        TurnReceipt.Usage(target.Parts),
        TurnReceipt.Cost([.. target.Parts.SelectMany(part => part.Account?.Spends ?? [])], currency),
        Math.Round(target.Parts.Select(part => part.Duration.TotalMilliseconds).DefaultIfEmpty().Max(), 3),
        target.Parts.Count,
        target.Parts.Count(part => part.Known is not null || part.Twin is not null));

    private static TurnGlossary? GlossaryOf(Turn turn)
    {
        var found = turn.Targets.SelectMany(target => target.Terms?.Found ?? []).ToArray();
        var conflicts = turn.Question?.Conflicts ?? [];
        var banned = turn.Targets.SelectMany(target => target.Terms?.Unwanted ?? []).Distinct().ToArray();
        return found.Length + conflicts.Count + banned.Length == 0 ? null : new TurnGlossary(found, conflicts, banned);
    }
}
