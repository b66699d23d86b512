using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Stage5.Core.Recall.Vectors;

/// <summary>
/// The vectors of one room and generation, row beside row, for scanning. Not for several threads at once.
/// </summary>
internal sealed class VectorTable(int dimension)
{
    private readonly Dictionary<string, List<int>> _rowsOf = new(StringComparer.Ordinal);
    private readonly List<(string Id, int Part)> _names = [];
    private readonly List<float> _components = [];

    /// <summary>Version of the store up to which it is filled.</summary>
    public string Version { get; set; } = "0";

    public int Entries => _rowsOf.Count;

    public long Bytes => _components.Count * (long)sizeof(float) + _names.Count * 128L;

    /// <summary>An entry's vectors as they are kept: one after the other, little-endian.</summary>
    public static byte[] Write(IReadOnlyList<float[]> parts)
    {
        var bytes = new byte[parts.Sum(part => part.Length) * sizeof(float)];
        var at = 0;
        foreach (var component in parts.SelectMany(part => part))
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(at), component);
            at += sizeof(float);
        }

        return bytes;
    }

    /// <summary>Adds or replaces. What is not of this dimension is left out: it is of no use here.</summary>
    public void Put(string id, ReadOnlySpan<byte> kept)
    {
        var width = dimension * sizeof(float);
        if (kept.Length == 0 || kept.Length % width != 0) return;
        Remove(id);
        var rows = new List<int>();
        for (var part = 0; part * width < kept.Length; part++)
        {
            rows.Add(_names.Count);
            _names.Add((id, part));
            for (var i = 0; i < dimension; i++)
                _components.Add(
                    BinaryPrimitives.ReadSingleLittleEndian(kept[(part * width + i * sizeof(float))..]));
        }

        _rowsOf[id] = rows;
    }

    /// <summary>The nearest by cosine, best first.</summary>
    public IReadOnlyList<VectorHit> Nearest(VectorQuestion question)
    {
        if (question.Top <= 0) return [];
        var components = CollectionsMarshal.AsSpan(_components);
        var best = new PriorityQueue<int, float>();
        for (var row = 0; row < _names.Count; row++)
        {
            var (id, part) = _names[row];
            if (id.Length == 0 || !question.Asked(id, part)) continue;
            var similarity = Similarity.Dot(question.Vector, components.Slice(row * dimension, dimension));
            if (best.Count < question.Top) best.Enqueue(row, similarity);
            else if (best.TryPeek(out _, out var least) && similarity > least)
                best.DequeueEnqueue(row, similarity);
        }

        var hits = new VectorHit[best.Count];
        for (var i = hits.Length - 1; i >= 0; i--)
        {
            best.TryDequeue(out var row, out var similarity);
            hits[i] = new VectorHit(_names[row].Id, _names[row].Part, similarity);
        }

        return hits;
    }

    public void Clear()
    {
        _rowsOf.Clear();
        _names.Clear();
        _components.Clear();
        Version = "0";
    }

    // The row stays behind, without a name, until the table is filled anew.
    private void Remove(string id)
    {
        if (!_rowsOf.Remove(id, out var rows)) return;
        foreach (var row in rows) _names[row] = ("", 0);
    }
}
