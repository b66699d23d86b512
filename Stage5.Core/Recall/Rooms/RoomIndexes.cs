using Microsoft.Extensions.Options;
using Stage5.Core.Recall.Vectors;

namespace Stage5.Core.Recall.Rooms;

/// <summary>A room's index, held by one caller at a time.</summary>
internal sealed class HeldRoom(RoomIndex index, VectorGeneration? active, Action release) : IDisposable
{
    public RoomIndex Index => index;

    /// <summary>The generation that questions of the tenant go to, as of this reading.</summary>
    public VectorGeneration? Active => active;

    public void Dispose() => release();
}

/// <summary>
/// The rooms' indexes in this process. Each is brought up to date from the store before it is used, so what any
/// process has written is seen; those not used for longest go when memory is short.
/// </summary>
internal sealed class RoomIndexes(RoomStore store, IOptions<RecallOptions> options)
{
    private readonly long _limit = options.Value.IndexMegabytes * 1024L * 1024;
    private readonly Lock _gate = new();
    private readonly Dictionary<RecallRoom, Slot> _slots = [];
    private readonly LinkedList<RecallRoom> _byUse = new();
    private long _bytes;

    internal long Bytes
    {
        get
        {
            lock (_gate) return _bytes;
        }
    }

    internal int Count
    {
        get
        {
            lock (_gate) return _slots.Count;
        }
    }

    public async Task<HeldRoom> HoldAsync(RecallRoom room, CancellationToken ct)
    {
        var slot = SlotOf(room);
        await slot.Turn.WaitAsync(ct);
        try
        {
            VectorGeneration? active;
            while (true)
            {
                var changes = await store.ReadAsync(room, slot.Index.Epoch, slot.Index.Version, ct);
                slot.Index.Take(changes);
                active = changes.Active;
                if (changes.Reached >= changes.Version) break;
            }

            Measure(room, slot);
            return new HeldRoom(slot.Index, active, () => slot.Turn.Release());
        }
        catch
        {
            slot.Turn.Release();
            throw;
        }
    }

    private Slot SlotOf(RecallRoom room)
    {
        lock (_gate)
        {
            if (_slots.TryGetValue(room, out var slot))
            {
                _byUse.Remove(slot.Place);
                _byUse.AddFirst(slot.Place);
                return slot;
            }

            return _slots[room] = new Slot(_byUse.AddFirst(room));
        }
    }

    private void Measure(RecallRoom room, Slot slot)
    {
        lock (_gate)
        {
            // Another may have put it out meanwhile; whoever holds it goes on with it.
            if (!_slots.TryGetValue(room, out var now) || now != slot) return;
            _bytes += slot.Index.Bytes - slot.Bytes;
            slot.Bytes = slot.Index.Bytes;
            while (_bytes > _limit && _byUse.Last is { } last && last.Value != room) Remove(last.Value);
            // Nothing is remembered there: nor is the question.
            if (slot.Index.IsEmpty) Remove(room);
        }
    }

    private void Remove(RecallRoom room)
    {
        if (!_slots.Remove(room, out var slot)) return;
        _byUse.Remove(slot.Place);
        _bytes -= slot.Bytes;
    }

    private sealed class Slot(LinkedListNode<RecallRoom> place)
    {
        public LinkedListNode<RecallRoom> Place => place;

        public SemaphoreSlim Turn { get; } = new(1);

        public RoomIndex Index { get; } = new();

        public long Bytes { get; set; }
    }
}
