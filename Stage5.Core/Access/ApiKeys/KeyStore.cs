using System.Globalization;
using System.Text.Json.Nodes;
using StackExchange.Redis;
using Stage5.Core.Audit;
using Stage5.Core.Storage;

namespace Stage5.Core.Access.ApiKeys;

/// <summary>
/// The API keys of tenants. Each change is on record by the script that makes it. The store has SHA-256 of the
/// secrets, so that a copy of it opens nothing.
/// </summary>
/// <remarks>Every method throws <see cref="RedisException"/> or <see cref="TimeoutException"/> when it is
/// away.</remarks>
public sealed class KeyStore(Store store, TimeProvider time)
{
    /// <summary>Keys that a tenant may have.</summary>
    public const int Most = 500;

    /// <summary>Newest first, those that have ended included.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(string tenant, CancellationToken ct = default)
    {
        var reply = (RedisResult[])(await RunAsync(AccessScripts.KeyList, tenant, [], ct))!;
        return [.. reply.Skip(1).Chunk(2).Select(pair => KeyRow.Read(tenant, (string)pair[0]!, pair[1])!.Key)];
    }

    /// <summary>A key, also one that has ended; null when the tenant has none of this id.</summary>
    /// <param name="idOrUser">Its id, or the user that it stands for.</param>
    public async Task<ApiKey?> FindAsync(string tenant, string idOrUser, CancellationToken ct = default)
    {
        if (!TenantId.IsValid(idOrUser))
            return null;
        var reply = (RedisResult[])(await RunAsync(AccessScripts.KeyFind, tenant, [idOrUser], ct))!;
        return KeyRow.Read(tenant, (string)reply[0]!, reply[1])?.Key;
    }

    /// <summary>Makes a key. Who may, and with what, is for <see cref="Grants"/> to say before.</summary>
    public async Task<(KeyOutcome Outcome, IssuedKey? Issued)> CreateAsync(
        Identity by, ApiKeyDraft draft, CancellationToken ct = default)
    {
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var id = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
            var user = UserOf(draft.Name, id);
            var secret = KeyToken.NewSecret();
            // First of all: a key that nobody can find does nothing, one that the store has lost would be there
            // for ever.
            await Task.WhenAll(
                store.InTimeAsync(store.Database.SetAddAsync(Keys.AuditChains, by.Tenant), ct),
                store.InTimeAsync(store.Database.StringSetAsync(Tenant(id), by.Tenant), ct));
            var reply = (RedisResult[])(await RunAsync(AccessScripts.KeyCreate, by.Tenant,
            [
                id, Most, draft.Name, user, draft.Role, draft.Scopes is null ? "" : string.Join(' ', draft.Scopes),
                KeyToken.Hash(secret), draft.ExpiresAt is { } end ? end.ToUnixTimeMilliseconds() : "", by.User,
                AuditJson.Open(new AuditEntry(by.Tenant, by.Actor, "key.created", $"key/{id}")
                {
                    After = Settings(draft, user),
                }, Trace.Current),
            ], CancellationToken.None))!;
            if ((string?)reply[0] == "done")
            {
                var made = KeyRow.Read(by.Tenant, id, reply[1])!.Key;
                return (KeyOutcome.Done, new IssuedKey(made, KeyToken.Of(id, secret)));
            }
            await store.InTimeAsync(store.Database.KeyDeleteAsync(Tenant(id)), ct);
            // Ids of one millisecond begin alike: the next one does not.
            if ((string?)reply[0] == "user" && user == UserOf("", id))
                continue;
            return ((string?)reply[0] == "full" ? KeyOutcome.Full : KeyOutcome.NameTaken, null);
        }
    }

    /// <summary>A new secret; the one before is good for as long as <paramref name="overlap"/> says, and no
    /// other.</summary>
    /// <returns>Null when the tenant has no such key.</returns>
    public async Task<IssuedKey?> RotateAsync(
        Identity by, string id, TimeSpan overlap, CancellationToken ct = default)
    {
        if (!KeyToken.IsId(id))
            return null;
        ct.ThrowIfCancellationRequested();
        var secret = KeyToken.NewSecret();
        var reply = await RunAsync(AccessScripts.KeyRotate, by.Tenant,
        [
            id, KeyToken.Hash(secret), (long)overlap.TotalMilliseconds,
            AuditJson.Open(new AuditEntry(by.Tenant, by.Actor, "key.rotated", $"key/{id}")
            {
                Details = new JsonObject { ["overlapHours"] = overlap.TotalHours },
            }, Trace.Current),
        ], CancellationToken.None);
        return KeyRow.Read(by.Tenant, id, reply) is { } row
            ? new IssuedKey(row.Key, KeyToken.Of(id, secret))
            : null;
    }

    /// <summary>Ends a key for good.</summary>
    /// <returns>False when the tenant has no such key.</returns>
    public async Task<bool> RevokeAsync(Identity by, string id, CancellationToken ct = default)
    {
        if (!KeyToken.IsId(id))
            return false;
        ct.ThrowIfCancellationRequested();
        var revoked = (long)await RunAsync(AccessScripts.KeyRevoke, by.Tenant,
        [
            id, AuditJson.Open(new AuditEntry(by.Tenant, by.Actor, "key.revoked", $"key/{id}"), Trace.Current),
        ], CancellationToken.None) == 1;
        if (revoked)
            await store.InTimeAsync(store.Database.KeyDeleteAsync(Tenant(id)), CancellationToken.None);
        return revoked;
    }

    /// <summary>What a secret is compared with; null for a key that is not there or has ended.</summary>
    internal async Task<KeyRow?> ReadAsync(string id)
    {
        var tenant = await store.InTimeAsync(store.Database.StringGetAsync(Tenant(id)));
        return tenant.IsNull
            ? null
            : KeyRow.Read(tenant!, id, await RunAsync(AccessScripts.KeyRead, tenant!, [id], default));
    }

    internal Task UsedAsync(ApiKey key, CancellationToken ct) =>
        RunAsync(AccessScripts.KeyUsed, key.Tenant, [key.Id], ct);

    // A name of its own kind: no key reads what a person of the same name has said.
    private static string UserOf(string name, string id) =>
        ProgramNames.OfKey(name) is var user && name.Length > 0 && TenantId.IsValid(user)
            ? user
            : ProgramNames.OfKey(id[..12]);

    private static JsonObject Settings(ApiKeyDraft draft, string user) => new()
    {
        ["name"] = draft.Name,
        ["user"] = user,
        ["role"] = draft.Role,
        ["scopes"] = draft.Scopes is { } scopes
            ? new JsonArray([.. scopes.Select(scope => (JsonNode)scope)])
            : null,
        ["expiresAt"] = draft.ExpiresAt?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
    };

    // Of which tenant a key is: its token does not say.
    private static RedisKey Tenant(string id) => $"s5:key:{id}";

    private Task<RedisResult> RunAsync(
        Storage.LuaScript script, string tenant, RedisValue[] args, CancellationToken ct) =>
        store.RunAsync(script, [Keys.Root(tenant)], args, ct);
}
