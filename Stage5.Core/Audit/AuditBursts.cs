using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Stage5.Core.Audit;

/// <summary>
/// What a stranger can cause as often as they like is on record one by one up to sixty times a minute and source in
/// one process; what comes on top is one record with its count, so that nobody fills the store.
/// </summary>
public sealed class AuditBursts(AuditLog log, TimeProvider time, ILogger<AuditBursts> logger)
{
    public const int Most = 60;

    // Addresses are cheap: beyond these, all others are counted as one source.
    private const int MostSources = 10_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Burst> _bursts = new(StringComparer.Ordinal);

    /// <summary>Records what was refused. The refusal stands whether it can be recorded or not.</summary>
    /// <param name="source">Who causes it: an address, or a tenant's user.</param>
    public async Task AppendAsync(string source, AuditEntry entry)
    {
        var key = $"{entry.Tenant}\n{entry.Action}\n{source}";
        if (_bursts.Count >= MostSources && !_bursts.ContainsKey(key))
            key = $"{entry.Tenant}\n{entry.Action}\n";
        var burst = _bursts.GetOrAdd(key, _ => new Burst(entry, time.GetUtcNow()));
        if (Interlocked.Increment(ref burst.Count) <= Most)
            await WriteAsync(entry);
    }

    /// <summary>Ends the minutes that are over.</summary>
    /// <param name="all">Also those that are not: the process ends.</param>
    public async Task FlushAsync(bool all = false)
    {
        foreach (var (key, burst) in _bursts)
        {
            if (!all && time.GetUtcNow() - burst.Since < Window)
                continue;
            _bursts.TryRemove(key, out _);
            if (Volatile.Read(ref burst.Count) is var count and > Most)
            {
                await WriteAsync(burst.First with
                {
                    Details = new JsonObject
                    {
                        ["count"] = count - Most,
                        ["since"] = burst.Since,
                        ["like"] = burst.First.Details?.DeepClone(),
                    },
                    TraceId = null,
                });
            }
        }
    }

    private async Task WriteAsync(AuditEntry entry)
    {
        try
        {
            await log.AppendAsync(entry, CancellationToken.None);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            logger.NotRecorded(e, entry.Action, entry.Resource);
        }
    }

    private sealed class Burst(AuditEntry first, DateTimeOffset since)
    {
        public long Count;

        public AuditEntry First => first;

        public DateTimeOffset Since => since;
    }
}
