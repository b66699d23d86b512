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
        return (needs.InputTokens!.Value + needs.MaxOutputTokens!.Value) * LanguagesOf(task);
    }

    /// <summary>Most languages that it may come to.</summary>
    public static int LanguagesOf(TaskRequest task) =>
        task is { Kind: TaskKinds.Reply, Delivery: DeliveryModes.PerMember }
            ? 1 + Limits.AdditionalLanguages
            : 1 + (task.AdditionalTargetLanguages?.Count ?? 0);

    /// <summary>True for what is made of a conversation's messages, read when the turn runs.</summary>
    public static bool IsOfConversation(TaskRequest task) =>
        task is { Kind: TaskKinds.Summarize, ConversationId: not null } && string.IsNullOrWhiteSpace(task.Text);

    /// <summary>True for a text that is too long to wait for.</summary>
    public static bool IsLong(TaskRequest task) => (task.EditedText ?? task.Text).Length > Limits.InlineLength;
}
