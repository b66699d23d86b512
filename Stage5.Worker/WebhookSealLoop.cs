using Stage5.Core.Webhooks;

namespace Stage5.Worker;

/// <summary>Seals endpoints' secrets anew once the key has a newer version, so that the old one may go.</summary>
internal sealed partial class WebhookSealLoop(
    WebhookEndpoints endpoints, TimeProvider time, ILogger<WebhookSealLoop> logger)
    : PeriodicLoop(TimeSpan.FromMinutes(5), time, logger)
{
    private readonly ILogger _logger = logger;

    protected override async Task TickAsync(CancellationToken cancellationToken)
    {
        if (await endpoints.SealAnewAsync(cancellationToken) is > 0 and var count)
            LogSealedAnew(_logger, count);
    }

    [LoggerMessage(1306, LogLevel.Information, "Secrets of {Count} webhook endpoints were sealed under the newest key.")]
    private static partial void LogSealedAnew(ILogger logger, int count);
}
