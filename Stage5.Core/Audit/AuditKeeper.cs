using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Stage5.Core.Settings;
using Stage5.Core.Storage;

namespace Stage5.Core.Audit;

/// <summary>Seals every chain soon after it got a record, and forgets what outlived its retention. One process at a time.</summary>
public sealed class AuditKeeper
{
    /// <summary>More than this no live setting keeps, whatever stands in the store.</summary>
    internal const int MostDays = 36_500;

    private const int TrimPage = 500;
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan TrimEvery = TimeSpan.FromHours(1);

    private readonly AuditStore _store;
    private readonly AuditSealer _sealer;
    private readonly AuditSegments? _segments;
    private readonly AuditOptions _options;
    private readonly SettingsStore _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly LazySubscription _woken;
    private readonly ConcurrentDictionary<string, bool> _changed = new(StringComparer.Ordinal);
    private readonly string _holder = Guid.CreateVersion7().ToString();
    private DateTimeOffset _sweptAt = DateTimeOffset.MinValue;
    private DateTimeOffset _trimmedAt = DateTimeOffset.MinValue;

    internal AuditKeeper(
        AuditStore store, Store connection, AuditSealer sealer, AuditSegments? segments, IOptions<AuditOptions> options,
        SettingsStore settings, TimeProvider time, ILogger<AuditKeeper> logger)
    {
        (_store, _sealer, _segments, _options, _time, _logger) = (store, sealer, segments, options.Value, time, logger);
        _settings = settings;
        _woken = new LazySubscription(connection, Keys.AuditChannel, chain => _changed[(string)chain!] = true);
    }

    /// <summary>One round. Does nothing while another process holds the lease.</summary>
    /// <returns>How many records were sealed.</returns>
    /// <exception cref="RedisException">The store is away.</exception>
    /// <exception cref="TimeoutException">The store did not answer.</exception>
    public async Task<long> RunAsync(CancellationToken ct)
    {
        await _woken.EnsureAsync(ct);
        if (!await _store.TryLeaseAsync(_holder, _options.Lease, ct))
            return 0;

        // What a publication did not tell of, the sweep finds.
        if (_time.GetUtcNow() - _sweptAt >= SweepEvery)
        {
            foreach (var chain in await _store.ChainsAsync(ct))
                _changed[chain] = true;
            _sweptAt = _time.GetUtcNow();
        }
        var count = 0L;
        foreach (var chain in _changed.Keys)
        {
            // Much to seal may take longer than the lease; whoever lost it leaves the rest to the one who has it.
            if (!await _store.TryLeaseAsync(_holder, _options.Lease, ct))
                return count;
            _changed.TryRemove(chain, out _);
            count += await SealAsync(chain, ct);
        }
        if (_time.GetUtcNow() - _trimmedAt >= TrimEvery)
        {
            foreach (var chain in await _store.ChainsAsync(ct))
                await TrimAsync(chain, ct);
            _trimmedAt = _time.GetUtcNow();
        }
        return count;
    }

    private async Task<long> SealAsync(string chain, CancellationToken ct)
    {
        try
        {
            return await _sealer.SealAsync(chain, ct);
        }
        catch (AuditConflictException e)
        {
            // Left as it is: whoever goes on here would make what was altered look right.
            _logger.Conflict(chain, e.Number);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            _logger.SealFailed(e, chain);
        }
        return 0;
    }

    private async Task TrimAsync(string chain, CancellationToken ct)
    {
        var retention = await RetentionOfAsync(chain, ct);
        var limit = _time.GetUtcNow() - retention;
        AuditPlace? last = null;
        for (long? after = null; ;)
        {
            var page = await _store.PageAsync(chain, oldestFirst: true, after, TrimPage, ct);
            foreach (var line in page.Lines)
            {
                // What is open, or altered, is not forgotten: it is still to be sealed, or found.
                if (AuditChain.HashesOf(line) is not { } hashes || !AuditChain.IsIntact(line)
                    || JsonNode.Parse(line) is not JsonObject record
                    || (DateTimeOffset?)record["at"] is not { } at || at >= limit)
                {
                    await ForgetAsync(chain, last, retention, ct);
                    return;
                }
                last = new AuditPlace((long)record["number"]!, hashes.Hash);
            }
            if (page.Lines.Count < TrimPage)
            {
                await ForgetAsync(chain, last, retention, ct);
                return;
            }
            after = last!.Number;
        }
    }

    // Read from the store each time, never from what this process last heard: what is forgotten is gone for good, and a
    // process that has not heard yet must not take that for leave. Set live it only lengthens what is configured.
    private async Task<TimeSpan> RetentionOfAsync(string chain, CancellationToken ct)
    {
        var configured = _options.RetentionOf(chain);
        var set = (await _settings.ReadAsync(chain, ct)).Values;
        return set.TryGetValue(SettingNames.AuditRetention, out var json) && json.ValueKind == JsonValueKind.Number
            && json.TryGetInt64(out var days) && TimeSpan.FromDays(Math.Clamp(days, 1, MostDays)) is var live
            && live > configured
            ? live
            : configured;
    }

    private async Task ForgetAsync(string chain, AuditPlace? upTo, TimeSpan retention, CancellationToken ct)
    {
        if (upTo is null)
            return;
        var told = new AuditEntry(chain, AuditActor.System, "audit.trimmed", $"record/{upTo.Number}")
        {
            Details = new JsonObject { ["hash"] = upTo.Hash, ["retention_days"] = retention.TotalDays },
        };
        if (await _store.TrimAsync(chain, upTo, told, ct))
            _segments?.Forget(chain, upTo.Number);
    }
}
