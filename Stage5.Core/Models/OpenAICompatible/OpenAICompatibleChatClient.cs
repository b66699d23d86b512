using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI;
using Wire = OpenAI.Chat;

namespace Stage5.Core.Models.OpenAICompatible;

/// <summary>
/// <see cref="IChatClient"/> over the official client for any server with OpenAI's chat completions. One call is
/// one try: retrying is for the router and the queue, who know what it costs.
/// </summary>
internal sealed class OpenAICompatibleChatClient : IChatClient
{
    private readonly Wire.ChatClient _client;
    private readonly Uri _endpoint;
    private readonly HttpClient _http;
    private readonly string _model;
    private readonly string _provider;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;

    /// <param name="http">Made for this client, which disposes it; its handlers belong to the factory.</param>
    /// <param name="secret">The key sent as bearer; null sends none.</param>
    public OpenAICompatibleChatClient(
        string provider,
        Uri endpoint,
        string model,
        string? secret,
        TimeSpan timeout,
        HttpClient http,
        TimeProvider time)
    {
        (_provider, _endpoint, _model) = (provider, endpoint, model);
        (_timeout, _http, _time) = (timeout, http, time);
        var options = new OpenAIClientOptions
        {
            Endpoint = endpoint,
            Transport = new KeyOptionalTransport(http, secret is not null),
            RetryPolicy = new ClientRetryPolicy(0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
            // The client's own log can hold bodies, which are users' words.
            ClientLoggingOptions = new ClientLoggingOptions { EnableLogging = false },
        };
        options.AddPolicy(new EndMarkerPolicy(), PipelinePosition.BeforeTransport);
        _client = new Wire.ChatClient(model, new ApiKeyCredential(secret ?? "none"), options);
    }

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        using var tryLimit = new TryLimit(_timeout, _time, cancellationToken);
        try
        {
            var result = await _client.CompleteChatAsync(
                WireMapping.Messages(messages), WireMapping.Options(options), tryLimit.Token);
            return WireMapping.Response(result.Value);
        }
        catch (Exception exception) when (!IsCallers(exception, cancellationToken))
        {
            throw Failure(exception);
        }
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var tryLimit = new TryLimit(_timeout, _time, cancellationToken);
        await using var updates = _client.CompleteChatStreamingAsync(
            WireMapping.Messages(messages), WireMapping.Options(options), tryLimit.Token)
            .GetAsyncEnumerator(CancellationToken.None);
        while (await MoveNextAsync())
        {
            yield return WireMapping.Update(updates.Current);
        }

        // Each part has the whole time limit, however long the reader took over the last one.
        async Task<bool> MoveNextAsync()
        {
            tryLimit.Restart();
            try
            {
                return await updates.MoveNextAsync();
            }
            catch (Exception exception) when (!IsCallers(exception, cancellationToken))
            {
                throw Failure(exception);
            }
            finally
            {
                tryLimit.Pause();
            }
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        if (serviceKey is not null) return null;
        if (serviceType == typeof(ChatClientMetadata)) return new ChatClientMetadata(_provider, _endpoint, _model);
        return serviceType.IsInstanceOfType(this) ? this : null;
    }

    public void Dispose() => _http.Dispose();

    private static bool IsCallers(Exception exception, CancellationToken caller) =>
        exception is NotSupportedException
        || (exception is OperationCanceledException && caller.IsCancellationRequested);

    private ModelException Failure(Exception exception) =>
        WireFailures.For(_provider, exception, _timeout, _time.GetUtcNow());
}
