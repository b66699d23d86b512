using Stage5.Core.Recall;

namespace Stage5.Core.Conversations;

/// <summary>Writes messages, and has the conversation remember them: what every member sees, nothing else.</summary>
public sealed class ConversationWriter(ConversationStore conversations, MemoryStore memory)
{
    /// <inheritdoc cref="ConversationStore.AppendMessageAsync"/>
    public async Task<AppendedMessage> WriteAsync(
        string tenant, string conversationId, NewMessage message, CancellationToken ct = default)
    {
        var written = await conversations.AppendMessageAsync(tenant, conversationId, message, ct);
        // Of one that was written before too: whoever wrote it may not have come as far as here.
        if (written.Message is { DeliveredTo: null } view && !string.IsNullOrWhiteSpace(view.Text))
            await memory.AppendAsync(tenant, conversationId,
                new MemoryTurn(view.Id, view.Sequence, view.Author, Start(view.Text), view.CreatedAt), ct);
        return written;
    }

    private static string Start(string text) => text.Length <= MemoryTurn.LongestText ? text : text[..MemoryTurn.LongestText];
}
