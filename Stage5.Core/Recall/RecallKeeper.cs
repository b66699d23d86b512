using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stage5.Core.Recall.Consolidation;
using Stage5.Core.Recall.Embeddings;
using Stage5.Core.Recall.Rooms;
using Stage5.Core.Recall.Vectors;

namespace Stage5.Core.Recall;

/// <summary>What one pass did.</summary>
/// <param name="Rooms">Conversations that were brought up to date.</param>
/// <param name="Summaries">Written.</param>
public sealed record RecallPass(int Rooms, int Summaries);

/// <summary>
/// The background side: sums up old turns, gives new ones their vectors, rebuilds for another model. Any number of
/// workers may run it at any time; each conversation has one at a time.
/// </summary>
public sealed partial class RecallKeeper
{
    private const int RoomsAtOnce = 50;

    private readonly RoomStore _store;
    private readonly RoomIndexes _indexes;
    private readonly RoomConsolidator _consolidator;
    private readonly RoomVectorizer _vectorizer;
    private readonly Generations _generations;
    private readonly IVectorStore _vectors;
    private readonly RecallOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    internal RecallKeeper(
        RoomStore store, RoomIndexes indexes, RoomConsolidator consolidator, RoomVectorizer vectorizer,
        Generations generations, IVectorStore vectors, IOptions<RecallOptions> options, TimeProvider time,
        ILogger<RecallKeeper> logger) =>
        (_store, _indexes, _consolidator, _vectorizer, _generations, _vectors, _options, _time, _logger) =
        (store, indexes, consolidator, vectorizer, generations, vectors, options.Value, time, logger);

    /// <summary>One pass over every tenant. One that fails keeps the others from nothing.</summary>
    /// <exception cref="StackExchange.Redis.RedisException">The store is away.</exception>
    public async Task<RecallPass> RunAsync(CancellationToken ct)
    {
        var (rooms, summaries) = (0, 0);
        foreach (var tenant in await _store.TenantsAsync(ct))
        {
            try
            {
                var pass = await RunAsync(tenant, ct);
                (rooms, summaries) = (rooms + pass.Rooms, summaries + pass.Summaries);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogTenantFailed(e, tenant);
            }
        }

        return new RecallPass(rooms, summaries);
    }

    /// <summary>One pass over a tenant: a part of what is due, if that is much.</summary>
    /// <exception cref="StackExchange.Redis.RedisException">The store is away.</exception>
    public async Task<RecallPass> RunAsync(string tenant, CancellationToken ct)
    {
        // Of this pass alone: two passes of one process are two workers.
        var owner = Guid.CreateVersion7().ToString();
        var due = await _store.DueAsync(tenant, RoomsAtOnce, ct);
        IReadOnlyList<VectorGeneration>? generations = null;
        try
        {
            generations = await _generations.RunAsync(tenant, owner, ct);
        }
        catch (Exception e) when (e is EmbeddingException or VectorStoreException)
        {
            LogNoVectors(tenant, e.Message);
        }

        var (rooms, summaries) = (0, 0);
        foreach (var digest in due)
        {
            if (await RunAsync(RecallRoom.OfDigest(tenant, digest), owner, generations, ct) is not { } written)
                continue;
            rooms++;
            summaries += written;
        }

        return new RecallPass(rooms, summaries);
    }

    /// <returns>How many summaries were written; null when another works on the room, or it is gone.</returns>
    private async Task<int?> RunAsync(
        RecallRoom room, string owner, IReadOnlyList<VectorGeneration>? generations, CancellationToken ct)
    {
        var lease = await _store.LeaseAsync(room, owner, _options.Lease, ct);
        if (lease.Epoch is not { Length: > 0 } epoch)
        {
            if (lease.Epoch is null) await ForgetAsync(room, ct);
            return null;
        }

        try
        {
            var (turns, cursor, _) = await TurnsAsync(room, ct);
            var life = new RoomLife(room, epoch);
            var done = await _consolidator.RunAsync(life, lease.Conversation, owner, cursor, turns, ct);
            var (_, _, version) = await TurnsAsync(room, ct);
            var placed = await PlaceAsync(life, lease.Conversation, generations, ct);
            await _store.DoneAsync(life, owner, version, NextLook(done, placed), ct);
            if (done.Summaries > 0) LogConsolidated(room.Tenant, lease.Conversation, done.Summaries);
            return done.Summaries;
        }
        finally
        {
            await _store.ReleaseAsync(room, owner, CancellationToken.None);
        }
    }

    private async Task<(IReadOnlyList<MemoryEntry> Turns, long Cursor, long Version)> TurnsAsync(
        RecallRoom room, CancellationToken ct)
    {
        using var held = await _indexes.HoldAsync(room, ct);
        return (held.Index.Turns(), held.Index.Cursor, held.Index.Version);
    }

    /// <returns>False when something could not be placed now.</returns>
    private async Task<bool> PlaceAsync(
        RoomLife life, string conversation, IReadOnlyList<VectorGeneration>? generations, CancellationToken ct)
    {
        if (generations is null) return false;
        try
        {
            foreach (var generation in generations)
            {
                if (await _vectorizer.RunAsync(life, conversation, generation, ct) != Vectorized.OtherDimension)
                    continue;
                _generations.Doubt(life.Room.Tenant, generation.Model);
                return false;
            }

            return true;
        }
        catch (Exception e) when (e is EmbeddingException or VectorStoreException)
        {
            LogNoVectors(life.Room.Tenant, e.Message);
            return false;
        }
    }

    /// <summary>All of the room has expired; a vector store of its own does not notice.</summary>
    private async Task ForgetAsync(RecallRoom room, CancellationToken ct)
    {
        try
        {
            foreach (var generation in (await _store.PointerAsync(room.Tenant, ct)).All)
                await _vectors.ForgetAsync(room, generation, ct);
        }
        catch (VectorStoreException e)
        {
            LogNoVectors(room.Tenant, e.Message);
        }
    }

    private TimeSpan NextLook(Consolidated done, bool placed)
    {
        if (done.Blocked || !placed) return _options.RetryAfter;
        // After all of it has expired at the latest: what is gone is then taken off the lists.
        var last = _options.Kept + TimeSpan.FromHours(1);
        return done.NextDue is { } next && next - _time.GetUtcNow() < last ? next - _time.GetUtcNow() : last;
    }

    [LoggerMessage(
        1071, LogLevel.Information, "Conversation {Conversation} of {Tenant}: {Count} summaries of old turns.")]
    private partial void LogConsolidated(string tenant, string conversation, int count);

    [LoggerMessage(1072, LogLevel.Warning, "Recall of tenant {Tenant} has no vectors for now: {Reason}")]
    private partial void LogNoVectors(string tenant, string reason);

    [LoggerMessage(1073, LogLevel.Warning, "Recall of tenant {Tenant} failed this time; trying again.")]
    private partial void LogTenantFailed(Exception exception, string tenant);
}
