using System.Buffers;
using System.Text.Json;
using Stage5.Api.OpenAI.Errors;

namespace Stage5.Api.OpenAI.Requests;

/// <summary>
/// The keys of the objects that are open while a document is read. A key that comes twice could be read one way
/// here and another way upstream, so it is refused.
/// </summary>
internal sealed class KeyStack : IDisposable
{
    public const int MostKeys = 2048;

    private readonly int[] _objects = new int[RequestScanner.MaxDepth + 1];
    private (int Hash, JsonRange Key)[] _keys = ArrayPool<(int, JsonRange)>.Shared.Rent(64);
    private int _depth;
    private int _count;

    public void Open() => _objects[_depth++] = _count;

    public void Close() => _count = _objects[--_depth];

    public void Add(in Utf8JsonReader reader, ReadOnlySpan<byte> document)
    {
        var (hash, key) = (HashOf(reader), new JsonRange((int)reader.TokenStartIndex, reader.ValueSpan.Length + 2));
        var first = _objects[_depth - 1];
        for (var i = first; i < _count; i++)
        {
            if (_keys[i].Hash == hash && _keys[i].Key.Text(document) == key.Text(document))
                throw DoorException.Invalid("The JSON has a key twice in one object.", code: "duplicate_key");
        }

        if (_count - first == MostKeys)
            throw DoorException.Invalid($"The JSON has an object of more than {MostKeys} keys.");
        if (_count == _keys.Length) Grow();
        _keys[_count++] = (hash, key);
    }

    public void Dispose() => ArrayPool<(int, JsonRange)>.Shared.Return(_keys);

    private static int HashOf(in Utf8JsonReader reader)
    {
        var hash = default(HashCode);
        if (!reader.ValueIsEscaped)
        {
            hash.AddBytes(reader.ValueSpan);
            return hash.ToHashCode();
        }

        var pooled = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        hash.AddBytes(pooled.AsSpan(0, reader.CopyString(pooled)));
        ArrayPool<byte>.Shared.Return(pooled);
        return hash.ToHashCode();
    }

    private void Grow()
    {
        var larger = ArrayPool<(int, JsonRange)>.Shared.Rent(_keys.Length * 2);
        _keys.AsSpan(0, _count).CopyTo(larger);
        ArrayPool<(int, JsonRange)>.Shared.Return(_keys);
        _keys = larger;
    }
}
