using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Stage5.Contracts;
using Stage5.Core.Storage;
using LuaScript = Stage5.Core.Storage.LuaScript;

namespace Stage5.Core.Access;

/// <summary>
/// Dashboard sessions. Tokens are <c>s5a_{session}_{secret}</c> (access) and <c>s5r_{session}_{secret}</c> (refresh,
/// used once); the store holds only their SHA-256, so that a copy of it opens nothing.
/// </summary>
public sealed class SessionStore(Store store, IOptions<AccessOptions> options, TimeProvider time)
{
    private const string AccessPrefix = "s5a_";
    private const string RefreshPrefix = "s5r_";
    private const int SecretBytes = 32;
    private static readonly LuaScript Rotate = LuaScript.Embedded("session-rotate");
    private static readonly LuaScript Index = LuaScript.Embedded("session-index", "clock");
    private static readonly RedisValue[] Fields = ["tenant", "user", "role", "access", "access_until", "refresh"];
    private static readonly RedisValue[] Facts = ["tenant", "user", "started", "renewed", "until", "by"];

    public static bool IsSessionToken(string token) =>
        token.StartsWith(AccessPrefix, StringComparison.Ordinal) || token.StartsWith(RefreshPrefix, StringComparison.Ordinal);

    /// <summary>Uses up a login link or a sign-in token. False the second time: each works once.</summary>
    public Task<bool> TryUseLoginAsync(string loginId) => store.InTimeAsync(store.Database.StringSetAsync(
        $"s5:login:{loginId}", "used", TimeSpan.FromMinutes(10), When.NotExists));

    /// <returns>The session's id and its tokens.</returns>
    public async Task<(string Id, SessionView Session)> CreateAsync(Identity identity)
    {
        var id = Guid.CreateVersion7().ToString("N");
        var tokens = new Tokens(id);
        var key = Key(id);
        var now = time.GetUtcNow();
        // First of all, so that no session is ever one that its user cannot see and end.
        await IndexAsync(identity.Tenant, identity.User, "add", id);
        var transaction = store.Database.CreateTransaction();
        var write = transaction.HashSetAsync(key,
        [
            new("tenant", identity.Tenant), new("user", identity.User), new("role", string.Join(' ', identity.Roles)),
            new("access", tokens.AccessHash), new("access_until", AccessUntil()), new("refresh", tokens.RefreshHash),
            new("started", now.ToUnixTimeSeconds()), new("renewed", now.ToUnixTimeSeconds()),
            new("until", (now + options.Value.SessionLifetime).ToUnixTimeSeconds()), new("by", identity.Credential),
        ]);
        var expire = transaction.KeyExpireAsync(key, options.Value.SessionLifetime);
        await store.InTimeAsync(transaction.ExecuteAsync());
        await write;
        await expire;
        return (id, tokens.View(options.Value));
    }

    /// <summary>Who the token stands for, or null. A refresh token's identity can do nothing but refresh.</summary>
    public async Task<Identity?> FindAsync(string token, CancellationToken cancellationToken = default)
    {
        if (Split(token) is not var (prefix, id, hash))
            return null;

        var fields = await store.InTimeAsync(store.Database.HashGetAsync(Key(id), Fields), cancellationToken);
        var isAccess = prefix == AccessPrefix;
        if (fields[isAccess ? 3 : 5] is not { IsNull: false } expected || !Same(hash, expected!))
            return null;
        if (isAccess && time.GetUtcNow().ToUnixTimeSeconds() >= (long)fields[4])
            return null;

        var identity = Of(id, fields);
        return isAccess ? identity : identity?.Only(Permissions.SessionRefresh);
    }

    /// <summary>
    /// Who the session of a token that was accepted stands for now; null when it has ended. The token itself may have been
    /// renewed meanwhile.
    /// </summary>
    internal async Task<Identity?> FindSessionAsync(string sessionId, CancellationToken ct)
    {
        var fields = await store.InTimeAsync(store.Database.HashGetAsync(Key(sessionId), Fields), ct);
        return fields.Any(field => field.IsNull) ? null : Of(sessionId, fields);
    }

    /// <summary>New tokens for an unused refresh token; null when it was used or the session ended meanwhile.</summary>
    public async Task<SessionView?> RefreshAsync(string refreshToken)
    {
        if (Split(refreshToken) is not (RefreshPrefix, var id, var hash))
            return null;

        var tokens = new Tokens(id);
        var rotated = await store.RunAsync(Rotate, [Key(id)],
            [hash, tokens.RefreshHash, tokens.AccessHash, AccessUntil(), time.GetUtcNow().ToUnixTimeSeconds()]);
        return (long)rotated == 1 ? tokens.View(options.Value) : null;
    }

    /// <summary>What is known of a session of the tenant; null when there is none (any more).</summary>
    public async Task<SessionInfo?> DescribeAsync(string tenant, string sessionId, CancellationToken ct = default)
    {
        if (!IsId(sessionId))
            return null;
        var facts = await store.InTimeAsync(store.Database.HashGetAsync(Key(sessionId), Facts), ct);
        return facts[0] == tenant && facts.All(fact => !fact.IsNull)
            ? new SessionInfo(sessionId, facts[1]!, At(facts[2]), At(facts[3]), At(facts[4]), facts[5]!)
            : null;

        static DateTimeOffset At(RedisValue seconds) => DateTimeOffset.FromUnixTimeSeconds((long)seconds);
    }

    /// <summary>The user's sessions that have not ended, at most a hundred, the last to end first.</summary>
    public async Task<IReadOnlyList<SessionInfo>> ListAsync(string tenant, string user, CancellationToken ct = default)
    {
        var ids = await IndexAsync(tenant, user, "list", "", ct);
        var found = await Task.WhenAll(ids.Select(id => DescribeAsync(tenant, id, ct)));
        return [.. found.OfType<SessionInfo>()];
    }

    /// <summary>Ends a session: the next request that comes with it is nobody's, wherever it comes to, and what is open
    /// ends.</summary>
    public async Task EndAsync(string tenant, string user, string sessionId)
    {
        await store.InTimeAsync(store.Database.KeyDeleteAsync(Key(sessionId)));
        await store.InTimeAsync(store.Subscriber.PublishAsync(Keys.SessionsChannel, sessionId));
        await IndexAsync(tenant, user, "drop", sessionId);
    }

    private static Identity? Of(string sessionId, RedisValue[] fields) =>
        Identity.OfRoles(fields[0]!, fields[1]!, ((string)fields[2]!).Split(' '), sessionId) is { } known
            ? known with { Credential = "session" }
            : null;

    private async Task<string[]> IndexAsync(
        string tenant, string user, string what, string sessionId, CancellationToken ct = default) =>
        (string[])(await store.RunAsync(Index, [Keys.Root(tenant)],
            [user, what, sessionId, (long)options.Value.SessionLifetime.TotalSeconds], ct))!;

    private static RedisKey Key(string sessionId) => $"s5:session:{sessionId}";

    private long AccessUntil() => (time.GetUtcNow() + options.Value.SessionAccessLifetime).ToUnixTimeSeconds();

    private static (string Prefix, string Id, string Hash)? Split(string token) =>
        token.Length < 200 && token.Split('_') is [var kind, var id, { Length: 64 } secret] && IsId(id)
            ? (kind + "_", id, Hash(secret))
            : null;

    private static bool IsId(string id) => id.Length == 32 && id.All(char.IsAsciiHexDigitLower);

    private static string Hash(string secret) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(secret)));

    private static bool Same(string left, string right) => CryptographicOperations.FixedTimeEquals(
        Encoding.ASCII.GetBytes(left), Encoding.ASCII.GetBytes(right));

    private sealed class Tokens(string id)
    {
        private readonly string _access = RandomNumberGenerator.GetHexString(SecretBytes * 2, lowercase: true);
        private readonly string _refresh = RandomNumberGenerator.GetHexString(SecretBytes * 2, lowercase: true);

        public string AccessHash => Hash(_access);

        public string RefreshHash => Hash(_refresh);

        public SessionView View(AccessOptions options) => new(
            $"{AccessPrefix}{id}_{_access}", (int)options.SessionAccessLifetime.TotalSeconds,
            $"{RefreshPrefix}{id}_{_refresh}", (int)options.SessionLifetime.TotalSeconds);
    }
}
