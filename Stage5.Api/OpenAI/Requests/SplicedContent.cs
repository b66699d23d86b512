using System.Net;
using System.Net.Http.Headers;

namespace Stage5.Api.OpenAI.Requests;

/// <summary>A caller's bytes with a few stretches replaced, sent without a copy of the rest.</summary>
internal sealed class SplicedContent : HttpContent
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly RequestBody _body;
    private readonly IReadOnlyList<BodyEdit> _edits;

    /// <param name="edits">In order of their places, not overlapping.</param>
    public SplicedContent(RequestBody body, IReadOnlyList<BodyEdit> edits)
    {
        (_body, _edits) = (body, edits);
        Headers.ContentType = Json;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _body.BeginSend();
        try
        {
            var at = 0;
            foreach (var edit in _edits)
            {
                await stream.WriteAsync(_body.Memory[at..edit.Start], cancellationToken);
                await stream.WriteAsync(edit.Bytes, cancellationToken);
                at = edit.Start + edit.Length;
            }

            await stream.WriteAsync(_body.Memory[at..], cancellationToken);
        }
        finally
        {
            _body.EndSend();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Memory.Length;
        foreach (var edit in _edits) length += edit.Bytes.Length - edit.Length;
        return true;
    }
}
