using System.Diagnostics.CodeAnalysis;
using StackExchange.Redis;

namespace Stage5.Core.Storage;

/// <summary>Finds what is due among all tenants: told by a publication, or by looking.</summary>
[SuppressMessage("Naming", "CA1711", Justification = "A queue is what it is, though not a collection.")]
public abstract class DueQueue<TClaim>
    where TClaim : class
{
    // Scripts of a sweep in flight at once.
    private const int Together = 50;

    private readonly Store _store;
    private readonly TimeProvider _time;
    private readonly TimeSpan _sweepInterval;
    private readonly Signal _signal;
    private readonly LazySubscription _subscription;
    private readonly Lock _gate = new();
    // Tenants that something may be due for, in turn.
    private readonly LinkedList<string> _turns = new();
    private long _emptyAt = -1;
    private long? _swept;

    /// <param name="channel">Where the tenant's name is published when something becomes due.</param>
    private protected DueQueue(Store store, RedisChannel channel, TimeSpan sweepInterval, TimeProvider time)
    {
        (_store, _time, _sweepInterval) = (store, time, sweepInterval);
        _signal = new Signal(time);
        _subscription = new LazySubscription(store, channel, Heard);
    }

    /// <summary>Takes on one delivery, tenant by tenant.</summary>
    /// <returns>Null when nothing is due.</returns>
    /// <exception cref="RedisException">The store is away.</exception>
    /// <exception cref="TimeoutException">The store did not answer.</exception>
    public async Task<TClaim?> ClaimAsync(CancellationToken ct = default)
    {
        await _subscription.EnsureAsync(ct);
        var version = _signal.Version;
        if (SweepIsDue())
            await SweepAsync(ct);
        while (NextTenant() is { } tenant)
        {
            if (await ClaimAsync(tenant, ct) is { } claim)
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
    /// Returns when something was put into an outbox since the last <see cref="ClaimAsync(CancellationToken)"/> that
    /// found nothing, at the latest when the next look is due.
    /// </summary>
    public Task WaitAsync(CancellationToken ct = default) =>
        _signal.WaitAsync(Volatile.Read(ref _emptyAt), _sweepInterval, ct);

    private protected abstract Task<TClaim?> ClaimAsync(string tenant, CancellationToken ct);

    /// <returns>0 when nothing of the tenant is due.</returns>
    private protected abstract Task<long> DueAsync(string tenant, CancellationToken ct);

    private protected abstract void LookRefused(Exception exception, string tenant);

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
            if (await DueAsync(tenant, ct) > 0)
                MayBeDue(tenant);
        }
        catch (RedisServerException e)
        {
            // One tenant whose keys are broken must not hold up the others.
            LookRefused(e, tenant);
        }
    }

    private bool SweepIsDue() => _swept is not { } swept || _time.GetElapsedTime(swept) >= _sweepInterval;

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
}
