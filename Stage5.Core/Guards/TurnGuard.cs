using System.Collections.Concurrent;
using Stage5.Core.Storage;

namespace Stage5.Core.Guards;

/// <summary>Rate, concurrency and budget of every tenant, shared by all replicas.</summary>
public sealed class TurnGuard
{
    private const int ReapedAtOnce = 100;

    private readonly Store _store;
    private readonly GuardStore _guards;
    private readonly HoldKeeper _keeper;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, bool> _known = new();

    internal TurnGuard(Store store, GuardStore guards, HoldKeeper keeper, TimeProvider time) =>
        (_store, _guards, _keeper, _time) = (store, guards, keeper, time);

    /// <summary>Rate, place and, where worst cases are given, money: one script, one round trip.</summary>
    /// <remarks>
    /// A request that finds no place or no money has counted as a request; its tokens have not.
    /// </remarks>
    /// <exception cref="StackExchange.Redis.RedisException">The store is away: nobody is let in.</exception>
    /// <exception cref="TimeoutException">The store did not answer; what it may have held is released.</exception>
    public async Task<Admission> AdmitAsync(AdmitRequest request, CancellationToken cancellationToken)
    {
        var hold = new Hold(Guid.CreateVersion7(_time.GetUtcNow()).ToString(), request.Subject, _guards, _keeper);
        try
        {
            var reply = await _guards.AdmitAsync(request, hold.Id, cancellationToken);
            if (reply.Denied)
                return Report(request, new Admission(null, -1, reply.Denial(), reply.Rate()));
            hold.Start(reply.Amount, request.Class);
            await RememberAsync(request.Subject.Tenant, cancellationToken);
            return Report(request, new Admission(hold, reply.Target, null, reply.Rate()));
        }
        catch
        {
            // The store may hold it all the same, or will in a moment.
            hold.Abandon();
            throw;
        }
    }

    /// <summary>Counts a task that is accepted for later against the rates; holds nothing.</summary>
    /// <exception cref="StackExchange.Redis.RedisException">The store is away.</exception>
    public async Task<Admission> CountAsync(AdmitRequest request, CancellationToken cancellationToken)
    {
        var reply = await _guards.AdmitAsync(
            request with { CountRate = true, WorstCases = null }, holdId: "", cancellationToken);
        return Report(request, new Admission(null, -1, reply.Denied ? reply.Denial() : null, reply.Rate()));
    }

    /// <summary>
    /// Charges in full the holds of processes that died. Admission does the same for its own tenant, so this is
    /// for tenants that have gone quiet. Any number of workers may run it at any time.
    /// </summary>
    /// <returns>How many leases had ended.</returns>
    public async Task<int> ReapAsync(CancellationToken cancellationToken)
    {
        var all = 0;
        var tenants = await _store.InTimeAsync(_store.Database.SetMembersAsync(Keys.Tenants), cancellationToken);
        foreach (var tenant in tenants)
        {
            int reaped;
            do
            {
                reaped = await _guards.ReapAsync(tenant!, ReapedAtOnce, cancellationToken);
                all += reaped;
            }
            while (reaped == ReapedAtOnce);
        }
        return all;
    }

    // Once a process and tenant: sweeps go through the tenants in this set.
    private async Task RememberAsync(string tenant, CancellationToken cancellationToken)
    {
        if (_known.ContainsKey(tenant))
            return;
        await _store.InTimeAsync(_store.Database.SetAddAsync(Keys.Tenants, tenant), cancellationToken);
        _known[tenant] = true;
    }

    private static Admission Report(AdmitRequest request, Admission admission)
    {
        GuardMetrics.Admitted(request.Class, admission.Denial?.Code ?? "admitted");
        return admission;
    }
}
