using Stage5.Contracts;
using Stage5.Core.Conversations;

namespace Stage5.Core.Replies;

/// <summary>Delivers into the Stage5 conversation, as a message of its own.</summary>
internal sealed class ConversationChannel(ConversationWriter conversations) : IReplyChannel
{
    public string Name => DeliveryChannels.Conversation;

    public async Task<DeliveryResult> DeliverAsync(ReplyDelivery delivery, CancellationToken cancellationToken)
    {
        var content = delivery.Content;
        var message = new NewMessage(NewMessage.Replier, KindOf(content), content.Text)
        {
            Language = content.Language,
            Translations = content.Translations,
            TaskId = delivery.TaskId,
            DeliveredTo = delivery.Recipient,
            Key = delivery.Id,
            Retracts = content.Retracts,
        };
        try
        {
            var appended = await conversations.WriteAsync(
                delivery.Tenant, delivery.ConversationId, message, cancellationToken);
            return appended.Outcome switch
            {
                AppendOutcome.Appended or AppendOutcome.Repeated => DeliveryResult.Delivered,
                AppendOutcome.NoRecipient =>
                    DeliveryResult.Impossible($"{delivery.Recipient} is not a member of the conversation."),
                _ => DeliveryResult.Impossible("There is no such conversation."),
            };
        }
        catch (ArgumentException e)
        {
            return DeliveryResult.Impossible(e.Message);
        }
    }

    private static string KindOf(ReplyContent content) =>
        content.Retracts is null ? MessageKinds.Reply : MessageKinds.Retraction;
}
