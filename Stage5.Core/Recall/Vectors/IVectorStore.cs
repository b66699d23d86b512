using Stage5.Core.Recall.Rooms;

namespace Stage5.Core.Recall.Vectors;

/// <summary>An entry's vectors, one for each of its parts; each of length 1.</summary>
internal sealed record EntryVectors(MemoryEntry Entry, IReadOnlyList<float[]> Parts);

/// <summary>A neighbour of a question.</summary>
/// <param name="Similarity">Cosine.</param>
internal readonly record struct VectorHit(string EntryId, int Part, double Similarity);

/// <summary>What is looked for.</summary>
/// <param name="Vector">Of the generation's dimension; length 1.</param>
/// <param name="Asked">False for entries that do not count: gone, or too late.</param>
/// <param name="Before">Only entries whose last turn comes before this; null for all.</param>
internal sealed record VectorQuestion(float[] Vector, int Top, Func<string, int, bool> Asked, long? Before);

/// <summary>A life of a room: forgotten and begun anew, it has another epoch.</summary>
internal readonly record struct RoomLife(RecallRoom Room, string Epoch);

/// <summary>The vector store did not do what it was asked.</summary>
public sealed class VectorStoreException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Keeps vectors by tenant, room and generation. It holds no text: a hit is only ever looked up in the room that
/// was asked for.
/// </summary>
internal interface IVectorStore
{
    /// <summary>Adds or replaces. Nothing is added to a room whose life is over.</summary>
    /// <exception cref="VectorStoreException">It did not.</exception>
    Task PlaceAsync(
        RoomLife life, VectorGeneration generation, IReadOnlyList<EntryVectors> entries, CancellationToken ct);

    /// <summary>The nearest of the room, best first.</summary>
    /// <exception cref="VectorStoreException">It could not say.</exception>
    Task<IReadOnlyList<VectorHit>> SearchAsync(
        RoomLife life, VectorGeneration generation, VectorQuestion question, CancellationToken ct);

    /// <summary>
    /// Drops what the room dropped: all up to <paramref name="trimmed"/>, turns up to the cursor.
    /// </summary>
    Task TrimAsync(RecallRoom room, VectorGeneration generation, long cursor, long trimmed, CancellationToken ct);

    /// <summary>Drops all of a room.</summary>
    Task ForgetAsync(RecallRoom room, VectorGeneration generation, CancellationToken ct);

    /// <summary>Told just before the tenant's questions go to this generation.</summary>
    Task ActivateAsync(string tenant, VectorGeneration generation, CancellationToken ct);

    /// <summary>Drops a generation of the tenant.</summary>
    Task RetireAsync(string tenant, VectorGeneration generation, CancellationToken ct);
}
