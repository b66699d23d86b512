using Stage5.Contracts;

namespace Stage5.Core.Conversations;

/// <summary>Told of each message that every member sees, at least once.</summary>
public interface IConversationMemory
{
    Task RememberAsync(string tenant, string conversationId, MessageView message, CancellationToken ct);

    /// <summary>
    /// A message was taken back. What was made of it with others cannot be told apart, so all of the conversation goes.
    /// </summary>
    Task ForgetAsync(string tenant, string conversationId, CancellationToken ct);
}

/// <summary>Writes messages, and has the conversation remember them: what every member sees, nothing else.</summary>
public sealed class ConversationWriter(ConversationStore conversations, IEnumerable<IConversationMemory> memories)
{
    /// <inheritdoc cref="ConversationStore.AppendMessageAsync"/>
    public async Task<AppendedMessage> WriteAsync(
        string tenant, string conversationId, NewMessage message, CancellationToken ct = default)
    {
        var written = await conversations.AppendMessageAsync(tenant, conversationId, message, ct);
        if (message.Retracts is not null && written.Message is not null)
        {
            foreach (var memory in memories) await memory.ForgetAsync(tenant, conversationId, ct);
        }

        // Of one that was written before too: whoever wrote it may not have come as far as here.
        if (written.Message is not { DeliveredTo: null } view) return written;
        foreach (var memory in memories) await memory.RememberAsync(tenant, conversationId, view, ct);
        return written;
    }
}
