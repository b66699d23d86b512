using System.Collections.Concurrent;
using System.Diagnostics;
using StackExchange.Redis;
using Stage5.Core.Storage;

namespace Stage5.Core.Audit;

/// <summary>
/// Where everything that happened is written before its effect is acknowledged. What a script changes is told by the
/// same script (<c>audit-prelude.lua</c>); everything else through here.
/// </summary>
public sealed class AuditLog(Store store)
{
    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);

    /// <summary>Adds records to the chain of their tenant, in order and in one step. They are sealed soon after.</summary>
    /// <returns>The number of the last one.</returns>
    /// <exception cref="ArgumentException">There is no entry, or they are of several tenants.</exception>
    /// <exception cref="RedisException">The store is away: nothing may be acknowledged.</exception>
    /// <exception cref="TimeoutException">The store did not answer; the records may stand.</exception>
    public async Task<long> AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken ct = default)
    {
        if (entries.Count == 0 || entries.Any(entry => entry.Tenant != entries[0].Tenant))
            throw new ArgumentException("Records of one step are of one tenant.", nameof(entries));
        var tenant = entries[0].Tenant;
        RedisKey[] keys = [Keys.Root(tenant)];
        await ShowAsync(tenant, ct);
        var current = Activity.Current?.TraceId.ToHexString();
        RedisValue[] args =
        [
            .. entries.SelectMany(entry => new RedisValue[]
            {
                AuditJson.Open(entry, entry.TraceId ?? current), entry.TaskId ?? "", entry.Sequence,
            }),
        ];
        return (long)await store.RunAsync(AuditScripts.Append, keys, args, ct);
    }

    /// <inheritdoc cref="AppendAsync(IReadOnlyList{AuditEntry}, CancellationToken)"/>
    public Task<long> AppendAsync(AuditEntry entry, CancellationToken ct = default) => AppendAsync([entry], ct);

    // First of all, so that no chain is ever out of the sealer's sight.
    private async Task ShowAsync(string tenant, CancellationToken ct)
    {
        if (_known.ContainsKey(tenant))
            return;
        await store.InTimeAsync(store.Database.SetAddAsync(Keys.AuditChains, tenant), ct);
        _known.TryAdd(tenant, true);
    }
}
