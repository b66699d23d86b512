using Microsoft.Extensions.AI;
using Stage5.Core.Models;
using Stage5.Core.Models.Wires;

namespace Stage5.Tests.Models;

/// <summary>The official Anthropic client against a scripted Messages API.</summary>
public sealed class AnthropicTests : IAsyncLifetime
{
    private static readonly ChatMessage[] Hello =
        [new(ChatRole.System, "Be brief."), new(ChatRole.User, "hello there")];

    private ScriptedAnthropicServer _server = null!;
    private TestModels _models = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ModelProvider Provider => _models.Provider("claude");

    public async ValueTask InitializeAsync()
    {
        _server = await ScriptedAnthropicServer.StartAsync();
        _models = new TestModels(
            ("Models:Providers:claude:Kind", "Anthropic"),
            ("Models:Providers:claude:Endpoint", _server.Endpoint),
            ("Models:Providers:claude:Model", "claude-test"),
            ("Models:Providers:claude:SecretName", "claude-key"),
            ("Models:Providers:claude:TimeoutSeconds", "5"),
            ("Models:Providers:hasty:Kind", "Anthropic"),
            ("Models:Providers:hasty:Endpoint", _server.Endpoint + "/v1"),
            ("Models:Providers:hasty:Model", "claude-test"),
            ("Models:Providers:hasty:SecretName", "claude-key"),
            ("Models:Providers:hasty:TimeoutSeconds", "0.2"),
            ("Secrets:claude-key", "s3cr3t-canary"));
    }

    public async ValueTask DisposeAsync()
    {
        await _models.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task An_answer_comes_with_its_model_and_all_input_counted()
    {
        _server.Then(new AnthropicReply { Usage = (7, 100, 10, 3) });
        var options = new ChatOptions { AdditionalProperties = new() { [CallTenant.Property] = "acme" } };
        var response = await Provider.Client!.GetResponseAsync(Hello, options, Token);
        response.Text.ShouldBe("hola");
        response.ModelId.ShouldBe("claude-test");
        response.FinishReason.ShouldBe(ChatFinishReason.Stop);
        response.Usage!.InputTokenCount.ShouldBe(117);
        response.Usage.CachedInputTokenCount.ShouldBe(100);
        response.Usage.OutputTokenCount.ShouldBe(3);
        var request = _server.Requests.ShouldHaveSingleItem();
        request.Path.ShouldBe("/v1/messages");
        request.Headers["x-api-key"].ShouldBe("s3cr3t-canary");
        request.Headers.ShouldNotContainKey("Authorization");
        request.Headers.ShouldNotContainKey("Accept-Encoding");
        request.Headers.ShouldContainKey("anthropic-version");
        request.Body["max_tokens"]!.GetValue<long>().ShouldBe(Provider.MaxOutputTokens!.Value);
        request.Body.ToJsonString().ShouldNotContain("acme");
    }

    [Fact]
    public async Task A_translation_is_billed_as_counted_and_bounded()
    {
        _server.Then(new AnthropicReply { Usage = (7, 100, 0, 3) });
        var reply = await _models.Translator.TranslateAsync(Provider, "Hello there", "en", "es", Token);
        reply.Text.ShouldBe("hola");
        reply.Tokens.ShouldBe(new TokenCount(107, 100, 3));
        _server.Requests.Single().Body["max_tokens"]!.GetValue<int>().ShouldBe(4 * 11 + 256);
    }

    [Theory]
    [InlineData(400, ModelFailure.Caller)]
    [InlineData(401, ModelFailure.Credentials)]
    [InlineData(404, ModelFailure.Configuration)]
    [InlineData(302, ModelFailure.Configuration)]
    [InlineData(413, ModelFailure.Caller)]
    [InlineData(429, ModelFailure.Transient)]
    [InlineData(500, ModelFailure.Transient)]
    [InlineData(529, ModelFailure.Transient)]
    public async Task A_refusal_has_its_class_and_tells_nothing_secret_and_is_tried_once(
        int status, ModelFailure failure)
    {
        _server.Then(new AnthropicReply
        {
            Status = status,
            RawBody = """{"type":"error","error":{"type":"x","message":"key s3cr3t-canary text hello there"}}""",
        });
        var thrown = await Should.ThrowAsync<ModelException>(() => AskAsync());
        thrown.Failure.ShouldBe(failure);
        thrown.RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
        SaysNothing(thrown);
        _server.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("")]
    public async Task An_answer_that_is_no_message_is_an_error(string body)
    {
        _server.Then(new AnthropicReply { RawBody = body });
        (await Should.ThrowAsync<ModelException>(() => AskAsync())).Failure.ShouldBe(ModelFailure.Transient);
    }

    [Fact]
    public async Task A_dead_server_is_transient()
    {
        await _server.DisposeAsync();
        (await Should.ThrowAsync<ModelException>(() => AskAsync())).Failure.ShouldBe(ModelFailure.Transient);
    }

    [Fact]
    public async Task A_stream_comes_part_by_part_with_usage_last()
    {
        var release = new TaskCompletionSource();
        _server.Then(new AnthropicReply { HoldUntil = release.Task, Usage = (7, 100, 0, 3) });
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in Provider.Client!.GetStreamingResponseAsync(Hello, cancellationToken: Token))
        {
            updates.Add(update);
            if (update.Text.Length > 0) release.TrySetResult(); // The second part waits for the first to be seen.
        }

        var response = updates.ToChatResponse();
        response.Text.ShouldBe("hola");
        response.FinishReason.ShouldBe(ChatFinishReason.Stop);
        (response.Usage!.InputTokenCount, response.Usage.CachedInputTokenCount, response.Usage.OutputTokenCount)
            .ShouldBe((107, 100, 3));
    }

    [Theory]
    [InlineData("max_tokens", "length")]
    [InlineData("refusal", "content_filter")]
    public async Task Why_it_ended_is_said(string stopReason, string finish)
    {
        _server.Then(new AnthropicReply { StopReason = stopReason });
        var response = await Provider.Client!.GetResponseAsync(Hello, cancellationToken: Token);
        response.FinishReason!.Value.Value.ShouldBe(finish);
    }

    [Fact]
    public async Task A_stream_without_message_stop_is_an_error_after_what_came()
    {
        _server.Then(new AnthropicReply { EndMarker = false });
        var (seen, thrown) = await ReadAsync(Provider);
        seen.ShouldBe("hola");
        thrown.Failure.ShouldBe(ModelFailure.Transient);
        thrown.Message.ShouldContain("cut off");
    }

    [Theory]
    [InlineData("overloaded_error", ModelFailure.Transient)]
    [InlineData("invalid_request_error", ModelFailure.Caller)]
    [InlineData("authentication_error", ModelFailure.Credentials)]
    [InlineData("never_heard_of", ModelFailure.Transient)]
    public async Task An_error_in_a_stream_has_its_class_and_tells_nothing(string type, ModelFailure failure)
    {
        _server.Then(new AnthropicReply { ErrorEvent = type });
        var (seen, thrown) = await ReadAsync(Provider);
        seen.ShouldBe("hola");
        thrown.Failure.ShouldBe(failure);
        SaysNothing(thrown);
    }

    [Fact]
    public async Task A_stream_that_stalls_is_given_up_and_upstream_is_told()
    {
        // So short a limit passes before a cold client has said anything at all.
        await Record.ExceptionAsync(() => ReadAsync(_models.Provider("hasty")));
        _server.Then(new AnthropicReply { HoldUntil = new TaskCompletionSource().Task });
        var (_, thrown) = await ReadAsync(_models.Provider("hasty"));
        thrown.Failure.ShouldBe(ModelFailure.Transient);
        thrown.Message.ShouldContain("0.2 s");
        await _server.ClientGone.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public async Task Leaving_a_stream_cancels_upstream()
    {
        _server.Then(new AnthropicReply { HoldUntil = new TaskCompletionSource().Task });
        await foreach (var update in Provider.Client!.GetStreamingResponseAsync(Hello, cancellationToken: Token))
        {
            if (update.Text.Length > 0) break;
        }

        await _server.ClientGone.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    private static async Task<(string Seen, ModelException Thrown)> ReadAsync(ModelProvider provider)
    {
        var seen = "";
        var thrown = await Should.ThrowAsync<ModelException>(async () =>
        {
            var updates = provider.Client!.GetStreamingResponseAsync(Hello, cancellationToken: Token);
            await foreach (var update in updates) seen += update.Text;
        });
        return (seen, thrown);
    }

    private void SaysNothing(ModelException thrown)
    {
        var said = string.Join('\n', [.. _models.Log.Lines, thrown.ToString()]);
        said.ShouldNotContain("s3cr3t");
        said.ShouldNotContain("hello there");
    }

    private Task<ChatResponse> AskAsync() => Provider.Client!.GetResponseAsync(Hello, cancellationToken: Token);
}
