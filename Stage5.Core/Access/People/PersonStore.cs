using System.Text.Json.Nodes;
using StackExchange.Redis;
using Stage5.Core.Audit;
using Stage5.Core.Storage;

namespace Stage5.Core.Access.People;

/// <summary>Who was seen in a tenant, and which roles they were given here.</summary>
/// <remarks>Every method throws <see cref="RedisException"/> or <see cref="TimeoutException"/> when it is
/// away.</remarks>
public sealed class PersonStore(Store store)
{
    public Task SeenAsync(Identity identity, CancellationToken ct = default) => RunAsync(
        AccessScripts.PersonSeen, identity.Tenant,
        [identity.User, identity.Credential, string.Join(' ', identity.Roles)], ct);

    /// <summary>Null when nobody of this name was seen.</summary>
    public async Task<PersonRecord?> FindAsync(string tenant, string user, CancellationToken ct = default) =>
        TenantId.IsValid(user)
            ? PersonRecord.Read(tenant, user, await RunAsync(AccessScripts.PersonFind, tenant, [user], ct))
            : null;

    /// <summary>Who was seen last stands first.</summary>
    /// <returns>How many there are in all, and the part asked for.</returns>
    public async Task<(long Total, IReadOnlyList<PersonRecord> People)> ListAsync(
        string tenant, int skip, int most, CancellationToken ct = default)
    {
        var reply = (RedisResult[])(await RunAsync(AccessScripts.PersonList, tenant, [skip, most], ct))!;
        return ((long)reply[0],
            [.. reply.Skip(1).Chunk(2).Select(pair => PersonRecord.Read(tenant, (string)pair[0]!, pair[1])!)]);
    }

    /// <summary>Gives a person roles in place of their token's; on record in the same step.</summary>
    /// <param name="before">The person as the caller saw them.</param>
    /// <param name="roles">Null to go by the token again; empty for none.</param>
    public async Task<(AssignOutcome Outcome, PersonRecord? Person)> AssignAsync(
        Identity by, PersonRecord before, IReadOnlyList<string>? roles, CancellationToken ct = default)
    {
        await store.InTimeAsync(store.Database.SetAddAsync(Keys.AuditChains, by.Tenant), ct);
        ct.ThrowIfCancellationRequested();
        var entry = new AuditEntry(by.Tenant, by.Actor, "role.assigned", $"person/{before.User}")
        {
            Before = Settings(before.Roles, before.Assigned is not null),
            After = Settings(roles ?? before.TokenRoles, roles is not null),
        };
        var reply = (RedisResult[])(await RunAsync(AccessScripts.PersonAssign, by.Tenant,
        [
            before.User, before.Version, roles is null ? "token" : "set", string.Join(' ', roles ?? []), by.User,
            AuditJson.Open(entry, Trace.Current),
        ], CancellationToken.None))!;
        var outcome = Enum.Parse<AssignOutcome>((string)reply[0]!, ignoreCase: true);
        return (outcome, PersonRecord.Read(by.Tenant, before.User, reply[1]));
    }

    /// <summary>Who has assigned roles.</summary>
    /// <returns>Null when they are still those of the version.</returns>
    internal async Task<AssignedRoles?> AssignedAsync(string tenant, string version, CancellationToken ct)
    {
        var reply = (RedisResult[])(await RunAsync(AccessScripts.PersonRoles, tenant, [version], ct))!;
        return reply.Length == 1 ? null : new AssignedRoles((string)reply[0]!,
            ((string[])reply[1]!).Chunk(2).ToDictionary(
                pair => pair[0], pair => PersonRecord.Words(pair[1]), StringComparer.Ordinal));
    }

    private static JsonObject Settings(IReadOnlyList<string> roles, bool assigned) => new()
    {
        ["roles"] = new JsonArray([.. roles.Select(role => (JsonNode)role)]),
        ["from"] = assigned ? "assigned" : "token",
    };

    private Task<RedisResult> RunAsync(
        Storage.LuaScript script, string tenant, RedisValue[] args, CancellationToken ct) =>
        store.RunAsync(script, [Keys.Root(tenant)], args, ct);
}

/// <summary>Assigned roles of a tenant, by user.</summary>
internal sealed record AssignedRoles(string Version, IReadOnlyDictionary<string, string[]> Of);
