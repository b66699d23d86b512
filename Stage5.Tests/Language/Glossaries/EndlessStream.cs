using System.Globalization;
using System.Text;

namespace Stage5.Tests.Language.Glossaries;

/// <summary>A body that is made while it is read, and that looks at memory as it goes.</summary>
internal sealed class EndlessStream(
    string head, string part, long bytes, int times = int.MaxValue, string end = "")
    : Stream
{
    private const long LookEvery = 8 * 1024 * 1024;

    private readonly long _before = GC.GetTotalMemory(forceFullCollection: true);
    private readonly CompositeFormat _part = CompositeFormat.Parse(part);
    private byte[] _ready = Encoding.UTF8.GetBytes(head);
    private int _at;
    private int _made;
    private bool _ended;
    private long _looked;

    public EndlessStream(byte[] all)
        : this("", "", 0, 0)
    {
        _ready = all;
    }

    /// <summary>Bytes that were taken.</summary>
    public long Handed { get; private set; }

    /// <summary>Most bytes of memory in use above what was before the first was read.</summary>
    public long Grown { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => Handed; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("A server's body is not read synchronously.");

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_at == _ready.Length && !Make()) return new(0);
        var read = Math.Min(buffer.Length, _ready.Length - _at);
        _ready.AsMemory(_at, read).CopyTo(buffer);
        _at += read;
        Handed += read;
        if (Handed - _looked >= LookEvery) Look();
        return new(read);
    }

    public override Task<int> ReadAsync(
        byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public void Look()
    {
        _looked = Handed;
        Grown = Math.Max(Grown, GC.GetTotalMemory(forceFullCollection: true) - _before);
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private bool Make()
    {
        var text = new StringBuilder();
        while (text.Length < 32 * 1024 && _made < times && Handed + text.Length < bytes)
            text.AppendFormat(CultureInfo.InvariantCulture, _part, _made++);
        if (text.Length == 0 && !_ended)
        {
            _ended = true;
            text.Append(end);
        }

        (_ready, _at) = (Encoding.UTF8.GetBytes(text.ToString()), 0);
        return _ready.Length > 0;
    }
}
