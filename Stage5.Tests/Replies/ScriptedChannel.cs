using Stage5.Core.Replies;

namespace Stage5.Tests.Replies;

/// <summary>A channel that does what the test says; it delivers if the test says nothing.</summary>
internal sealed class ScriptedChannel : IReplyChannel
{
    public const string ChannelName = "scripted";

    public string Name => ChannelName;

    public Func<ReplyDelivery, CancellationToken, Task<DeliveryResult>> Answer { get; set; } =
        static (_, _) => Task.FromResult(DeliveryResult.Delivered);

    public Task<DeliveryResult> DeliverAsync(ReplyDelivery delivery, CancellationToken cancellationToken) =>
        Answer(delivery, cancellationToken);
}
