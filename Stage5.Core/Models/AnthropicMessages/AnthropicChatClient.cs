using Anthropic;
using Anthropic.Core;
using Microsoft.Extensions.AI;
using Stage5.Core.Models.Wires;

namespace Stage5.Core.Models.AnthropicMessages;

/// <summary>
/// The official client's own <see cref="IChatClient"/>, held to the house's rules: one call is one try, in time, and a
/// failure says nothing the server said. Input counts include cached input: the adapter adds up the wire's three.
/// </summary>
internal sealed class AnthropicChatClient : IChatClient
{
    private readonly AnthropicClient _client;
    private readonly IChatClient _inner;
    private readonly WireCall _call;

    /// <param name="http">Made for this client, which disposes it; it puts the credentials on.</param>
    /// <param name="maxOutputTokens">Sent where a call says none: the wire wants one.</param>
    public AnthropicChatClient(
        WireCall call, Uri endpoint, string model, int maxOutputTokens, HttpClient http)
    {
        _call = call;
        var address = endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/');
        _client = new AnthropicClient(new ClientOptions
        {
            HttpClient = http,
            // The client adds the version itself.
            BaseUrl = address.EndsWith("/v1", StringComparison.Ordinal) ? address[..^3] : address,
            MaxRetries = 0,
            Timeout = Timeout.InfiniteTimeSpan,
            // Set to nothing so that it does not look for one in the environment.
            ApiKey = null,
            // Its spans can hold users' words, if the environment says so.
            OpenTelemetry = false,
        });
        _inner = _client.AsIChatClient(model, maxOutputTokens);
    }

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _call.RunAsync(options, token => _inner.GetResponseAsync(messages, options, token), cancellationToken);

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _call.StreamAsync(
            options, token => _inner.GetStreamingResponseAsync(messages, options, token), cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : _inner.GetService(serviceType, serviceKey);

    public void Dispose()
    {
        _inner.Dispose();
        _client.Dispose();
    }
}
