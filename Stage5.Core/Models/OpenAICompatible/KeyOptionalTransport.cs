using System.ClientModel.Primitives;

namespace Stage5.Core.Models.OpenAICompatible;

/// <summary>The HTTP transport. The official client insists on a key; a local server may have none.</summary>
internal sealed class KeyOptionalTransport(HttpClient http, bool sendsKey) : HttpClientPipelineTransport(http)
{
    protected override void OnSendingRequest(PipelineMessage message, HttpRequestMessage httpRequest)
    {
        if (!sendsKey) httpRequest.Headers.Authorization = null;
        base.OnSendingRequest(message, httpRequest);
    }
}
