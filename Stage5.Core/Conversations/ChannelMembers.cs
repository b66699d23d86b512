using Stage5.Core.Language.Glossaries;

namespace Stage5.Core.Conversations;

/// <summary>A glossary's channel is a conversation: its terms are seen by who is in it.</summary>
internal sealed class ChannelMembers(ConversationStore conversations) : IChannelMembers
{
    public async ValueTask<bool> IsMemberAsync(string tenant, string user, string channel, CancellationToken ct) =>
        await conversations.FindAsync(tenant, user, channel, ct) is not null;
}
