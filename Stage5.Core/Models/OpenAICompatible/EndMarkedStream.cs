namespace Stage5.Core.Models.OpenAICompatible;

/// <summary>A server-sent event stream that must say <c>data: [DONE]</c> before it ends.</summary>
internal sealed class EndMarkedStream(Stream inner) : Stream
{
    private const string Marker = "data:[DONE]";

    private bool _ended;
    private int _matched;
    private bool _lineStart = true;

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
        if (bytes.IsEmpty && asked > 0 && !_ended)
            throw new IOException("The stream ended without its end marker.");
        foreach (var b in bytes)
        {
            if (b is (byte)'\n' or (byte)'\r') (_lineStart, _matched) = (true, 0);
            else if (_lineStart && _matched < Marker.Length && b == Marker[_matched])
                _ended |= ++_matched == Marker.Length;
            else if (b != ' ' || _matched != "data:".Length) _lineStart = false;
        }
    }
}
