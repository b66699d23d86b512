namespace Stage5.Core.Models.Wires;

/// <summary>
/// An answer's body as it is read: never longer than it may be (of an event stream, no line), and an event stream
/// must say its end marker before it ends.
/// </summary>
/// <param name="marker">Field and value of the line that ends an event stream; null for other bodies.</param>
internal sealed class AnswerStream(Stream inner, string provider, EndMarker? marker) : Stream
{
    /// <summary>What a reader may have to hold at once: a whole answer, or a line of a stream.</summary>
    public const int Limit = 16 * 1024 * 1024;

    private long _held;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        Watch(buffer[..read], buffer.Length);
        return read;
    }

    public override Task<int> ReadAsync(
        byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        Watch(buffer.Span[..read], buffer.Length);
        return read;
    }

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    private void Watch(ReadOnlySpan<byte> bytes, int asked)
    {
        if (bytes.IsEmpty && asked > 0 && marker is { Seen: false })
            throw new ModelException(provider, ModelFailure.Transient, "the answer was cut off before its end.");
        var newline = marker is null ? -1 : bytes.LastIndexOf((byte)'\n');
        _held = newline < 0 ? _held + bytes.Length : bytes.Length - newline - 1;
        if (_held > Limit)
            throw new ModelException(provider, ModelFailure.Transient, "the answer is larger than 16 MiB.");
        marker?.Watch(bytes);
    }
}
