using Stage5.Contracts;
using Stage5.Core.Conversations;

namespace Stage5.Core.Recall;

/// <summary>Remembers what is said in conversations.</summary>
internal sealed class RoomMemory(MemoryStore memory) : IConversationMemory
{
    public Task RememberAsync(string tenant, string conversationId, MessageView message, CancellationToken ct) =>
        string.IsNullOrWhiteSpace(message.Text)
            ? Task.CompletedTask
            : memory.AppendAsync(tenant, conversationId,
                new MemoryTurn(
                    message.Id, message.Sequence, message.Author, Start(message.Text), message.CreatedAt), ct);

    public Task ForgetAsync(string tenant, string conversationId, CancellationToken ct) =>
        memory.ForgetAsync(tenant, conversationId, ct);

    private static string Start(string text) =>
        text.Length <= MemoryTurn.LongestText ? text : text[..MemoryTurn.LongestText];
}
