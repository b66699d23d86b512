using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stage5.Core.Storage;

namespace Stage5.Core.Webhooks;

/// <summary>Finds webhook deliveries that are due among all tenants.</summary>
[SuppressMessage("Naming", "CA1711", Justification = "A queue is what it is, though not a collection.")]
public sealed partial class WebhookQueue : DueQueue<WebhookClaim>
{
    private readonly WebhookOutbox _outbox;
    private readonly ILogger<WebhookQueue> _logger;

    internal WebhookQueue(
        Store store, WebhookOutbox outbox, IOptions<WebhookOptions> options, TimeProvider time,
        ILogger<WebhookQueue> logger)
        : base(store, Keys.WebhooksChannel, options.Value.SweepInterval, time) =>
        (_outbox, _logger) = (outbox, logger);

    private protected override Task<WebhookClaim?> ClaimAsync(string tenant, CancellationToken ct) =>
        _outbox.ClaimAsync(tenant, ct);

    private protected override Task<long> DueAsync(string tenant, CancellationToken ct) => _outbox.DueAsync(tenant, ct);

    private protected override void LookRefused(Exception exception, string tenant) =>
        LogLookRefused(exception, tenant);

    [LoggerMessage(1300, LogLevel.Error, "The store refused to say which webhooks are due for tenant {Tenant}")]
    private partial void LogLookRefused(Exception exception, string tenant);
}
