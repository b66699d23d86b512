using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Stage5.Core.Recall.Rooms;
using Stage5.Core.Recall.Vectors;

namespace Stage5.Core.Recall;

/// <summary>What conversations remember, in the store: bounded in turns, bytes and days.</summary>
public sealed class MemoryStore
{
    private readonly RoomStore _rooms;
    private readonly IVectorStore _vectors;
    private readonly RecallOptions _options;
    private readonly TimeProvider _time;

    internal MemoryStore(
        RoomStore rooms, IVectorStore vectors, IOptions<RecallOptions> options, TimeProvider time) =>
        (_rooms, _vectors, _options, _time) = (rooms, vectors, options.Value, time);

    /// <summary>Remembers a turn, once, whoever says it how often.</summary>
    /// <returns>
    /// False when it is remembered already, or is older than what is kept or was summed up.
    /// </returns>
    /// <exception cref="ArgumentException">Tenant, conversation or turn cannot be.</exception>
    /// <exception cref="RedisException">The store is away.</exception>
    /// <exception cref="TimeoutException">
    /// The store did not answer; the turn may be remembered: say it again.
    /// </exception>
    public async Task<bool> AppendAsync(
        string tenant, string conversationId, MemoryTurn turn, CancellationToken ct = default)
    {
        MemoryTurn.ThrowIfUnfit(turn);
        var room = RecallRoom.Of(tenant, conversationId);
        // Before the turn: a sweep must never miss a tenant that has some.
        await _rooms.KnowAsync(tenant, ct);
        var added = await _rooms.RunAsync(RecallScripts.Append, room,
        [
            conversationId,
            Guid.CreateVersion7(_time.GetUtcNow()).ToString(),
            turn.Id.ToLowerInvariant(),
            turn.Sequence,
            turn.At.ToUnixTimeMilliseconds(),
            MemoryEntry.Of(turn with { Id = turn.Id.ToLowerInvariant() }).Write(),
            .. _options.Bounds,
        ], ct);
        return (long)added == 1;
    }

    /// <summary>Forgets a conversation: turns, summaries, vectors. Doing it again does nothing.</summary>
    /// <returns>False when nothing was remembered of it.</returns>
    /// <exception cref="RedisException">The store is away.</exception>
    /// <exception cref="VectorStoreException">
    /// The vectors may still be there (nothing reads them): do it again.
    /// </exception>
    public async Task<bool> ForgetAsync(string tenant, string conversationId, CancellationToken ct = default)
    {
        var room = RecallRoom.Of(tenant, conversationId);
        var pointer = await _rooms.PointerAsync(tenant, ct);
        var known = (long)await _rooms.RunAsync(RecallScripts.Forget, room, [], ct) == 1;
        foreach (var generation in pointer.All) await _vectors.ForgetAsync(room, generation, ct);
        return known;
    }
}
