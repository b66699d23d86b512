using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stage5.Core.Storage;

namespace Stage5.Core.Replies;

/// <summary>Finds replies that are due among all tenants.</summary>
[SuppressMessage("Naming", "CA1711", Justification = "A queue is what it is, though not a collection.")]
public sealed partial class ReplyQueue : DueQueue<ReplyClaim>
{
    private readonly ReplyOutbox _outbox;
    private readonly ILogger<ReplyQueue> _logger;

    internal ReplyQueue(
        Store store, ReplyOutbox outbox, IOptions<ReplyOptions> options, TimeProvider time,
        ILogger<ReplyQueue> logger)
        : base(store, Keys.RepliesChannel, options.Value.SweepInterval, time) =>
        (_outbox, _logger) = (outbox, logger);

    private protected override Task<ReplyClaim?> ClaimAsync(string tenant, CancellationToken ct) =>
        _outbox.ClaimAsync(tenant, ct);

    private protected override Task<long> DueAsync(string tenant, CancellationToken ct) => _outbox.DueAsync(tenant, ct);

    private protected override void LookRefused(Exception exception, string tenant) =>
        LogLookRefused(exception, tenant);

    [LoggerMessage(1050, LogLevel.Error, "The store refused to say what is due for tenant {Tenant}")]
    private partial void LogLookRefused(Exception exception, string tenant);
}
