using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using StackExchange.Redis;
using Stage5.Core.Storage;

namespace Stage5.Core.Audit;

/// <summary>Chains in the store: what is open, what is sealed, and how far.</summary>
/// <remarks>Every method throws <see cref="RedisException"/> or <see cref="TimeoutException"/> when it is away.</remarks>
public sealed class AuditStore(Store store)
{
    private static readonly RedisKey SealerLease = "s5:audit-sealer";

    /// <summary>Names of all chains that ever had a record.</summary>
    public async Task<IReadOnlyList<string>> ChainsAsync(CancellationToken ct) =>
        [
            // Of every tenant that ever had a task or a call as well: scripts write records, but only into one slot.
            .. (await Task.WhenAll(
                store.InTimeAsync(store.Database.SetMembersAsync(Keys.AuditChains), ct),
                store.InTimeAsync(store.Database.SetMembersAsync(Keys.Tenants), ct)))
                .SelectMany(names => names).Select(name => (string)name!).Where(TenantId.IsValid)
                .Distinct(StringComparer.Ordinal),
        ];

    /// <summary>Whether this process seals until the lease ends; asked again, it is prolonged.</summary>
    public async Task<bool> TryLeaseAsync(string holder, TimeSpan lease, CancellationToken ct) =>
        await store.InTimeAsync(store.Database.StringSetAsync(SealerLease, holder, lease, When.NotExists), ct)
        || (await store.InTimeAsync(store.Database.StringGetAsync(SealerLease), ct) == holder
            && await store.InTimeAsync(store.Database.KeyExpireAsync(SealerLease, lease), ct));

    /// <summary>What is to be sealed next, oldest first.</summary>
    public async Task<OpenRecords> OpenAsync(string chain, int most, CancellationToken ct)
    {
        var reply = await RunAsync(AuditScripts.Open, chain, [most], ct);
        return new OpenRecords(Place((string)reply[0]!, (string)reply[1]!), Head((string?)reply[2]), (long)reply[3],
            (string[])reply[4]!);
    }

    /// <summary>Takes out of what is open what is no record.</summary>
    public Task DropAsync(string chain, IReadOnlyList<string> strays, CancellationToken ct) => store.RunAsync(
        AuditScripts.Drop, [Keys.Root(chain)], [.. strays.Select(stray => (RedisValue)stray)], ct);

    /// <summary>Puts sealed lines behind the last one.</summary>
    /// <returns>False when another sealer was there first: nothing was written.</returns>
    public async Task<bool> SealAsync(
        string chain, AuditPlace after, AuditHead head, IReadOnlyList<string> lines, CancellationToken ct) =>
        (long)await store.RunAsync(AuditScripts.Seal, [Keys.Root(chain)],
        [
            after.Number, after.Number == 0 ? "" : after.Hash, head.Hash,
            JsonSerializer.Serialize(head, AuditWire.Default.AuditHead), .. lines.Select(line => (RedisValue)line),
        ], ct) == 1;

    /// <summary>Lines after a place, oldest first, or before it, newest first. Open records are among them.</summary>
    /// <param name="after">A number; null starts at that end of the chain.</param>
    public async Task<AuditPage> PageAsync(string chain, bool oldestFirst, long? after, int most, CancellationToken ct)
    {
        var reply = await RunAsync(
            AuditScripts.Page, chain, [oldestFirst ? "up" : "down", after is { } number ? number : "", most], ct);
        return new AuditPage(Place((string)reply[0]!, (string)reply[1]!), (long)reply[2], Head((string?)reply[3]),
            (long)reply[4], (string?)reply[5] is { Length: > 0 } last ? long.Parse(last, CultureInfo.InvariantCulture) : null,
            (string[])reply[6]!);
    }

    /// <summary>Forgets what outlived its retention; the record that tells of it is the chain's newest.</summary>
    public async Task<bool> TrimAsync(string chain, AuditPlace upTo, AuditEntry told, CancellationToken ct) =>
        (long)await store.RunAsync(AuditScripts.Trim, [Keys.Root(chain)],
            [upTo.Number, upTo.Hash, AuditJson.Open(told, null)], ct) == 1;

    private async Task<RedisResult[]> RunAsync(
        Storage.LuaScript script, string chain, RedisValue[] args, CancellationToken ct) =>
        (RedisResult[])(await store.RunAsync(script, [Keys.Root(chain)], args, ct))!;

    private static AuditPlace Place(string number, string hash) => hash.Length == 0
        ? AuditPlace.Start
        : new AuditPlace(long.Parse(number, CultureInfo.InvariantCulture), hash);

    private static AuditHead? Head(string? json) =>
        string.IsNullOrEmpty(json) ? null : JsonSerializer.Deserialize(json, AuditWire.Default.AuditHead);
}

/// <summary>What waits to be sealed.</summary>
/// <param name="After">The last sealed record.</param>
/// <param name="Given">The last number that was given to a record.</param>
public sealed record OpenRecords(AuditPlace After, AuditHead? Head, long Given, IReadOnlyList<string> Records);

/// <summary>A part of a chain.</summary>
/// <param name="Start">The last record that was forgotten: the chain that is kept starts after it.</param>
/// <param name="Sealed">Number of the last sealed record; what comes after it is open.</param>
/// <param name="Given">The last number that was given to a record.</param>
/// <param name="Last">The number that the last line stands at; null when there is no line.</param>
/// <param name="Lines">Records as JSON; sealed ones with <c>prev</c> and <c>hash</c>.</param>
public sealed record AuditPage(
    AuditPlace Start, long Sealed, AuditHead? Head, long Given, long? Last, IReadOnlyList<string> Lines);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AuditHead))]
internal sealed partial class AuditWire : JsonSerializerContext;
