using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Stage5.Core.Audit;

/// <summary>
/// What a stranger can cause as often as they like is on record one by one up to sixty times a minute and source, and six
/// hundred times a minute, tenant and action, in one process; what comes on top is one record with its count, so that
/// nobody fills the store, from however many addresses.
/// </summary>
public sealed class AuditBursts(AuditLog log, TimeProvider time, ILogger<AuditBursts> logger)
{
    /// <summary>One by one of one source, a minute.</summary>
    public const int Most = 60;

    /// <summary>One by one of all sources together, a minute, for each tenant and action.</summary>
    public const int MostOfAll = 600;

    // Addresses are cheap: beyond these, all others are counted as one source.
    private const int MostSources = 10_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Burst> _bursts = new(StringComparer.Ordinal);

    /// <summary>Records what was refused. The refusal stands whether it can be recorded or not.</summary>
    /// <param name="source">Who causes it: a network, or a tenant's user. Not empty.</param>
    public async Task AppendAsync(string source, AuditEntry entry)
    {
        var (all, own) = ($"{entry.Tenant}\n{entry.Action}\n", $"{entry.Tenant}\n{entry.Action}\n{source}");
        if (_bursts.Count >= MostSources && !_bursts.ContainsKey(own))
            own = $"{all}\n";
        // What comes on top of all needs no place for its source; unless their minute ends just now.
        var within = _bursts.TryGetValue(all, out var full) && full.Count >= MostOfAll
            ? Count(all, entry, MostOfAll)
            : Count(own, entry, Most) && Count(all, entry, MostOfAll);
        if (within && !await TryWriteAsync(entry))
            Carry(own, entry, Most, time.GetUtcNow(), 1);
    }

    /// <summary>Ends the minutes that are over.</summary>
    /// <param name="all">Also those that are not: the process ends.</param>
    public async Task FlushAsync(bool all = false)
    {
        foreach (var (key, burst) in _bursts.ToArray())
        {
            // Who takes it out ends it, nobody else; whoever counted in it meanwhile finds it closed, and counts in the next.
            if ((!all && time.GetUtcNow() - burst.Since < Window)
                || !_bursts.TryRemove(new KeyValuePair<string, Burst>(key, burst)))
                continue;
            var over = burst.Close();
            if (over > 0 && !await TryWriteAsync(Sum(key, burst, over)))
                Carry(key, burst.First, burst.Most, burst.From, over);
        }
    }

    /// <summary>The source that an address stands for: whoever has one of IPv6 has 2^64 of them.</summary>
    public static string NetworkOf(IPAddress? address) => address switch
    {
        null => "-",
        { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } =>
            $"{Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8))}/64",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        _ => address.ToString(),
    };

    // Whether it is among what is recorded one by one.
    private bool Count(string key, AuditEntry entry, int most)
    {
        bool within;
        while (!Open(key, entry, most, time.GetUtcNow()).TryCount(out within))
        {
            // Its minute ended just now; the next one's is there.
        }
        return within;
    }

    // What could not be written goes with the next sum.
    private void Carry(string key, AuditEntry entry, int most, DateTimeOffset from, long count)
    {
        while (!Open(key, entry, most, from).TryCarry(count))
        {
            // As above.
        }
    }

    private Burst Open(string key, AuditEntry entry, int most, DateTimeOffset from) =>
        _bursts.GetOrAdd(key, _ => new Burst(entry, most, from, time.GetUtcNow()));

    private static AuditEntry Sum(string key, Burst burst, long over)
    {
        var many = key.EndsWith('\n');
        return burst.First with
        {
            // Of many sources none is the one who did it.
            Actor = many ? AuditActor.Nobody : burst.First.Actor,
            Details = new JsonObject
            {
                ["count"] = over,
                ["since"] = burst.From,
                ["sources"] = many ? "many" : "one",
                ["like"] = burst.First.Details?.DeepClone(),
            },
            TraceId = null,
        };
    }

    private async Task<bool> TryWriteAsync(AuditEntry entry)
    {
        try
        {
            await log.AppendAsync(entry, CancellationToken.None);
            return true;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            logger.NotRecorded(e, entry.Action, entry.Resource);
            return false;
        }
    }

    /// <param name="from">When the first was counted of what it tells of.</param>
    /// <param name="since">When its minute began.</param>
    private sealed class Burst(AuditEntry first, int most, DateTimeOffset from, DateTimeOffset since)
    {
        private readonly Lock _gate = new();
        private long _count;
        private long _carried;
        private bool _closed;

        public AuditEntry First => first;

        public int Most => most;

        public DateTimeOffset From => from;

        public DateTimeOffset Since => since;

        public long Count
        {
            get
            {
                lock (_gate)
                    return _count;
            }
        }

        /// <returns>False when its minute is over: count in the next.</returns>
        public bool TryCount(out bool within)
        {
            lock (_gate)
            {
                within = !_closed && ++_count <= most;
                return !_closed;
            }
        }

        /// <returns>False when its minute is over: carry it to the next.</returns>
        public bool TryCarry(long count)
        {
            lock (_gate)
            {
                _carried += _closed ? 0 : count;
                return !_closed;
            }
        }

        /// <returns>What is not on record one by one.</returns>
        public long Close()
        {
            lock (_gate)
            {
                _closed = true;
                return Math.Max(0, _count - most) + _carried;
            }
        }
    }
}
