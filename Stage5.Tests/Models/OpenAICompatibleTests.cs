using Microsoft.Extensions.AI;
using Stage5.Core.Models;

namespace Stage5.Tests.Models;

public sealed class OpenAICompatibleTests : IAsyncLifetime
{
    private static readonly ChatMessage[] Hello = [new(ChatRole.User, "hello there big world")];

    private ScriptedOpenAIServer _server = null!;
    private TestModels _models = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IChatClient Client => _models.Provider("llm").Client!;

    public async ValueTask InitializeAsync()
    {
        _server = await ScriptedOpenAIServer.StartAsync();
        _models = new TestModels(
            ("Models:Providers:llm:Kind", "OpenAICompatible"),
            ("Models:Providers:llm:Endpoint", _server.Endpoint.ToString()),
            ("Models:Providers:llm:Model", "tiny-1"),
            ("Models:Providers:llm:SecretName", "llm-key"),
            ("Models:Providers:llm:TimeoutSeconds", "5"),
            ("Models:Providers:keyless:Kind", "OpenAICompatible"),
            ("Models:Providers:keyless:Endpoint", _server.Endpoint.ToString()),
            ("Models:Providers:keyless:Model", "tiny-2"),
            ("Models:Providers:hasty:Kind", "openaicompatible"),
            ("Models:Providers:hasty:Endpoint", _server.Endpoint.ToString()),
            ("Models:Providers:hasty:Model", "tiny-3"),
            ("Models:Providers:hasty:TimeoutSeconds", "0.2"),
            ("Secrets:llm-key", "s3cr3t-canary"));
    }

    public async ValueTask DisposeAsync()
    {
        await _models.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task An_answer_comes_with_its_model_and_usage()
    {
        _server.Then(new ScriptedReply { Text = _ => "hola", Usage = (7, 3) });
        var response = await Client.GetResponseAsync(Hello, cancellationToken: Token);
        response.Text.ShouldBe("hola");
        response.ModelId.ShouldBe("tiny-1");
        response.FinishReason.ShouldBe(ChatFinishReason.Stop);
        response.Usage!.InputTokenCount.ShouldBe(7);
        response.Usage.OutputTokenCount.ShouldBe(3);
        var request = _server.Requests.ShouldHaveSingleItem();
        request.Path.ShouldBe("/v1/chat/completions");
        request.Authorization.ShouldBe("Bearer s3cr3t-canary");
    }

    [Fact]
    public async Task Without_a_secret_no_key_is_sent_and_uncounted_tokens_are_null()
    {
        var response = await _models.Provider("keyless").Client!.GetResponseAsync(Hello, cancellationToken: Token);
        response.Usage.ShouldBeNull();
        _server.Requests.ShouldHaveSingleItem().Authorization.ShouldBeNull();
    }

    [Theory]
    [InlineData(400, ModelFailure.Caller)]
    [InlineData(401, ModelFailure.Credentials)]
    [InlineData(403, ModelFailure.Credentials)]
    [InlineData(404, ModelFailure.Configuration)]
    [InlineData(302, ModelFailure.Configuration)]
    [InlineData(422, ModelFailure.Caller)]
    [InlineData(429, ModelFailure.Transient)]
    [InlineData(500, ModelFailure.Transient)]
    [InlineData(503, ModelFailure.Transient)]
    public async Task A_refusal_has_its_class_and_tells_nothing_secret_and_is_tried_once(int status, ModelFailure failure)
    {
        _server.Default = new ScriptedReply
        {
            Status = status,
            RawBody = """{"error":{"message":"key s3cr3t-canary text hello there big world"}}""",
            Headers = new Dictionary<string, string> { ["Retry-After"] = "7", ["Location"] = "http://127.0.0.1:1/" },
        };
        var thrown = await Should.ThrowAsync<ModelException>(() => AskAsync(Client));
        thrown.Failure.ShouldBe(failure);
        thrown.Provider.ShouldBe("llm");
        thrown.RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
        thrown.ToString().ShouldNotContain("s3cr3t");
        thrown.ToString().ShouldNotContain("big world");
        string.Join('\n', _models.Log.Lines).ShouldNotContain("s3cr3t");
        string.Join('\n', _models.Log.Lines).ShouldNotContain("big world");
        _server.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("""{"choices":[]}""")]
    [InlineData("")]
    public async Task An_answer_that_is_no_completion_is_an_error(string body)
    {
        _server.Then(new ScriptedReply { RawBody = body });
        var thrown = await Should.ThrowAsync<ModelException>(() => AskAsync(Client));
        thrown.Failure.ShouldBe(ModelFailure.Transient);
    }

    [Fact]
    public async Task A_dead_server_is_transient()
    {
        await _server.DisposeAsync();
        var thrown = await Should.ThrowAsync<ModelException>(() => AskAsync(Client));
        thrown.Failure.ShouldBe(ModelFailure.Transient);
        thrown.Message.ShouldContain("llm");
    }

    [Fact]
    public async Task A_silent_server_is_given_up_after_the_time_limit_and_told_so()
    {
        _server.Then(new ScriptedReply { HoldUntil = new TaskCompletionSource().Task });
        var hasty = _models.Provider("hasty").Client!;
        var thrown = await Should.ThrowAsync<ModelException>(() => AskAsync(hasty));
        thrown.Failure.ShouldBe(ModelFailure.Transient);
        thrown.Message.ShouldContain("0.2 s");
        await _server.ClientGone.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public async Task Cancelling_cancels_upstream_and_is_no_failure_of_the_provider()
    {
        _server.Then(new ScriptedReply { HoldUntil = new TaskCompletionSource().Task });
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var call = Client.GetResponseAsync(Hello, cancellationToken: cancel.Token);
        await _server.Arrived.WaitAsync(TimeSpan.FromSeconds(10), Token);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => call);
        await _server.ClientGone.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public async Task A_stream_comes_part_by_part_with_usage_last()
    {
        var release = new TaskCompletionSource();
        _server.Then(new ScriptedReply
        {
            Parts = ["ho", "la"],
            Usage = (5, 2),
            HoldUntil = release.Task,
            HoldAfterFirstPart = true,
        });
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in Client.GetStreamingResponseAsync(Hello, cancellationToken: Token))
        {
            updates.Add(update);
            release.TrySetResult(); // The second part is only sent once the first has been seen.
        }

        var response = updates.ToChatResponse();
        response.Text.ShouldBe("hola");
        response.Usage!.OutputTokenCount.ShouldBe(2);
        response.FinishReason.ShouldBe(ChatFinishReason.Stop);
        _server.Requests.Single().Body["stream_options"]!["include_usage"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, 2)]
    public async Task A_stream_without_its_end_marker_is_an_error_after_what_came(bool marker, int? abortAfter)
    {
        _server.Then(new ScriptedReply { EndMarker = marker, AbortAfterParts = abortAfter });
        var seen = "";
        var thrown = await Should.ThrowAsync<ModelException>(async () =>
        {
            await foreach (var update in Client.GetStreamingResponseAsync(Hello, cancellationToken: Token))
                seen += update.Text;
        });
        thrown.Failure.ShouldBe(ModelFailure.Transient);
        thrown.Message.ShouldContain("cut off");
        if (abortAfter is null) seen.ShouldBe("hello there big world"); // A reset may overtake what was sent.
    }

    [Fact]
    public async Task Leaving_a_stream_cancels_upstream()
    {
        _server.Then(new ScriptedReply { HoldUntil = new TaskCompletionSource().Task, HoldAfterFirstPart = true });
        await foreach (var update in Client.GetStreamingResponseAsync(Hello, cancellationToken: Token))
        {
            update.Text.ShouldBe("hello");
            break;
        }

        await _server.ClientGone.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Fact]
    public async Task A_stream_that_stalls_is_given_up()
    {
        _server.Then(new ScriptedReply { HoldUntil = new TaskCompletionSource().Task, HoldAfterFirstPart = true });
        var thrown = await Should.ThrowAsync<ModelException>(async () =>
        {
            var hasty = _models.Provider("hasty").Client!;
            await foreach (var _ in hasty.GetStreamingResponseAsync(Hello, cancellationToken: Token))
            {
            }
        });
        thrown.Failure.ShouldBe(ModelFailure.Transient);
    }

    [Fact]
    public async Task The_trace_goes_on_at_the_provider()
    {
        using var activity = new System.Diagnostics.Activity("turn").Start();
        await Client.GetResponseAsync(Hello, cancellationToken: Token);
        _server.Requests.Single().TraceParent!.ShouldContain(activity.TraceId.ToHexString());
    }

    private static Task<ChatResponse> AskAsync(IChatClient client) =>
        client.GetResponseAsync(Hello, cancellationToken: Token);
}
