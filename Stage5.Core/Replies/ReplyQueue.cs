using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Stage5.Core.Storage;

namespace Stage5.Core.Replies;

/// <summary>Finds what is due among all tenants: told by a publication, or by looking.</summary>
[SuppressMessage("Naming", "CA1711", Justification = "A queue is what it is, though not a collection.")]
public sealed partial class ReplyQueue
{
    // Scripts of a sweep in flight at once.
    private const int Together = 50;

    private readonly Store _store;
    private readonly ReplyOutbox _outbox;
    private readonly TimeProvider _time;
    private readonly ReplyOptions _options;
    private readonly ILogger<ReplyQueue> _logger;
    private readonly Signal _signal;
    private readonly LazySubscription _subscription;
    private readonly Lock _gate = new();
    // Tenants that something may be due for, in turn.
    private readonly LinkedList<string> _turns = new();
    private long _emptyAt = -1;
    private long? _swept;

    internal ReplyQueue(
        Store store, ReplyOutbox outbox, IOptions<ReplyOptions> options, TimeProvider time,
        ILogger<ReplyQueue> logger)
    {
        (_store, _outbox, _options, _time, _logger) = (store, outbox, options.Value, time, logger);
        _signal = new Signal(time);
        _subscription = new LazySubscription(store, Keys.RepliesChannel, Heard);
    }

    /// <summary>Takes on one delivery, tenant by tenant.</summary>
    /// <returns>Null when nothing is due.</returns>
    /// <exception cref="RedisException">The store is away.</exception>
    /// <exception cref="TimeoutException">The store did not answer.</exception>
    public async Task<ReplyClaim?> ClaimAsync(CancellationToken ct = default)
    {
        await _subscription.EnsureAsync(ct);
        var version = _signal.Version;
        if (SweepIsDue())
            await SweepAsync(ct);
        while (NextTenant() is { } tenant)
        {
            if (await _outbox.ClaimAsync(tenant, ct) is { } claim)
            {
                // Others first, then more of it.
                MayBeDue(tenant);
                return claim;
            }
        }
        Volatile.Write(ref _emptyAt, version);
        return null;
    }

    /// <summary>
    /// Returns when something was put into an outbox since the last <see cref="ClaimAsync"/> that found nothing,
    /// at the latest when the next look is due.
    /// </summary>
    public Task WaitAsync(CancellationToken ct = default) =>
        _signal.WaitAsync(Volatile.Read(ref _emptyAt), _options.SweepInterval, ct);

    /// <summary>
    /// What a dead process left behind, what waited for its next attempt, what no publication told of.
    /// </summary>
    private async Task SweepAsync(CancellationToken ct)
    {
        var tenants = await _store.InTimeAsync(_store.Database.SetMembersAsync(Keys.Tenants), ct);
        foreach (var some in tenants.Select(tenant => tenant.ToString()).Chunk(Together))
            await Task.WhenAll(some.Select(tenant => LookAsync(tenant, ct)));
        _swept = _time.GetTimestamp();
    }

    private async Task LookAsync(string tenant, CancellationToken ct)
    {
        try
        {
            if (await _outbox.DueAsync(tenant, ct) > 0)
                MayBeDue(tenant);
        }
        catch (RedisServerException e)
        {
            // One tenant whose keys are broken must not hold up the others.
            LogLookRefused(e, tenant);
        }
    }

    private bool SweepIsDue() => _swept is not { } swept || _time.GetElapsedTime(swept) >= _options.SweepInterval;

    private void Heard(RedisValue tenant)
    {
        MayBeDue(tenant.ToString());
        _signal.Raise();
    }

    private void MayBeDue(string tenant)
    {
        lock (_gate)
        {
            if (TenantId.IsValid(tenant) && !_turns.Contains(tenant))
                _turns.AddLast(tenant);
        }
    }

    private string? NextTenant()
    {
        lock (_gate)
        {
            var next = _turns.First?.Value;
            if (next is not null)
                _turns.RemoveFirst();
            return next;
        }
    }

    [LoggerMessage(1050, LogLevel.Error, "The store refused to say what is due for tenant {Tenant}")]
    private partial void LogLookRefused(Exception exception, string tenant);
}
