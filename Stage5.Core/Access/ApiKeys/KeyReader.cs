using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Stage5.Core.Storage;

namespace Stage5.Core.Access.ApiKeys;

/// <summary>
/// Whose key a token is. A process goes by what it read for a second at most, and forgets it as soon as it hears
/// that the key was changed: a revoked key ends in every process within a second.
/// </summary>
public sealed class KeyReader
{
    internal static readonly TimeSpan Brief = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan UseInterval = TimeSpan.FromMinutes(1);
    private const int MostUses = 10_000;

    private readonly KeyStore _keys;
    private readonly TimeProvider _time;
    private readonly ILogger<KeyReader> _logger;
    private readonly BriefCache<KeyRow> _cache;
    private readonly LazySubscription _changes;
    private Action<string>? _heard;
    private readonly ConcurrentDictionary<string, long> _uses = new(StringComparer.Ordinal);

    public KeyReader(KeyStore keys, Store store, TimeProvider time, ILogger<KeyReader> logger)
    {
        (_keys, _time, _logger) = (keys, time, logger);
        _cache = new BriefCache<KeyRow>(time, Brief, (id, _) => ReadAsync(id));
        _changes = new LazySubscription(store, Keys.KeysChannel, id =>
        {
            _cache.Drop((string)id!);
            _heard?.Invoke((string)id!);
        });
    }

    /// <summary>Tells with a key's id once what was known of it is forgotten.</summary>
    internal void TellOfChanges(Action<string> heard) => _heard += heard;

    public static bool IsKey(string token) => KeyToken.IsKey(token);

    /// <summary>Who the key stands for; null when it is not, or not any more, good.</summary>
    /// <exception cref="RedisException">The store is away.</exception>
    /// <exception cref="TimeoutException">The store did not answer.</exception>
    public async Task<Identity?> FindAsync(string token, CancellationToken ct)
    {
        if (KeyToken.Split(token) is not var (id, hash))
            return null;
        var row = await _cache.GetAsync(id, ct);
        if (row is null)
            _cache.Forget(id);
        if (row?.Accepts(hash) != true)
            return null;
        await NoteUseAsync(row.Key, ct);
        return row.Key.Identity;
    }

    private async Task<KeyRow?> ReadAsync(string id)
    {
        // Before the key is read: what is changed from then on is heard of, or else asked for after a second.
        if (await _changes.TryEnsureAsync(CancellationToken.None) is { } unheard)
            _logger.NotHeard(unheard);
        return await _keys.ReadAsync(id);
    }

    // Once a minute: when it was last used is for people to read.
    private async Task NoteUseAsync(ApiKey key, CancellationToken ct)
    {
        var now = _time.GetTimestamp();
        if (_uses.TryGetValue(key.Id, out var last) && _time.GetElapsedTime(last, now) < UseInterval)
            return;
        if (_uses.Count >= MostUses)
            _uses.Clear();
        _uses[key.Id] = now;
        try
        {
            await _keys.UsedAsync(key, ct);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            _logger.UseNotKept(e, key.Id);
        }
    }
}
