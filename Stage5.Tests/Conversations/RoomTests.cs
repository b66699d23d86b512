using Stage5.Contracts;
using Stage5.Core.Conversations;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Conversations;

/// <summary>Base of tests on conversations: ana owns the room, ben and cho are in it, eve is not.</summary>
public abstract class RoomTests(StoreServers servers) : TaskTests(servers)
{
    private protected const string Room = "team";
    private protected static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    private protected static readonly ConversationMember[] Everyone =
        [new("ana", ConversationRoles.Owner, "es"), new("ben", Language: "de"), new("cho")];

    private protected async Task<ConversationView> MakeAsync(TaskNode node, string id = Room) =>
        (await node.Conversations.CreateAsync(Tenant, "ana", "The team", Everyone, settings: null, id, Ct))
            .Conversation.ShouldNotBeNull();

    private protected async Task<MessageView> SayAsync(
        TaskNode node, string text, string author = "ana", string? key = null) =>
        (await node.Conversations.AppendMessageAsync(Tenant, Room,
            new NewMessage(author, MessageKinds.Message, text) { Key = key }, Ct)).Message.ShouldNotBeNull();

    private protected async Task<MessageView> TellAsync(TaskNode node, string member, string text) =>
        (await node.Conversations.AppendMessageAsync(Tenant, Room,
            new NewMessage(NewMessage.Replier, MessageKinds.Reply, text) { DeliveredTo = member }, Ct))
            .Message.ShouldNotBeNull();

    /// <summary>All that the user sees, read page by page.</summary>
    private protected async Task<List<MessageView>> ReadAllAsync(TaskNode node, string? user, string room = Room)
    {
        var all = new List<MessageView>();
        while (true)
        {
            var page = (await node.Conversations.ReadMessagesAsync(
                Tenant, room, user, all.Count == 0 ? 0 : all[^1].Sequence, before: null, 100, Ct)).ShouldNotBeNull();
            all.AddRange(page.Messages);
            if (!page.More)
                return all;
        }
    }
}
