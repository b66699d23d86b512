using System.Net;
using System.Text;
using Microsoft.Extensions.AI;
using Stage5.Core.Models;
using Stage5.Core.Models.Wires;
using Stage5.Core.Secrets;

namespace Stage5.Tests.Models;

/// <summary>Credentials, limits and forwarding of the wires, against a scripted server.</summary>
public sealed class WireTests : IAsyncLifetime
{
    private static readonly ChatMessage[] Hello = [new(ChatRole.User, "hello")];

    private readonly RotatingSecrets _secrets = new() { Values = new SecretValues("new", Previous: null) };
    private ScriptedOpenAIServer _server = null!;
    private TestModels _models = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await ScriptedOpenAIServer.StartAsync();
        var root = new Uri(_server.Endpoint, "/").ToString();
        _models = new TestModels(
            _secrets,
            ("Models:Providers:any:Kind", "OpenAICompatible"),
            ("Models:Providers:any:Endpoint", _server.Endpoint.ToString()),
            ("Models:Providers:any:Model", "m"),
            ("Models:Providers:any:SecretName", "k"),
            ("Models:Providers:openai:Kind", "OpenAI"),
            ("Models:Providers:openai:Endpoint", _server.Endpoint.ToString()),
            ("Models:Providers:openai:Model", "m"),
            ("Models:Providers:openai:SecretName", "k"),
            ("Models:Providers:azure:Kind", "AzureOpenAI"),
            ("Models:Providers:azure:Endpoint", root),
            ("Models:Providers:azure:Model", "deployment"),
            ("Models:Providers:azure:SecretName", "k"));
    }

    public async ValueTask DisposeAsync()
    {
        await _models.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("any", "/v1/chat/completions", "max_tokens")]
    [InlineData("openai", "/v1/chat/completions", "max_completion_tokens")]
    [InlineData("azure", "/openai/v1/chat/completions", "max_completion_tokens")]
    public async Task Each_kind_has_its_address_its_header_and_its_limit(string id, string path, string limit)
    {
        var options = new ChatOptions
        {
            MaxOutputTokens = 9,
            AdditionalProperties = new() { [CallTenant.Property] = "acme" },
        };
        await Client(id).GetResponseAsync(Hello, options, Token);
        var request = _server.Requests.ShouldHaveSingleItem();
        request.Path.ShouldBe(path);
        request.Authorization.ShouldBe(id == "azure" ? null : "Bearer new");
        request.ApiKey.ShouldBe(id == "azure" ? "new" : null);
        request.Body.AsObject().Select(field => field.Key)
            .Where(key => key.StartsWith("max", StringComparison.Ordinal)).ShouldBe([limit]);
        request.Body[limit]!.GetValue<int>().ShouldBe(9);
        request.Body.ToJsonString().ShouldNotContain("acme");
        _secrets.Asked.ShouldContain(("k", "acme"));
    }

    [Fact]
    public async Task The_next_call_has_the_rotated_secret()
    {
        await AskAsync();
        _secrets.Values = new SecretValues("newer", Previous: null);
        await AskAsync();
        _server.Requests.Select(request => request.Authorization).ShouldBe(["Bearer new", "Bearer newer"]);
    }

    [Fact]
    public async Task While_two_values_are_good_a_refusal_of_the_new_one_is_tried_with_the_old_one()
    {
        _secrets.Values = new SecretValues("new", "old");
        _server.Then(new ScriptedReply { Status = 401, RawBody = "{}" });
        (await AskAsync()).Text.ShouldBe("hello");
        _server.Requests.Select(request => request.Authorization).ShouldBe(["Bearer new", "Bearer old"]);
        _server.Requests[1].LastMessage.ShouldBe("hello");
    }

    [Fact]
    public async Task A_refusal_of_both_values_is_told_and_tried_no_further()
    {
        _secrets.Values = new SecretValues("new", "old");
        _server.Default = new ScriptedReply { Status = 401, RawBody = "{}" };
        (await Should.ThrowAsync<ModelException>(() => AskAsync())).Failure.ShouldBe(ModelFailure.Credentials);
        _server.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_provider_is_unusable_while_its_secret_is_away_and_usable_when_it_is_back()
    {
        var values = _secrets.Values;
        _secrets.Values = null;
        _models.Provider("any").UnusableReason.ShouldBe("its secret 'k' is not there");
        (await Should.ThrowAsync<ModelException>(() => AskAsync())).Failure.ShouldBe(ModelFailure.Configuration);
        _server.Requests.ShouldBeEmpty();
        _secrets.Values = values;
        _models.Provider("any").Usable.ShouldBeTrue();
        (await AskAsync()).Text.ShouldBe("hello");
    }

    [Fact]
    [Trait("Threat", "SC-T1")]
    public async Task A_secret_that_cannot_be_sent_is_not_told()
    {
        _secrets.Values = new SecretValues("two\nlines", Previous: null);
        var thrown = await Should.ThrowAsync<ModelException>(() => AskAsync());
        thrown.Failure.ShouldBe(ModelFailure.Configuration);
        thrown.ToString().ShouldNotContain("lines");
    }

    [Fact]
    public async Task An_answer_that_comes_compressed_is_refused_unread()
    {
        _server.Then(new ScriptedReply
        {
            RawBody = "{}",
            Headers = new Dictionary<string, string> { ["Content-Encoding"] = "gzip" },
        });
        var thrown = await Should.ThrowAsync<ModelException>(() => AskAsync());
        thrown.Failure.ShouldBe(ModelFailure.Transient);
        thrown.Message.ShouldContain("compressed");
    }

    [Theory]
    [InlineData("application/json", "[", "1,")]
    [InlineData("text/event-stream", "data: ", "aa")]
    [Trait("Threat", "MD-D1")]
    public async Task An_answer_without_end_is_given_up_and_not_held(string type, string start, string repeated)
    {
        var body = start + string.Concat(Enumerable.Repeat(repeated, AnswerStream.Limit / 2 + 1));
        _server.Then(new ScriptedReply
        {
            RawBody = body,
            Headers = new Dictionary<string, string> { ["Content-Type"] = type },
        });
        var thrown = await Should.ThrowAsync<ModelException>(async () =>
        {
            if (type == "application/json") await AskAsync();
            else await StreamAsync();
        });
        thrown.Failure.ShouldBe(ModelFailure.Transient);
        thrown.Message.ShouldContain("larger than 16 MiB");
    }

    [Theory]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"choices":[{"index":0,"message":{"content":"hi"},"finish_reason":"stop"}]}""")]
    public async Task A_stream_that_is_none_is_an_error(string body)
    {
        _server.Then(new ScriptedReply { RawBody = body });
        var thrown = await Should.ThrowAsync<ModelException>(() => StreamAsync());
        thrown.Failure.ShouldBe(ModelFailure.Transient);
    }

    [Fact]
    public async Task Bytes_are_forwarded_with_the_credentials_of_now_and_come_back_as_they_were_sent()
    {
        const string Odd = """{ "unknown" : [1, 2],  "choices":[] }""";
        _server.Then(new ScriptedReply { RawBody = Odd });
        var wire = _models.Provider("azure").Wire!;
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"model":"deployment","x":1}"""));
        using var request = wire.CreateRequest("embeddings", "acme", content);
        using var response = await wire.Http.SendAsync(request, Token);
        wire.FailureOf(response).ShouldBeNull();
        (await response.Content.ReadAsStringAsync(Token)).ShouldBe(Odd);
        var arrived = _server.Requests.ShouldHaveSingleItem();
        arrived.Path.ShouldBe("/openai/v1/embeddings");
        arrived.ApiKey.ShouldBe("new");
        arrived.Body["x"]!.GetValue<int>().ShouldBe(1);
        _secrets.Asked.ShouldContain(("k", "acme"));
    }

    [Fact]
    public async Task A_forwarded_stream_begins_before_it_ends_and_cannot_be_cut_unnoticed()
    {
        var release = new TaskCompletionSource();
        _server.Then(new ScriptedReply
        {
            EndMarker = false,
            HoldAfterFirstPart = true,
            HoldUntil = release.Task,
            Parts = ["one", "two"],
        });
        var wire = _models.Provider("any").Wire!;
        using var content = new StringContent("""{"model":"m","stream":true,"messages":[]}""");
        using var request = wire.CreateRequest("chat/completions", "acme", content);
        using var response = await wire.Http.SendAsync(request, Token);
        var stream = await response.Content.ReadAsStreamAsync(Token);
        var first = new byte[1024];
        var read = await stream.ReadAsync(first, Token);
        Encoding.UTF8.GetString(first, 0, read).ShouldContain("one");
        release.SetResult();
        var cut = await Should.ThrowAsync<ModelException>(() => stream.CopyToAsync(Stream.Null, Token));
        wire.FailureOf(cut).ShouldBeSameAs(cut);
        cut.Message.ShouldContain("cut off");
    }

    [Fact]
    public void A_failure_of_a_forwarded_call_has_its_class()
    {
        var wire = _models.Provider("any").Wire!;
        using var throttled = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        throttled.Headers.Add("Retry-After", "9");
        var failure = wire.FailureOf(throttled).ShouldNotBeNull();
        (failure.Failure, failure.RetryAfter).ShouldBe((ModelFailure.Transient, TimeSpan.FromSeconds(9)));
        wire.FailureOf(new HttpRequestException("x")).Failure.ShouldBe(ModelFailure.Transient);
    }

    [Theory]
    [InlineData("data: [DONE]\n\n", true)]
    [InlineData("data:[DONE]", true)]
    [InlineData("data: {\"x\":1}\r\ndata: [DONE]\r\n", true)]
    [InlineData("data: {\"x\":\"data: [DONE]\"}\n\n", false)]
    [InlineData(" data: [DONE]\n", false)]
    [InlineData("data:  [DONE]\n", true)]
    [InlineData("data: [DONE", false)]
    [InlineData("data: \n[DONE]\n", false)]
    public void An_end_marker_is_a_whole_line_however_it_is_cut(string stream, bool seen)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);
        for (var size = 1; size <= bytes.Length; size++)
        {
            var marker = EndMarker.OpenAI();
            foreach (var part in bytes.Chunk(size)) marker.Watch(part);
            marker.Seen.ShouldBe(seen, $"read {size} at a time");
        }
    }

    private IChatClient Client(string id) => _models.Provider(id).Client!;

    private Task<ChatResponse> AskAsync() => Client("any").GetResponseAsync(Hello, cancellationToken: Token);

    private Task<ChatResponse> StreamAsync() =>
        Client("any").GetStreamingResponseAsync(Hello, cancellationToken: Token).ToChatResponseAsync(Token);

    private sealed class RotatingSecrets : ISecrets
    {
        public SecretValues? Values { get; set; }

        public List<(string Name, string? Tenant)> Asked { get; } = [];

        public SecretValues? Find(string name, string? tenant = null)
        {
            Asked.Add((name, tenant));
            return Values;
        }

        public string? Owner(string name, string? tenant) => null;
    }
}
