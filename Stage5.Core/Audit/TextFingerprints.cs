using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;
using Stage5.Core.Storage;

namespace Stage5.Core.Audit;

/// <summary>
/// Says whether a text is the one that a record tells of, and nothing else about it: HMAC-SHA-256 under the tenant's
/// own salt, so that no list of guesses made for one tenant fits another.
/// </summary>
public sealed class TextFingerprints(Store store)
{
    private const int SaltBytes = 32;
    private const int Shown = 16;
    private readonly ConcurrentDictionary<string, byte[]> _salts = new(StringComparer.Ordinal);

    /// <returns>The first 16 bytes in lower-case hexadecimal.</returns>
    /// <exception cref="RedisException">The store is away.</exception>
    /// <exception cref="TimeoutException">The store did not answer.</exception>
    public async ValueTask<string> OfAsync(string tenant, string text, CancellationToken ct = default)
    {
        if (!_salts.TryGetValue(tenant, out var salt))
            _salts[tenant] = salt = await SaltAsync(tenant, ct);
        return Of(salt, text);
    }

    internal static string Of(byte[] salt, string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(salt, Encoding.UTF8.GetBytes(text)).AsSpan(0, Shown));

    private async Task<byte[]> SaltAsync(string tenant, CancellationToken ct)
    {
        // Kept by nobody but plain commands: no script reads it, so no lock of a script is met.
        RedisKey key = $"{Keys.Root(tenant)}:audit-salt";
        RedisValue fresh = RandomNumberGenerator.GetBytes(SaltBytes);
        await store.InTimeAsync(store.Database.StringSetAsync(key, fresh, when: When.NotExists), ct);
        return (byte[])(await store.InTimeAsync(store.Database.StringGetAsync(key), ct))!;
    }
}
