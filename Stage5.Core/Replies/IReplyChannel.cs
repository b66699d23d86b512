namespace Stage5.Core.Replies;

/// <summary>A way in which replies reach people.</summary>
public interface IReplyChannel
{
    /// <summary>What <see cref="OutboxEntry.Channel"/> names it.</summary>
    string Name { get; }

    /// <summary>
    /// Delivers once: called again with the same <see cref="ReplyDelivery.Id"/>, it does nothing. What it throws
    /// counts as a failure that may pass.
    /// </summary>
    Task<DeliveryResult> DeliverAsync(ReplyDelivery delivery, CancellationToken cancellationToken);
}

/// <summary>One attempt at a delivery.</summary>
/// <param name="Id">The key of its effect: the same in every attempt.</param>
/// <param name="User">Whose task it came from.</param>
/// <param name="Attempt">1 for the first.</param>
public sealed record ReplyDelivery(
    string Id, string Tenant, string TaskId, string User, string ConversationId, string Channel, string? Recipient,
    ReplyContent Content, int Attempt);

/// <summary>What came of an attempt.</summary>
public enum DeliveryOutcome
{
    Delivered,

    /// <summary>It may pass: there is another attempt.</summary>
    Failed,

    /// <summary>It never will: no further attempt.</summary>
    Impossible,
}

/// <summary>What came of an attempt, and why.</summary>
/// <param name="Error">A sentence that may be shown to whoever asked for the reply.</param>
/// <param name="NotBefore">
/// The least wait before the next attempt, where whoever refused asked for one; an hour at most.
/// </param>
public sealed record DeliveryResult(DeliveryOutcome Outcome, string Error = "", TimeSpan NotBefore = default)
{
    public static DeliveryResult Delivered { get; } = new(DeliveryOutcome.Delivered);

    public static DeliveryResult Failed(string error, TimeSpan notBefore = default) =>
        new(DeliveryOutcome.Failed, error, notBefore);

    public static DeliveryResult Impossible(string error) => new(DeliveryOutcome.Impossible, error);
}
