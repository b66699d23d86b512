using System.Text.Json;
using Stage5.Contracts;
using Stage5.Core.Replies;

namespace Stage5.Core.Webhooks;

/// <summary>
/// Hands a reply over to the tenant's webhook endpoints. What they do with it holds up no conversation: each has its
/// own time and its own attempts, and is seen under its deliveries.
/// </summary>
internal sealed class WebhookChannel(WebhookOutbox outbox) : IReplyChannel
{
    public string Name => DeliveryChannels.Webhook;

    public async Task<DeliveryResult> DeliverAsync(ReplyDelivery delivery, CancellationToken cancellationToken)
    {
        var content = delivery.Content;
        var data = JsonSerializer.Serialize(new ReplyEvent(
            delivery.Id, delivery.TaskId, delivery.ConversationId, delivery.User, delivery.Recipient, content.Text,
            content.Language, content.Translations, content.Retracts), WebhookJson.Default.ReplyEvent);
        // An id with a dot in it cannot be signed.
        var key = delivery.Id.Replace('.', '_');
        var type = content.Retracts is null ? WebhookEvents.ReplyDelivered : WebhookEvents.ReplyRetracted;
        return await outbox.PutAsync(
            delivery.Tenant, type, key, data, endpoint: null, cancellationToken) > 0
            ? DeliveryResult.Delivered
            : DeliveryResult.Impossible($"No webhook endpoint of the tenant takes {type}.");
    }
}
