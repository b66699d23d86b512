using Stage5.Contracts;
using Stage5.Core.Language;
using Stage5.Core.Models.Texts;

namespace Stage5.Core.Turns;

/// <summary>How large a turn is, before anything of it is done.</summary>
public static class TurnSize
{
    /// <summary>Upper bound of the tokens that a request may take, input and output together, for the rate limits.</summary>
    public static long TokensOf(TaskRequest task)
    {
        var kind = task.Kind switch
        {
            TaskKinds.Rewrite => TextKind.Rewriting,
            TaskKinds.Summarize => TextKind.Summary,
            _ => TextKind.Translation,
        };
        var order = new TextOrder(kind, task.EditedText ?? task.Text)
        {
            Target = LanguageTag.TryParse(task.TargetLanguage, out var target) ? target : null,
            Context = task.Context,
        };
        var needs = TextGenerator.NeedsOf(order);
        return (needs.InputTokens!.Value + needs.MaxOutputTokens!.Value) * (1 + (task.AdditionalTargetLanguages?.Count ?? 0));
    }

    /// <summary>True for a text that is too long to wait for.</summary>
    public static bool IsLong(TaskRequest task) => (task.EditedText ?? task.Text).Length > Limits.InlineLength;
}
