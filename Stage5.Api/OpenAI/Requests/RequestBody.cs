using System.Buffers;
using Microsoft.AspNetCore.Http.Metadata;
using Stage5.Api.OpenAI.Errors;

namespace Stage5.Api.OpenAI.Requests;

/// <summary>A request's bytes in one pooled buffer.</summary>
internal sealed class RequestBody : IDisposable
{
    public const int MostBytes = 8 * 1024 * 1024;
    private const int FirstBuffer = 16 * 1024;

    private readonly Lock _guard = new();
    private byte[] _buffer;
    private int _length;
    private int _senders;
    private bool _disposed;

    private RequestBody(int expected) => _buffer = ArrayPool<byte>.Shared.Rent(expected);

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, _length);

    public ReadOnlySpan<byte> Span => _buffer.AsSpan(0, _length);

    /// <exception cref="DoorException">It is too large, or no plain JSON.</exception>
    public static async Task<RequestBody> ReadAsync(HttpRequest request, CancellationToken aborted)
    {
        if (!request.HasJsonContentType() || IsEncoded(request))
            throw Refusal(StatusCodes.Status415UnsupportedMediaType);
        if (request.ContentLength > MostBytes) throw Refusal(StatusCodes.Status413PayloadTooLarge);
        var body = new RequestBody((int)(request.ContentLength + 1 ?? FirstBuffer));
        try
        {
            await body.FillAsync(request.Body, aborted);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Compressed: there is nothing here that would inflate it.</summary>
    public static bool IsEncoded(HttpRequest request) =>
        request.Headers.ContentEncoding is { Count: > 0 } encoding
        && encoding.ToString().Trim() is not "" and var name
        && !name.Equals("identity", StringComparison.OrdinalIgnoreCase);

    /// <summary>While someone sends these bytes, they stay what they are.</summary>
    public void BeginSend()
    {
        lock (_guard)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _senders++;
        }
    }

    public void EndSend()
    {
        lock (_guard) _senders--;
    }

    public void Dispose()
    {
        lock (_guard)
        {
            // A call that was given up may still be sending: its buffer must not become another caller's.
            if (!_disposed && _senders == 0) ArrayPool<byte>.Shared.Return(_buffer);
            _disposed = true;
        }
    }

    private async Task FillAsync(Stream stream, CancellationToken aborted)
    {
        while (true)
        {
            if (_length == _buffer.Length) Grow();
            var read = await stream.ReadAsync(_buffer.AsMemory(_length), aborted);
            if (read == 0) return;
            _length += read;
            if (_length > MostBytes) throw Refusal(StatusCodes.Status413PayloadTooLarge);
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private static DoorException Refusal(int status) => new(status, OpenAIErrorWriter.OfStatus(status));
}

/// <summary>The limit of a route's body, for the server to refuse more before it is read.</summary>
internal sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
