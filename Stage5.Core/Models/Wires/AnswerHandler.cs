using System.Net;

namespace Stage5.Core.Models.Wires;

/// <summary>
/// Bounds what an answer may make its reader hold, and watches event streams for their end marker. Nothing is asked
/// for compressed, so nothing is unpacked: an answer that comes compressed all the same is refused unread.
/// </summary>
internal sealed class AnswerHandler(string provider, Func<EndMarker> marker) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // A client may ask on its own; what cannot be unpacked within bounds is better not asked for.
        request.Headers.AcceptEncoding.Clear();
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            response.Content = await WatchAsync(response.Content, cancellationToken);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private async Task<HttpContent> WatchAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var packed = content.Headers.ContentEncoding.Any(
            coding => !string.Equals(coding, "identity", StringComparison.OrdinalIgnoreCase));
        if (packed)
            throw new ModelException(provider, ModelFailure.Transient, "the answer came compressed, unasked.");
        if (content.Headers.ContentLength > AnswerStream.Limit)
            throw new ModelException(provider, ModelFailure.Transient, "the answer is larger than 16 MiB.");

        var events = string.Equals(
            content.Headers.ContentType?.MediaType, "text/event-stream", StringComparison.OrdinalIgnoreCase);
        var stream = await content.ReadAsStreamAsync(cancellationToken);
        var watched = new WatchedContent(content, new AnswerStream(stream, provider, events ? marker() : null));
        foreach (var (name, values) in content.Headers) watched.Headers.TryAddWithoutValidation(name, values);
        return watched;
    }

    private sealed class WatchedContent(HttpContent inner, Stream watched) : HttpContent
    {
        protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult(watched);

        protected override Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
            Task.FromResult(watched);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            watched.CopyToAsync(stream);

        protected override Task SerializeToStreamAsync(
            Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
            watched.CopyToAsync(stream, cancellationToken);

        protected override bool TryComputeLength(out long length)
        {
            length = inner.Headers.ContentLength ?? 0;
            return inner.Headers.ContentLength is not null;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                watched.Dispose();
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
