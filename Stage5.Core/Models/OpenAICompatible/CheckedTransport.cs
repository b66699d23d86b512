using System.ClientModel.Primitives;

namespace Stage5.Core.Models.OpenAICompatible;

/// <summary>
/// The HTTP transport, with event streams watched for their end marker: the official client takes the end of the
/// connection for the end of the answer, marker or not. It also insists on a key; a local server may have none.
/// </summary>
internal sealed class CheckedTransport(HttpClient http, bool sendsKey) : HttpClientPipelineTransport(http)
{
    protected override void OnSendingRequest(PipelineMessage message, HttpRequestMessage httpRequest)
    {
        if (!sendsKey) httpRequest.Headers.Authorization = null;
        base.OnSendingRequest(message, httpRequest);
    }

    protected override void OnReceivedResponse(PipelineMessage message, HttpResponseMessage httpResponse)
    {
        if (httpResponse.IsSuccessStatusCode
            && httpResponse.Content.Headers.ContentType?.MediaType == "text/event-stream"
            && message.Response?.ContentStream is { } stream)
            message.Response.ContentStream = new EndMarkedStream(stream);
        base.OnReceivedResponse(message, httpResponse);
    }
}
