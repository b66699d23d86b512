using System.Buffers;

namespace Stage5.Api.OpenAI.Answers;

/// <summary>A whole answer in one pooled buffer.</summary>
internal sealed class AnswerDocument : IDisposable
{
    public const int MostBytes = 64 * 1024 * 1024;

    private byte[] _buffer;
    private int _length;

    private AnswerDocument(int expected) => _buffer = ArrayPool<byte>.Shared.Rent(expected);

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, _length);

    public AnswerScan Scan { get; } = new();

    /// <summary>An answer that was composed here.</summary>
    public static AnswerDocument Of(ReadOnlySpan<byte> bytes)
    {
        var document = new AnswerDocument(bytes.Length);
        bytes.CopyTo(document._buffer);
        document._length = bytes.Length;
        AnswerScanner.Read(document.Memory.Span, document.Scan);
        return document;
    }

    /// <exception cref="InvalidDataException">It is too long.</exception>
    public static async Task<AnswerDocument> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > MostBytes) throw TooLong();
        var document = new AnswerDocument((int)(content.Headers.ContentLength + 1 ?? 16 * 1024));
        try
        {
            await using var stream = await content.ReadAsStreamAsync(cancellationToken);
            await document.FillAsync(stream, cancellationToken);
            AnswerScanner.Read(document.Memory.Span, document.Scan);
            return document;
        }
        catch
        {
            document.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private async Task FillAsync(Stream stream, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_length == _buffer.Length) Grow();
            var read = await stream.ReadAsync(_buffer.AsMemory(_length), cancellationToken);
            if (read == 0) return;
            _length += read;
            if (_length > MostBytes) throw TooLong();
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private static InvalidDataException TooLong() => new("The answer is too long.");
}
