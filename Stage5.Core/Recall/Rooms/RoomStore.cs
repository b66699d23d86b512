using System.Collections.Concurrent;
using System.Globalization;
using StackExchange.Redis;
using Stage5.Core.Recall.Vectors;
using Stage5.Core.Storage;
using LuaScript = Stage5.Core.Storage.LuaScript;

namespace Stage5.Core.Recall.Rooms;

/// <summary>What was written to a room since the reader looked last.</summary>
/// <param name="Epoch">Empty: there is no such room (any more).</param>
/// <param name="Reached">Version up to which the entries are here.</param>
/// <param name="Cursor">Turns up to this sequence are summed up.</param>
/// <param name="Trimmed">Everything up to this sequence is gone.</param>
internal sealed record RoomChanges(
    string Epoch, long Reached, long Version, long Cursor, long Trimmed, VectorGeneration? Active,
    IReadOnlyList<MemoryEntry> Entries);

/// <summary>A room that a worker has for itself.</summary>
/// <param name="Epoch">Empty: another has it. Null: there is no such room.</param>
internal sealed record RoomLease(string? Epoch, string Conversation);

/// <summary>The scripts of the room, typed.</summary>
internal sealed class RoomStore(Store store)
{
    private const int BytesAtOnce = 1024 * 1024;

    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);

    public Task<RedisResult> RunAsync(
        LuaScript script, RecallRoom room, RedisValue[] args, CancellationToken ct) =>
        store.RunAsync(script, [room.Root], [room.Digest, .. args], ct);

    public Task<RedisResult> RunAsync(LuaScript script, string tenant, RedisValue[] args, CancellationToken ct) =>
        store.RunAsync(script, [Keys.Root(tenant)], ["", .. args], ct);

    /// <summary>Once a process and tenant: sweeps go through the tenants in this set.</summary>
    public async Task KnowAsync(string tenant, CancellationToken ct)
    {
        if (_known.ContainsKey(tenant)) return;
        await store.InTimeAsync(store.Database.SetAddAsync(Keys.Tenants, tenant), ct);
        _known[tenant] = true;
    }

    public async Task<IReadOnlyList<string>> TenantsAsync(CancellationToken ct)
    {
        var all = await store.InTimeAsync(store.Database.SetMembersAsync(Keys.Tenants), ct);
        return [.. all.Select(tenant => tenant.ToString()).Where(tenant => TenantId.IsValid(tenant))];
    }

    public async Task<RoomChanges> ReadAsync(RecallRoom room, string epoch, long version, CancellationToken ct)
    {
        var reply = (RedisValue[])(await RunAsync(RecallScripts.Read, room, [epoch, version, BytesAtOnce], ct))!;
        return new RoomChanges(
            reply[0].ToString(), Whole(reply[1]), Whole(reply[2]), Whole(reply[3]), Whole(reply[4]),
            VectorGeneration.Parse(reply[5]), [.. reply.Skip(6).Select(entry => MemoryEntry.Read(entry!))]);
    }

    public async Task<IndexPointer> PointerAsync(string tenant, CancellationToken ct)
    {
        var reply = (string[])(await RunAsync(RecallScripts.Pointer, tenant, [], ct))!;
        return new IndexPointer(VectorGeneration.Parse(reply[0]), VectorGeneration.Parse(reply[1]),
            [.. reply.Skip(2).Select(VectorGeneration.Parse).OfType<VectorGeneration>()]);
    }

    public async Task<IReadOnlyList<string>> DueAsync(string tenant, int atMost, CancellationToken ct) =>
        (string[])(await RunAsync(RecallScripts.Due, tenant, [atMost], ct))!;

    public async Task<RoomLease> LeaseAsync(RecallRoom room, string owner, TimeSpan lease, CancellationToken ct)
    {
        var reply = (string[])(await RunAsync(
            RecallScripts.Lease, room, [owner, (long)lease.TotalMilliseconds], ct))!;
        return reply.Length == 0
            ? new RoomLease(null, "")
            : new RoomLease(reply[0], reply.ElementAtOrDefault(1) ?? "");
    }

    /// <summary>
    /// Gives the room back, to be looked at again then, or at once if something was written meanwhile.
    /// </summary>
    public Task DoneAsync(RoomLife life, string owner, long version, TimeSpan next, CancellationToken ct) =>
        RunAsync(RecallScripts.Done, life.Room,
            [owner, life.Epoch, version, (long)Math.Max(0, next.TotalMilliseconds)], ct);

    public Task ReleaseAsync(RecallRoom room, string owner, CancellationToken ct) =>
        RunAsync(RecallScripts.Release, room, [owner], ct);

    /// <summary>Version up to which the room has vectors of the generation.</summary>
    public async Task<long> IndexedAsync(RecallRoom room, VectorGeneration generation, CancellationToken ct) =>
        Whole((RedisValue)(await RunAsync(RecallScripts.Pending, room, [generation.Key], ct)));

    private static long Whole(RedisValue value) => long.Parse(value.ToString(), CultureInfo.InvariantCulture);
}
