using System.Buffers;

namespace Stage5.Api.OpenAI.Answers;

/// <summary>Cuts bytes, however they arrive, into server-sent events.</summary>
internal sealed class EventSplitter : IDisposable
{
    public const int MostBytes = 8 * 1024 * 1024;
    private const int LeastFree = 4096;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(2 * LeastFree);
    private byte[]? _joined;
    private int _start;
    private int _scanned;
    private int _line;
    private int _end;

    /// <summary>Where the next bytes go. What was given out before may be overwritten.</summary>
    /// <exception cref="InvalidDataException">An event has no end.</exception>
    public Memory<byte> Free()
    {
        if (_buffer.Length - _end < LeastFree) MakeRoom();
        return _buffer.AsMemory(_end);
    }

    public void Filled(int count) => _end += count;

    /// <summary>The next event that is complete.</summary>
    public bool TryNext(out ServerEvent next)
    {
        while (TryLine(out var line, out var after))
        {
            _scanned = _line = after;
            if (line.Length > 0) continue;
            next = Event(_start, after);
            _start = after;
            return true;
        }

        next = default;
        return false;
    }

    /// <summary>After the last byte: an event whose blank line is missing, if something is left.</summary>
    public bool TryRest(out ServerEvent rest)
    {
        rest = Event(_start, _end);
        _start = _scanned = _line = _end;
        return rest.Raw.Length > 0;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private bool TryLine(out ReadOnlySpan<byte> line, out int after)
    {
        line = default;
        after = _end;
        var found = _buffer.AsSpan(_scanned, _end - _scanned).IndexOfAny((byte)'\n', (byte)'\r');
        if (found < 0)
        {
            _scanned = _end;
            return false;
        }

        var at = _scanned + found;
        // A carriage return may be the first half of a line's end.
        if (_buffer[at] == '\r' && at + 1 == _end) return false;
        line = _buffer.AsSpan(_line, at - _line);
        after = at + (_buffer[at] == '\r' && _buffer[at + 1] == '\n' ? 2 : 1);
        return true;
    }

    private ServerEvent Event(int start, int end)
    {
        var (data, raw) = (ReadOnlyMemory<byte>.Empty, _buffer.AsMemory(start, end - start));
        for (var rest = raw; rest.Length > 0;)
        {
            var cut = rest.Span.IndexOfAny((byte)'\n', (byte)'\r');
            var line = cut < 0 ? rest : rest[..cut];
            rest = cut < 0 ? default : rest[(cut + 1)..];
            if (!line.Span.StartsWith("data"u8)) continue;
            if (line.Length > 4 && line.Span[4] != ':') continue;
            var value = line[Math.Min(line.Length, 5)..];
            if (value.Length > 0 && value.Span[0] == ' ') value = value[1..];
            data = data.IsEmpty ? value : Join(data, value);
        }

        return new ServerEvent(raw, data);
    }

    // In JSON a line's end stands only where a space could, and with a space the payload stays one line.
    private ReadOnlyMemory<byte> Join(ReadOnlyMemory<byte> one, ReadOnlyMemory<byte> other) =>
        _joined = [.. one.Span, (byte)' ', .. other.Span];

    private void MakeRoom()
    {
        var used = _end - _start;
        if (used > MostBytes) throw new InvalidDataException("An event of the answer has no end.");
        var target = used + LeastFree > _buffer.Length ? ArrayPool<byte>.Shared.Rent(_buffer.Length * 2) : _buffer;
        _buffer.AsSpan(_start, used).CopyTo(target);
        if (target != _buffer) ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _scanned, _line, _end, _start) = (target, _scanned - _start, _line - _start, used, 0);
    }
}
