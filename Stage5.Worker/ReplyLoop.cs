using Microsoft.Extensions.Options;
using Stage5.Core.Replies;
using Stage5.Core.Tasks;

namespace Stage5.Worker;

/// <summary>Delivers what turns left in the outbox, several conversations at once.</summary>
internal sealed partial class ReplyLoop(
    ReplyQueue queue, ReplyDeliverer deliverer, IOptions<ReplyOptions> options, IOptions<WorkerOptions> worker,
    TimeProvider time, ILogger<ReplyLoop> logger)
    : ClaimLoop<ReplyClaim>(options.Value.Concurrency, worker.Value.Drain, time, logger)
{
    private readonly ILogger _logger = logger;

    protected override Task<ReplyClaim?> ClaimAsync(CancellationToken ct) => queue.ClaimAsync(ct);

    protected override Task WaitForWorkAsync(CancellationToken ct) => queue.WaitAsync(ct);

    protected override Task WorkAsync(ReplyClaim claim, CancellationToken giveUp) =>
        deliverer.DeliverAsync(claim, giveUp);

    protected override void Abandon(ReplyClaim claim, Exception exception) =>
        LogAbandoned(_logger, exception, claim.Delivery.Id);

    [LoggerMessage(1056, LogLevel.Warning, "Delivery {DeliveryId} was abandoned.")]
    private static partial void LogAbandoned(ILogger logger, Exception exception, string deliveryId);
}
