using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI;
using Stage5.Core.Models.Wires;
using Wire = OpenAI.Chat;

namespace Stage5.Core.Models.OpenAICompatible;

/// <summary>
/// <see cref="IChatClient"/> over the official client for OpenAI, Azure OpenAI and any server with OpenAI's chat
/// completions.
/// </summary>
internal sealed class OpenAICompatibleChatClient : IChatClient
{
    private readonly WireCall _call;
    private readonly Wire.ChatClient _client;
    private readonly HttpClient _http;
    private readonly OutputLimit _limit;
    private readonly ChatClientMetadata _metadata;

    /// <param name="http">Made for this client, which disposes it; it puts the credentials on.</param>
    public OpenAICompatibleChatClient(
        WireCall call, ChatClientMetadata metadata, OutputLimit limit, HttpClient http)
    {
        (_call, _metadata, _limit, _http) = (call, metadata, limit, http);
        var options = new OpenAIClientOptions
        {
            Endpoint = metadata.ProviderUri,
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
            // The client's own log can hold bodies, which are users' words.
            ClientLoggingOptions = new ClientLoggingOptions { EnableLogging = false },
        };
        _client = new Wire.ChatClient(metadata.DefaultModelId, new ApiKeyCredential("none"), options);
    }

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) => _call.RunAsync(
        options,
        async token =>
        {
            var result = await _client.CompleteChatAsync(
                WireMapping.Messages(messages), WireMapping.Options(options, _limit), token);
            return WireMapping.Response(result.Value);
        },
        cancellationToken);

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _call.StreamAsync(options, token => StreamAsync(messages, options, token), cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        if (serviceKey is not null) return null;
        if (serviceType == typeof(ChatClientMetadata)) return _metadata;
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    public void Dispose() => _http.Dispose();

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var updates = _client.CompleteChatStreamingAsync(
            WireMapping.Messages(messages), WireMapping.Options(options, _limit), cancellationToken);
        await foreach (var update in updates) yield return WireMapping.Update(update);
    }
}
