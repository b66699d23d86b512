using System.Text.Json.Nodes;
using Stage5.Contracts;
using Stage5.Core.Language;
using Stage5.Core.Language.Detection;

namespace Stage5.Core.Turns.Stages;

/// <summary>
/// 4 · The language of the text, and the languages to make. Where it is not sure and has to be, the caller is asked:
/// nothing is guessed.
/// </summary>
public sealed class Detect : ITurnStage
{
    /// <summary>Below it a detected language is a guess.</summary>
    public const double SureFrom = 0.70;

    public int Number => 4;

    public string Name => "detect";

    public async Task RunAsync(Turn turn, CancellationToken cancellationToken)
    {
        var task = turn.Request.Task;
        turn.Source = string.IsNullOrEmpty(task.SourceLanguage)
            ? await FindAsync(turn, cancellationToken)
            : LanguageTag.Parse(task.SourceLanguage);
        if (turn.Question is not null) return;

        var wanted = Wanted(turn).Distinct().ToArray();
        turn.Targets = [.. wanted.Select(language => new TurnTarget(language))];
        if (task.Kind != TaskKinds.Translate) return;
        foreach (var target in turn.Targets.Where(target => target.Language == turn.Source))
            target.Error = AlreadyIn(target.Language!.Value);
        if (turn.Targets.All(target => target.Error is not null)) throw new TurnException(turn.Targets[0].Error!);
    }

    internal static TurnError AlreadyIn(string language) => new(TurnErrorCodes.SameLanguage,
        $"The text is already in {language}.", "Choose another targetLanguage.");

    private static async Task<LanguageTag?> FindAsync(Turn turn, CancellationToken cancellationToken)
    {
        var found = turn.Detection = LanguageDetector.Default.Detect(turn.Prompt!.Text);
        var sure = found.Confidence >= SureFrom;
        var payload = new JsonObject { ["language"] = found.Language, ["confidence"] = found.Confidence };
        if (!sure)
            payload["candidates"] = new JsonArray([.. found.Candidates.Select(one => (JsonNode)new JsonObject
            {
                ["language"] = one.Language,
                ["confidence"] = one.Confidence,
            })]);
        await turn.EmitAsync(TaskEventTypes.LanguageDetected, payload, cancellationToken);
        if (sure) return LanguageTag.Parse(found.Language);
        if (turn.Request.Task.Kind is TaskKinds.Translate or TaskKinds.Reply)
            turn.Question = new TurnQuestion(TurnResult.LanguageSelection);
        return null;
    }

    private static IEnumerable<LanguageTag?> Wanted(Turn turn)
    {
        var task = turn.Request.Task;
        yield return task.Kind == TaskKinds.Rewrite || string.IsNullOrEmpty(task.TargetLanguage)
            ? null
            : LanguageTag.Parse(task.TargetLanguage);
        foreach (var tag in task.AdditionalTargetLanguages ?? []) yield return LanguageTag.Parse(tag);
        if (task is not { Kind: TaskKinds.Reply, Delivery: DeliveryModes.PerMember }) yield break;
        // A member's variety of a language that is made already reads that one.
        var made = new HashSet<string>(StringComparer.Ordinal) { LanguageTag.Parse(task.TargetLanguage!).Language };
        foreach (var tag in task.AdditionalTargetLanguages ?? []) made.Add(LanguageTag.Parse(tag).Language);
        foreach (var member in turn.Conversation!.Members)
        {
            if (made.Count <= Limits.AdditionalLanguages
                && LanguageTag.TryParse(member.Language, out var read) && made.Add(read.Language)) yield return read;
        }
    }
}
