namespace Stage5.Contracts;

/// <summary>One delivery of a reply.</summary>
/// <param name="Id">The task's id and the number of the delivery.</param>
/// <param name="Channel">How it is delivered: <c>conversation</c> or <c>webhook</c>.</param>
/// <param name="Recipient">The one member it is for; null when it is for the whole conversation.</param>
/// <param name="State"><c>pending</c>, <c>delivering</c>, <c>delivered</c> or <c>dead</c>.</param>
/// <param name="Attempts">How often it was begun, since it was last resumed.</param>
/// <param name="Error">Why the last attempt failed; null when none did, or it is delivered.</param>
/// <param name="ConversationId">Where to.</param>
public sealed record DeliveryView(
    string Id,
    string Channel,
    string? Recipient,
    string State,
    int Attempts,
    string? Error,
    DateTimeOffset? DeliveredAt,
    string ConversationId);

/// <summary>Every delivery of a task, in the order they were written.</summary>
public sealed record DeliveryList(string TaskId, IReadOnlyList<DeliveryView> Deliveries);

/// <summary>Deliveries that used up their attempts or can never succeed, newest first.</summary>
public sealed record DeadDeliveries(IReadOnlyList<DeliveryView> Deliveries);

/// <summary>The values of <see cref="DeliveryView.State"/>.</summary>
public static class DeliveryStates
{
    /// <summary>Waits for its turn, or for its next attempt.</summary>
    public const string Pending = "pending";

    /// <summary>Somebody is at it.</summary>
    public const string Delivering = "delivering";

    public const string Delivered = "delivered";

    /// <summary>Given up until it is retried; it holds up nothing.</summary>
    public const string Dead = "dead";
}

/// <summary>How a reply is delivered into its conversation.</summary>
public static class DeliveryModes
{
    /// <summary>One message for all, with every translation attached.</summary>
    public const string Attachment = "attachment";

    /// <summary>One message for all in each language.</summary>
    public const string Broadcast = "broadcast";

    /// <summary>One message for each member in their language, seen by them only.</summary>
    public const string PerMember = "perMember";
}

/// <summary>The values of <see cref="DeliveryView.Channel"/>.</summary>
public static class DeliveryChannels
{
    /// <summary>A message in the Stage5 conversation.</summary>
    public const string Conversation = "conversation";

    /// <summary>A signed call of the tenant's webhook endpoints.</summary>
    public const string Webhook = "webhook";
}
