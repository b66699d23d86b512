using Stage5.Core.Guards;
using Stage5.Core.Recall.Embeddings;
using Stage5.Core.Recall.Lexical;
using Stage5.Core.Recall.Rooms;
using Stage5.Core.Recall.Vectors;

namespace Stage5.Core.Recall.Consolidation;

internal enum Vectorized
{
    Done,

    /// <summary>The room was forgotten meanwhile.</summary>
    Gone,

    /// <summary>The model answers with another dimension than the generation's.</summary>
    OtherDimension,
}

/// <summary>
/// Gives a room's entries their vectors in one generation. A kill repeats some; placing them again replaces them.
/// </summary>
internal sealed class RoomVectorizer(
    RoomStore store, IVectorStore vectors, Embedder embedder)
{
    // What one call may carry, so that none is refused for its length.
    private const int TextsAtOnce = 64;
    private const int CharactersAtOnce = 48_000;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    /// <exception cref="EmbeddingException">There are no vectors now.</exception>
    /// <exception cref="VectorStoreException">The vectors could not be placed.</exception>
    public async Task<Vectorized> RunAsync(
        RoomLife life, string conversation, VectorGeneration generation, CancellationToken ct)
    {
        var from = await store.IndexedAsync(life.Room, generation, ct);
        RoomChanges changes;
        do
        {
            changes = await store.ReadAsync(life.Room, life.Epoch, from, ct);
            if (changes.Epoch != life.Epoch) return Vectorized.Gone;
            foreach (var some in Batches(changes.Entries))
            {
                if (!await PlaceAsync(life, conversation, generation, some, ct)) return Vectorized.OtherDimension;
            }

            from = changes.Reached;
            var done = (long)await store.RunAsync(
                RecallScripts.Indexed, life.Room, [life.Epoch, generation.Key, from], ct);
            if (done == 0)
            {
                // Forgotten meanwhile: nothing of it may stay behind.
                await vectors.ForgetAsync(life.Room, generation, ct);
                return Vectorized.Gone;
            }
        }
        while (changes.Reached < changes.Version);

        await vectors.TrimAsync(life.Room, generation, changes.Cursor, changes.Trimmed, ct);
        return Vectorized.Done;
    }

    private async Task<bool> PlaceAsync(
        RoomLife life, string conversation, VectorGeneration generation, List<Passage> passages,
        CancellationToken ct)
    {
        var embedded = await embedder.EmbedAsync(
            new EmbeddingRequest(life.Room.Tenant, conversation, generation.Model,
                [.. passages.Select(passage => passage.Text)], TrafficClass.Batch)
            {
                Deadline = Deadline,
            }, ct);
        if (embedded.Dimension != 0 && embedded.Dimension != generation.Dimension) return false;
        var entries = passages.Zip(embedded.Vectors).GroupBy(pair => pair.First.Entry)
            // Parts are told by their place: an entry of which one part may not leave is found by its words.
            .Where(group => group.All(pair => pair.Second is not null))
            .Select(group => new EntryVectors(group.Key, [.. group.Select(pair => pair.Second!)])).ToArray();
        if (entries.Length > 0) await vectors.PlaceAsync(life, generation, entries, ct);
        return true;
    }

    /// <summary>Whole entries together.</summary>
    private static IEnumerable<List<Passage>> Batches(IEnumerable<MemoryEntry> entries)
    {
        var (batch, size) = (new List<Passage>(), 0);
        foreach (var entry in entries)
        {
            var parts = PassageCutter.Cut(entry.Text);
            var length = parts.Sum(part => part.Length);
            if (batch.Count > 0 && (batch.Count + parts.Count > TextsAtOnce || size + length > CharactersAtOnce))
            {
                yield return batch;
                (batch, size) = ([], 0);
            }

            batch.AddRange(parts.Select((part, i) => new Passage(entry, i, part)));
            size += length;
        }

        if (batch.Count > 0) yield return batch;
    }
}
