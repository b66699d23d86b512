using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Stage5.Core.Recall.Rooms;

namespace Stage5.Core.Recall.Vectors;

/// <summary>
/// Vectors in the store beside the turns, scanned in this process: enough for one machine. What the room drops,
/// its scripts drop here too.
/// </summary>
internal sealed class InProcessVectors(RoomStore store, IOptions<RecallOptions> options) : IVectorStore
{
    private const int EntriesAtOnce = 200;
    private const int SpareEntries = 100;

    private readonly long _limit = options.Value.IndexMegabytes * 1024L * 1024;
    private readonly Lock _gate = new();
    private readonly Dictionary<(RoomLife Life, VectorGeneration Generation), Table> _tables = [];
    private long _uses;

    public async Task PlaceAsync(
        RoomLife life, VectorGeneration generation, IReadOnlyList<EntryVectors> entries, CancellationToken ct)
    {
        foreach (var some in entries.Chunk(EntriesAtOnce))
        {
            RedisValue[] args =
            [
                life.Epoch,
                generation.Key,
                .. some.SelectMany(one => new RedisValue[] { one.Entry.Id, VectorTable.Write(one.Parts) }),
            ];
            await store.RunAsync(RecallScripts.Place, life.Room, args, ct);
        }
    }

    public async Task<IReadOnlyList<VectorHit>> SearchAsync(
        RoomLife life, VectorGeneration generation, VectorQuestion question, CancellationToken ct)
    {
        var table = TableOf((life, generation));
        await table.Turn.WaitAsync(ct);
        try
        {
            while (await ReadAsync(life, generation, table.Vectors, ct)) { }
            return table.Vectors.Nearest(question);
        }
        finally
        {
            table.Turn.Release();
            Shrink();
        }
    }

    // The room's own scripts do these.
    public Task TrimAsync(
        RecallRoom room, VectorGeneration generation, long cursor, long trimmed, CancellationToken ct) =>
        Task.CompletedTask;

    public Task ForgetAsync(RecallRoom room, VectorGeneration generation, CancellationToken ct) =>
        Task.CompletedTask;

    public Task ActivateAsync(string tenant, VectorGeneration generation, CancellationToken ct) =>
        Task.CompletedTask;

    public Task RetireAsync(string tenant, VectorGeneration generation, CancellationToken ct) =>
        Task.CompletedTask;

    /// <returns>True while there may be more.</returns>
    private async Task<bool> ReadAsync(
        RoomLife life, VectorGeneration generation, VectorTable table, CancellationToken ct)
    {
        var reply = (RedisValue[])(await store.RunAsync(
            RecallScripts.Vectors, life.Room, [life.Epoch, generation.Key, table.Version, EntriesAtOnce], ct))!;
        for (var i = 2; i + 1 < reply.Length; i += 2) table.Put(reply[i].ToString(), (byte[])reply[i + 1]!);
        var before = table.Version;
        table.Version = reply[0].ToString();
        // What the room dropped is still here, and only costs; when it is most of it, begin anew.
        if (table.Version == before && table.Entries > SpareEntries + 2 * (long)reply[1]) table.Clear();
        return table.Version != before;
    }

    private Table TableOf((RoomLife Life, VectorGeneration Generation) key)
    {
        lock (_gate)
        {
            if (!_tables.TryGetValue(key, out var table))
                _tables[key] = table = new Table(new VectorTable(key.Generation.Dimension));
            table.Used = ++_uses;
            return table;
        }
    }

    private void Shrink()
    {
        lock (_gate)
        {
            var bytes = _tables.Values.Sum(table => table.Vectors.Bytes);
            foreach (var (key, table) in _tables.OrderBy(entry => entry.Value.Used).ToList())
            {
                if (bytes <= _limit || _tables.Count == 1) return;
                bytes -= table.Vectors.Bytes;
                _tables.Remove(key);
            }
        }
    }

    private sealed class Table(VectorTable vectors)
    {
        public VectorTable Vectors => vectors;

        public SemaphoreSlim Turn { get; } = new(1);

        public long Used { get; set; }
    }
}
