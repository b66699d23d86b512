using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Stage5.Core.Guards;

namespace Stage5.Tests.OpenAI;

[Collection(DoorCollection.Name)]
public sealed partial class DoorTests : IDisposable
{
    private const string Answer = """
        {"id":"a","object":"chat.completion","created":1,"model":"up","big":123456789012345678901234567890,"choices":[{"index":0,"message":{"role":"assistant","content":"Caf\u00e9 \/"},"finish_reason":"stop"}],"usage":{"prompt_tokens":40,"completion_tokens":10,"total_tokens":50,"prompt_tokens_details":{"cached_tokens":8}}}
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly DoorSystem _system;
    private readonly CancellationTokenSource _limit = CancellationTokenSource.CreateLinkedTokenSource(
        TestContext.Current.CancellationToken);

    public DoorTests(DoorSystem system)
    {
        _system = system;
        _system.Reset();
        _limit.CancelAfter(Patience);
    }

    [Fact]
    public async Task A_request_and_its_answer_are_passed_on_byte_for_byte_but_for_the_model()
    {
        const string Body = """
            {  "unknown" : {"a":[1e400, 0.10, 12345678901234567890]}, "model" :"first",
               "messages":[ {"role":"user","content":"\u0041 caf\u00e9 \/ \ud83d\ude00"} ] ,"top_p":1.0 }
            """;
        _system.First.ThenJson(Answer);

        using var response = await PostAsync("raw", Body);

        (await response.Content.ReadAsStringAsync(_limit.Token)).ShouldBe(Answer);
        _system.First.Last.Text.ShouldBe(Body.Replace("\"first\"", "\"first-model\"", StringComparison.Ordinal));
        _system.First.Last.Path.ShouldBe("/v1/chat/completions");
        _system.First.Last.Headers.Keys.ShouldNotContain("Authorization");
        Header(response, "x-stage5-provider").ShouldBe("first");
        Header(response, "x-stage5-model").ShouldBe("first-model");
        Header(response, "x-request-id").Length.ShouldBe(32);
    }

    [Fact]
    public async Task One_round_trip_to_the_store_lets_a_call_in_and_one_settles_it()
    {
        // The first call of a tenant is entered among those that sweeps go through.
        _system.First.ThenJson(Answer);
        _system.First.ThenJson(Answer);
        const string Body = """{"model":"first","messages":[{"role":"user","content":"Hello"}],"max_tokens":10}""";
        await AnsweredAsync();
        await SettledAsync(1);
        using var connection = await _system.Store.ConnectAsync();
        var store = connection.GetDatabase();
        await store.ExecuteAsync("CONFIG", "SET", "slowlog-log-slower-than", "0");
        await store.ExecuteAsync("SLOWLOG", "RESET");

        await AnsweredAsync();
        await SettledAsync(2);

        var log = (RedisResult[])(await store.ExecuteAsync("SLOWLOG", "GET", "1000"))!;
        await store.ExecuteAsync("CONFIG", "SET", "slowlog-log-slower-than", "10000");
        string[][] commands = [.. log.Select(entry => (string[])((RedisResult[])entry!)[3]!)];
        commands.Where(command => command.Contains("s5:{counted}") && command[1] != GuardScripts.Ledger.Sha1)
            .Select(command => command[1]).ShouldBe([GuardScripts.Settle.Sha1, GuardScripts.Admit.Sha1]);

        async Task AnsweredAsync()
        {
            using var response = await PostAsync("counted", Body);
            response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(_limit.Token));
        }

        async Task SettledAsync(int calls)
        {
            var book = _system.Services.GetRequiredService<BudgetBook>();
            while ((await book.LedgerAsync("counted", 10, _limit.Token)).Count < calls) await Task.Yield();
        }
    }

    [Fact]
    public async Task What_an_answer_used_is_settled_behind_it()
    {
        const string Tenant = "raw";
        _system.First.ThenJson(Answer);
        using var response = await PostAsync(Tenant, Ask("first"));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var spent = await SettledAsync(Tenant);
        spent.Spends.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            spend => spend.Tokens.Input.ShouldBe(40), spend => spend.Tokens.CachedInput.ShouldBe(8),
            spend => spend.Tokens.Output.ShouldBe(10), spend => spend.CostMicros.ShouldBe(50),
            spend => spend.Estimated.ShouldBeFalse());
    }

    [Fact]
    public async Task A_stream_is_passed_on_as_it_comes_without_the_usage_that_only_Stage5_asked_for()
    {
        string[] chunks =
        [
            ScriptedUpstream.Chunk("""{"role":"assistant","content":"Hel"}"""), ScriptedUpstream.Chunk("""{"content":"lo"}"""),
            ScriptedUpstream.Chunk("{}", "\"stop\""),
        ];
        var rest = new TaskCompletionSource();
        _system.First.Then(async http =>
        {
            await ScriptedUpstream.StreamAsync(http, chunks[0]);
            await rest.Task;
            await ScriptedUpstream.StreamAsync(http, chunks[1], chunks[2], ScriptedUpstream.Usage(5, 2), "data: [DONE]\n\n");
        });

        using var response = await PostAsync("raw", Ask("first", "\"stream\":true"), streams: true);
        await using var stream = await response.Content.ReadAsStreamAsync(_limit.Token);
        var first = new byte[chunks[0].Length];
        await stream.ReadExactlyAsync(first, _limit.Token);
        Encoding.UTF8.GetString(first).ShouldBe(chunks[0]);
        rest.SetResult();

        (await ReadAsync(stream)).ShouldBe(chunks[1] + chunks[2] + "data: [DONE]\n\n");
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        _system.First.Last.Text.ShouldContain("\"stream_options\":{\"include_usage\":true}");
        (await SettledAsync("raw")).Spends.Single().Tokens.Output.ShouldBe(2);
    }

    [Fact]
    public async Task Who_asks_for_usage_gets_it()
    {
        _system.First.ThenStream(ScriptedUpstream.Chunk("""{"content":"a"}""", "\"stop\""), ScriptedUpstream.Usage(5, 2), "data: [DONE]\n\n");

        using var response = await PostAsync(
            "raw", Ask("first", "\"stream\":true,\"stream_options\":{\"include_usage\":true}"), streams: true);

        (await response.Content.ReadAsStringAsync(_limit.Token)).ShouldContain(ScriptedUpstream.Usage(5, 2));
    }

    [Theory]
    [InlineData("raw")]
    [InlineData("demo")]
    public async Task A_stream_that_ends_without_its_end_marker_ends_with_an_error(string tenant)
    {
        _system.First.ThenStream(ScriptedUpstream.Chunk("""{"content":"Half"}"""));

        using var response = await PostAsync(tenant, Ask("first", "\"stream\":true"), streams: true);
        var text = await response.Content.ReadAsStringAsync(_limit.Token);

        text.ShouldNotContain("[DONE]");
        var last = JsonNode.Parse(text.Trim().Split("\n\n")[^1]["data: ".Length..])!;
        last["error"]!["code"]!.GetValue<string>().ShouldBe("provider_unavailable");
        var settled = await SettledAsync(tenant);
        settled.Outcome.ShouldBe("failed");
        settled.Spends.Single().Estimated.ShouldBeTrue();
    }

    [Fact]
    public async Task Who_leaves_in_mid_stream_stops_the_upstream_within_100_ms_and_pays_for_what_may_have_come()
    {
        var gone = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        _system.First.Then(async http =>
        {
            http.RequestAborted.Register(() => gone.TrySetResult(TimeProvider.System.GetTimestamp()));
            await ScriptedUpstream.StreamAsync(http, ScriptedUpstream.Chunk("""{"content":"12345"}"""));
            await gone.Task;
        });
        using var response = await PostAsync("raw", Ask("first", "\"stream\":true"), streams: true);
        await using var stream = await response.Content.ReadAsStreamAsync(_limit.Token);
        await stream.ReadExactlyAsync(new byte[ScriptedUpstream.Chunk("""{"content":"12345"}""").Length], _limit.Token);

        // A read that is cancelled closes the client's connection.
        using var leave = new CancellationTokenSource();
        var reading = stream.ReadAsync(new byte[1], leave.Token).AsTask();
        var left = TimeProvider.System.GetTimestamp();
        await leave.CancelAsync();
        var took = TimeProvider.System.GetElapsedTime(left, await gone.Task.WaitAsync(_limit.Token));

        TestContext.Current.TestOutputHelper?.WriteLine($"upstream cancelled after {took.TotalMilliseconds:0.0} ms");
        await Should.ThrowAsync<OperationCanceledException>(reading);
        took.ShouldBeLessThan(TimeSpan.FromMilliseconds(100));
        var settled = await SettledAsync("raw");
        settled.Outcome.ShouldBe("cancelled");
        settled.Spends.Single().ShouldSatisfyAllConditions(
            spend => spend.Estimated.ShouldBeTrue(), spend => spend.Tokens.Output.ShouldBe(1000),
            spend => spend.Tokens.Input.ShouldBeGreaterThan(0));
    }

    [Fact]
    public async Task What_was_redacted_reaches_no_model_and_comes_back_in_the_stream()
    {
        var tokenSeen = "";
        _system.First.Then(async http =>
        {
            tokenSeen = JsonNode.Parse(_system.First.Last.Text)!["messages"]![0]!["content"]!.GetValue<string>()["Write to ".Length..];
            var half = tokenSeen.Length / 2;
            await ScriptedUpstream.StreamAsync(http,
                ScriptedUpstream.Chunk($$"""{"content":"I wrote to {{tokenSeen[..half]}}"}"""),
                ScriptedUpstream.Chunk($$"""{"content":"{{tokenSeen[half..]}}"}"""),
                ScriptedUpstream.Chunk("{}", "\"stop\""), "data: [DONE]\n\n");
        });

        using var response = await PostAsync("demo", Ask("first", "\"stream\":true", "Write to ana@example.org"), streams: true);
        var text = await response.Content.ReadAsStringAsync(_limit.Token);

        _system.First.Last.Text.ShouldNotContain("ana@example.org");
        ContentOf(text).ShouldBe("I wrote to ana@example.org");
        text.ShouldEndWith("data: [DONE]\n\n");
        text.ShouldContain("\"x\":1e3");
    }

    [Fact]
    public async Task What_policy_blocks_is_refused_without_the_value()
    {
        using var response = await PostAsync("strict", Ask("first", text: "4111 1111 1111 1111"));

        var error = await ErrorAsync(response, 422, "content_blocked");
        error.ShouldContain("card");
        error.ShouldNotContain("1111");
        _system.First.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_dead_upstream_is_followed_by_the_next_and_only_that_is_paid()
    {
        _system.First.ThenJson("{}", 503);
        _system.First.ThenJson("{}", 503);
        _system.Second.ThenJson(Answer);

        using var response = await PostAsync("raw", Ask("stage5/default"));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        Header(response, "x-stage5-provider").ShouldBe("second");
        (await SettledAsync("raw")).Spends.ShouldHaveSingleItem().Provider.ShouldBe("second");
    }

    [Fact]
    public async Task Money_that_is_not_there_is_402()
    {
        using var response = await PostAsync("poor", Ask("first"));

        var error = await ErrorAsync(response, 402, "budget_exhausted");
        error.ShouldContain("insufficient_quota");
        _system.First.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_asks_too_often_is_told_when_to_come_back()
    {
        _system.First.ThenJson(Answer);
        using var first = await PostAsync("slow", Ask("first"));
        using var second = await PostAsync("slow", Ask("first"));

        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        Header(first, "RateLimit-Policy").ShouldNotBeEmpty();
        (await ErrorAsync(second, 429, "rate_limited")).ShouldContain("rate_limit_error");
        second.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        Header(second, "RateLimit").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Embeddings_are_passed_on_and_paid()
    {
        const string Vector = """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.1]}],"model":"e","usage":{"prompt_tokens":3,"total_tokens":3}}""";
        _system.First.ThenJson(Vector);

        using var response = await PostAsync("raw", """{"model":"first","input":["a","b"],"dimensions":1}""", path: "embeddings");

        (await response.Content.ReadAsStringAsync(_limit.Token)).ShouldBe(Vector);
        _system.First.Last.Path.ShouldBe("/v1/embeddings");
        (await SettledAsync("raw")).Spends.Single().ShouldSatisfyAllConditions(
            spend => spend.Tokens.Input.ShouldBe(3), spend => spend.Tokens.Output.ShouldBe(0));
    }

    [Fact]
    public async Task The_models_are_the_default_route_and_the_providers()
    {
        using var client = _system.ClientOf("raw");

        var list = JsonNode.Parse(await client.GetStringAsync("/v1/models", _limit.Token))!;
        var one = JsonNode.Parse(await client.GetStringAsync("/v1/models/stage5%2Fdefault", _limit.Token))!;

        list["data"]!.AsArray().Select(model => model!["id"]!.GetValue<string>()).ShouldBe(["stage5/default", "first", "second", "third"]);
        one["owned_by"]!.GetValue<string>().ShouldBe("stage5");
        using var unknown = await client.GetAsync("/v1/models/nobody", _limit.Token);
        await ErrorAsync(unknown, 404, "model_not_found");
    }

    [Theory]
    [InlineData("chat/completions", "{}", 400, "invalid_request")]
    [InlineData("chat/completions", "{", 400, "invalid_json")]
    [InlineData("chat/completions", """{"model":"gpt-x","messages":[{"role":"user","content":"a"}]}""", 404, "model_not_found")]
    [InlineData("chat/completions", """{"model":"first","messages":[{"role":"user","content":"\ud800"}]}""", 400, "invalid_json")]
    [InlineData("chat/completions", """{"model":"third","user":"\udc00","messages":[{"role":"user","content":"a"}]}""", 400, "invalid_json")]
    [InlineData("nothing/here", "{}", 404, "not_found")]
    public async Task Errors_are_in_the_shape_that_clients_know(string path, string body, int status, string code)
    {
        using var response = await PostAsync("raw", body, path: path);

        await ErrorAsync(response, status, code);
    }

    [Fact]
    public async Task A_compressed_body_is_415_in_the_shape_that_clients_know()
    {
        using var client = _system.ClientOf("raw");
        using var content = new StringContent(Ask("first"), Encoding.UTF8, "application/json");
        content.Headers.ContentEncoding.Add("gzip");
        using var response = await client.PostAsync("/v1/chat/completions", content, _limit.Token);

        await ErrorAsync(response, 415, "unsupported_media_type");
        Header(response, "Accept-Encoding").ShouldBe("identity");
    }

    [Fact]
    public async Task A_body_too_large_is_413_before_it_is_sent()
    {
        using var client = _system.ClientOf("raw");
        client.DefaultRequestHeaders.ExpectContinue = true;
        using var content = new StringContent(new string(' ', 8 * 1024 * 1024 + 1), Encoding.UTF8, "application/json");
        using var response = await client.PostAsync("/v1/chat/completions", content, _limit.Token);

        await ErrorAsync(response, 413, "payload_too_large");
    }

    [Fact]
    public async Task Who_is_nobody_is_401_and_who_may_not_is_403()
    {
        using var nobody = new HttpRequestMessage(HttpMethod.Post, new Uri(_system.Address, "/v1/chat/completions"));
        using var client = _system.ClientOf("raw", "auditor");
        client.DefaultRequestHeaders.Authorization = null;
        using var refused = await client.SendAsync(nobody, _limit.Token);
        await ErrorAsync(refused, 401, "invalid_api_key");
        refused.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");

        using var forbidden = await PostAsync("raw", Ask("first"), role: "auditor");
        await ErrorAsync(forbidden, 403, "permission_denied");
    }

    [Fact]
    public async Task An_upstream_that_says_nothing_is_504_at_the_deadline()
    {
        var end = new TaskCompletionSource();
        _system.First.Then(http => end.Task.WaitAsync(http.RequestAborted));

        using var response = await PostAsync("raw", Ask("first"));
        end.SetResult();

        await ErrorAsync(response, 504, "deadline_exceeded");
        (await SettledAsync("raw")).Spends.Single().Estimated.ShouldBeTrue();
    }

    [Fact]
    public async Task A_call_counts_against_the_conversation_its_header_names()
    {
        _system.First.ThenJson(Answer);
        using var response = await PostAsync("raw", Ask("first"), conversation: "talk_1");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SettledAsync("raw")).Conversation.ShouldBe("talk_1");
        _system.First.Last.Headers.Keys.ShouldNotContain("x-stage5-conversation");
        foreach (var bad in new[] { "-talk", "a b", new string('a', 65), "a/b" })
        {
            using var refused = await PostAsync("raw", Ask("first"), conversation: bad);
            (await ErrorAsync(refused, 400, "invalid_request")).ShouldContain("x-stage5-conversation");
        }
    }

    [Theory]
    [InlineData("\"stream\":false")]
    [InlineData("\"stream\":true")]
    public async Task Where_answers_are_looked_through_no_logprobs_repeat_them(string stream)
    {
        const string Logprobs = """{"content":[{"token":"Secret","bytes":[1],"top_logprobs":[]}]}""";
        if (stream.EndsWith("true", StringComparison.Ordinal))
            _system.First.ThenStream(
                ScriptedUpstream.Chunk("""{"content":"Hi"}""", $"null,\"logprobs\":{Logprobs}"),
                ScriptedUpstream.Chunk("{}", "\"stop\",\"logprobs\":null"), "data: [DONE]\n\n");
        else _system.First.ThenJson(Answer.Replace("\"finish_reason\"", $"\"logprobs\":{Logprobs},\"finish_reason\"", StringComparison.Ordinal));

        using var response = await PostAsync("demo", Ask("first", stream));
        var text = await response.Content.ReadAsStringAsync(_limit.Token);

        text.ShouldContain("\"logprobs\":null");
        text.ShouldNotContain("Secret");
        text.ShouldContain(stream.EndsWith("true", StringComparison.Ordinal) ? "Hi" : "Caf");
    }

    public void Dispose() => _limit.Dispose();

    private static string Ask(string model, string more = "", string text = "Hello") =>
        $$"""{"model":"{{model}}","messages":[{"role":"user","content":"{{text}}"}]{{(more.Length > 0 ? "," : "")}}{{more}}}""";

    private static string Header(HttpResponseMessage response, string name) => response.Headers.GetValues(name).Single();

    private static string ContentOf(string events) => string.Concat(events.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
        .Where(one => one != "data: [DONE]")
        .Select(one => JsonNode.Parse(one["data: ".Length..])!["choices"]![0]!["delta"]!["content"]?.GetValue<string>()));

    private async Task<string> ErrorAsync(HttpResponseMessage response, int status, string code)
    {
        var body = await response.Content.ReadAsStringAsync(_limit.Token);
        ((int)response.StatusCode).ShouldBe(status, body);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        var error = JsonNode.Parse(body)!["error"]!;
        error["code"]!.GetValue<string>().ShouldBe(code);
        error["message"]!.GetValue<string>().ShouldNotBeEmpty();
        error["type"]!.GetValue<string>().ShouldNotBeEmpty();
        error.AsObject().ContainsKey("param").ShouldBeTrue();
        return body;
    }

    private async Task<string> ReadAsync(Stream stream)
    {
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(_limit.Token);
    }

    private async Task<HttpResponseMessage> PostAsync(
        string tenant, string body, bool streams = false, string path = "chat/completions", string role = "user",
        string? conversation = null)
    {
        using var client = _system.ClientOf(tenant, role);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_system.Address, $"/v1/{path}"))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (conversation is not null) request.Headers.Add("x-stage5-conversation", conversation);
        return await client.SendAsync(request,
            streams ? HttpCompletionOption.ResponseHeadersRead : HttpCompletionOption.ResponseContentRead, _limit.Token);
    }

    /// <summary>The last entry of the tenant's ledger, once no hold is left.</summary>
    private async Task<LedgerEntry> SettledAsync(string tenant)
    {
        var book = _system.Services.GetRequiredService<BudgetBook>();
        while (true)
        {
            var account = await book.AccountAsync(tenant, _limit.Token);
            if (account.Held == 0 && account.Holds == 0)
                return (await book.LedgerAsync(tenant, 1, _limit.Token))[0];
            await Task.Delay(10, _limit.Token);
        }
    }
}
