using Microsoft.Extensions.Options;
using Stage5.Core.Tasks;
using Stage5.Core.Webhooks;

namespace Stage5.Worker;

/// <summary>Calls webhook endpoints, several at once.</summary>
internal sealed partial class WebhookLoop(
    WebhookQueue queue, WebhookDeliverer deliverer, IOptions<WebhookOptions> options, IOptions<WorkerOptions> worker,
    TimeProvider time, ILogger<WebhookLoop> logger)
    : ClaimLoop<WebhookClaim>(options.Value.Concurrency, worker.Value.Drain, time, logger)
{
    private readonly ILogger _logger = logger;

    protected override Task<WebhookClaim?> ClaimAsync(CancellationToken ct) => queue.ClaimAsync(ct);

    protected override Task WaitForWorkAsync(CancellationToken ct) => queue.WaitAsync(ct);

    protected override Task WorkAsync(WebhookClaim claim, CancellationToken giveUp) =>
        deliverer.DeliverAsync(claim, giveUp);

    protected override void Abandon(WebhookClaim claim, Exception exception) =>
        LogAbandoned(_logger, exception, claim.Id);

    [LoggerMessage(1305, LogLevel.Warning, "Webhook delivery {DeliveryId} was abandoned.")]
    private static partial void LogAbandoned(ILogger logger, Exception exception, string deliveryId);
}
