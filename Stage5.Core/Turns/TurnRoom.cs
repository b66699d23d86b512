using Stage5.Contracts;
using Stage5.Core.Conversations;

namespace Stage5.Core.Turns;

/// <summary>The conversation a turn belongs to: who may, what holds in it, what was said in it.</summary>
public sealed class TurnRoom(ConversationStore conversations)
{
    private const int MostMessages = 500;

    /// <summary>An id that nobody used yet becomes the caller's.</summary>
    /// <exception cref="TurnException">It is others', or the caller has as many as a person may.</exception>
    public async Task<ConversationView> EnterAsync(
        string tenant, string user, string conversationId, CancellationToken cancellationToken)
    {
        var (entry, conversation) = await conversations.EnterAsync(tenant, user, conversationId, cancellationToken);
        return entry switch
        {
            ConversationEntry.Created or ConversationEntry.Member => conversation!,
            ConversationEntry.Full => throw new TurnException(new TurnError(TurnErrorCodes.ConversationsFull,
                "You have made as many conversations as a person may.", "Send the id of one that you are in.")),
            _ => throw new TurnException(new TurnError(TurnErrorCodes.ConversationNotFound,
                $"There is no conversation {conversationId}.", "Check the id.")),
        };
    }

    /// <summary>The conversation if the caller is in it; null where they are not or there is none.</summary>
    public Task<ConversationView?> FindAsync(
        string tenant, string user, string conversationId, CancellationToken cancellationToken) =>
        conversations.FindAsync(tenant, user, conversationId, cancellationToken);

    /// <summary>The request with what the conversation says where it says nothing itself.</summary>
    public static TaskRequest WithSettings(TaskRequest task, ConversationSettings settings) => task with
    {
        TargetLanguage = task.TargetLanguage
            ?? (task.Kind is TaskKinds.Translate or TaskKinds.Reply ? settings.TargetLanguage : null),
        Tone = task.Tone ?? (task.Kind == TaskKinds.Summarize ? null : settings.Tone),
        Glossary = task.Glossary ?? settings.Glossary,
        Processing = task.Processing ?? settings.Processing,
    };

    /// <summary>What was said last, as far as a text may be long, the oldest first.</summary>
    public async Task<string> TranscriptAsync(
        string tenant, string user, string conversationId, CancellationToken cancellationToken)
    {
        var lines = new Stack<string>();
        long? before = null;
        var (length, read) = (0, 0);
        while (read < MostMessages)
        {
            var page = await conversations.ReadMessagesAsync(
                tenant, conversationId, user, after: null, before, ConversationStore.LongestPage, cancellationToken);
            if (page is null) break;
            foreach (var message in page.Messages.Reverse())
            {
                var line = $"{message.Author}: {message.Text}\n";
                length += line.Length;
                if (length > Limits.TextLength)
                    return lines.Count > 0 ? string.Concat(lines) : line[..Limits.TextLength];
                lines.Push(line);
            }

            read += page.Messages.Count;
            if (!page.More || page.Messages.Count == 0) break;
            before = page.Messages[0].Sequence;
        }

        return string.Concat(lines);
    }
}
