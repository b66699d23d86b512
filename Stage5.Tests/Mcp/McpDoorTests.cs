using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Core.Guards;
using Stage5.Tests.OpenAI;

namespace Stage5.Tests.Mcp;

/// <summary>The address itself: who may, what a request must be, what a refusal looks like.</summary>
[Collection(DoorCollection.Name)]
public sealed class McpDoorTests : IDisposable
{
    private const string Tenant = "machines";
    private const string List = """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""";

    private readonly DoorSystem _system;
    private readonly CancellationTokenSource _limit = CancellationTokenSource.CreateLinkedTokenSource(
        TestContext.Current.CancellationToken);

    public McpDoorTests(DoorSystem system)
    {
        _system = system;
        _system.Reset();
        _limit.CancelAfter(TimeSpan.FromSeconds(30));
    }

    public static string AnthropicAnswer(string text) =>
        $$$"""{"id":"m","type":"message","role":"assistant","model":"third-model","content":[{"type":"text","text":"{{{text}}}"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":40,"output_tokens":10}}""";

    public static string ChatAnswer(string text) =>
        $$$"""{"id":"a","object":"chat.completion","created":1,"model":"up","choices":[{"index":0,"message":{"role":"assistant","content":"{{{text}}}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":40,"completion_tokens":10,"total_tokens":50}}""";

    [Fact]
    public async Task Who_is_nobody_is_401_and_who_may_not_is_403()
    {
        using var nobody = await SendAsync(List, client => client.DefaultRequestHeaders.Authorization = null);
        await nobody.ShouldBeProblemAsync(401, "unauthenticated");

        using var auditor = await SendAsync(List, role: "auditor");
        await auditor.ShouldBeProblemAsync(403, "permission_denied");
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("null")]
    [Trait("Threat", "WEB-S1")]
    public async Task A_page_of_another_origin_is_refused(string origin)
    {
        using var response = await SendAsync(List, client => client.DefaultRequestHeaders.Add("Origin", origin));

        await response.ShouldBeProblemAsync(403, "foreign_origin");
    }

    [Fact]
    public async Task A_page_of_its_own_origin_may()
    {
        using var response = await SendAsync(List, client => client.DefaultRequestHeaders.Add(
            "Origin", _system.Address.GetLeftPart(UriPartial.Authority)));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_cannot_be_answered_is_refused_before_it_is_read()
    {
        using var events = await SendAsync(List, accept: "application/json");
        await events.ShouldBeProblemAsync(406, "not_acceptable");

        using var text = await SendAsync(List, type: "text/plain");
        await text.ShouldBeProblemAsync(415, "unsupported_media_type");

        using var large = await SendAsync(new string(' ', 513 * 1024) + List, client => client.DefaultRequestHeaders.ExpectContinue = true);
        large.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("{", -32700)]
    [InlineData("null", -32600)]
    [InlineData("[]", -32700)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{}}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"translate","arguments":{"text":"a\ud800b"}}}""", -32700)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"translate","arguments":{"\udc00":1}}}""", -32700)]
    public async Task A_body_that_is_no_message_is_an_error_of_the_protocol(string body, int code)
    {
        using var response = await SendAsync(body);

        await ErrorAsync(response, code);
    }

    [Fact]
    public async Task Ten_thousand_brackets_are_no_message()
    {
        var nested = new string('[', 10_000) + new string(']', 10_000);
        using var response = await SendAsync($$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"translate","arguments":{"text":{{{nested}}} } } }""");

        await ErrorAsync(response, -32700);
    }

    [Theory]
    [InlineData("1999-01-01")]
    [InlineData("2026-07-28")]
    public async Task A_version_that_is_not_spoken_is_told_the_ones_that_are(string version)
    {
        using var response = await SendAsync(List, client => client.DefaultRequestHeaders.Add("MCP-Protocol-Version", version));

        var error = await ErrorAsync(response, -32022);
        error["data"]!["requested"]!.GetValue<string>().ShouldBe(version);
        error["data"]!["supported"]!.AsArray().Select(one => one!.GetValue<string>()).ShouldContain("2025-11-25");
    }

    [Theory]
    [InlineData("2025-06-18", "2025-06-18")]
    [InlineData("2025-03-26", "2025-03-26")]
    [InlineData("1999-01-01", "2025-11-25")]
    public async Task The_version_is_agreed_on_at_the_start(string asked, string agreed)
    {
        var result = await ResultAsync("initialize", $$"""
            {"protocolVersion":"{{asked}}","capabilities":{},"clientInfo":{"name":"test","version":"1"} }
            """);

        result["protocolVersion"]!.GetValue<string>().ShouldBe(agreed);
        result["serverInfo"]!["name"]!.GetValue<string>().ShouldBe("stage5");
    }

    [Fact]
    public async Task A_notification_is_taken_without_an_answer()
    {
        using var response = await SendAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await response.Content.ReadAsByteArrayAsync(_limit.Token)).ShouldBeEmpty();
        response.Headers.Contains("Mcp-Session-Id").ShouldBeFalse();
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task There_is_no_session_to_listen_to_or_to_end(string method)
    {
        using var client = _system.ClientOf(Tenant);
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), "/mcp");
        using var response = await client.SendAsync(request, _limit.Token);

        response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        response.Content.Headers.Allow.ShouldBe(["POST"]);
    }

    [Theory]
    [InlineData("""{"targetLanguage":"es"}""", "text")]
    [InlineData("""{"text":"Hello","targetLanguage":"Spanish!"}""", "targetLanguage")]
    [InlineData("""{"text":5,"targetLanguage":"es"}""", "arguments")]
    [InlineData("""{"text":"Hello","targetLanguage":"es","language":"en"}""", "arguments")]
    [InlineData("""{"text":"Hello","targetLanguage":"es","processing":{"mode":"turbo"}}""", "processing.mode")]
    public async Task Arguments_that_are_wrong_are_a_tool_error_that_names_them(string arguments, string field)
    {
        var refusal = await RefusalAsync(Tenant, "translate", arguments, "invalid_request");

        refusal["errors"]!.AsObject().Select(error => error.Key).ShouldContain(field);
    }

    [Fact]
    public async Task A_text_too_long_to_wait_for_is_refused()
    {
        var text = new string('a', 20_001);

        await RefusalAsync(Tenant, "translate", $$"""{"text":"{{text}}","targetLanguage":"es","sourceLanguage":"en"}""", "text_too_long");
    }

    [Fact]
    public async Task What_the_guards_refuse_is_a_tool_error_with_their_code()
    {
        const string Ask = """{"text":"Money is short.","targetLanguage":"es","sourceLanguage":"en"}""";
        var poor = await RefusalAsync("poor", "translate", Ask, "budget_exhausted");
        poor["budget"]!["scope"]!.GetValue<string>().ShouldBe("tenant");

        await ResultAsync("tools/call", """{"name":"detect_language","arguments":{"text":"Hello"}}""", "sluggish");
        var slow = await RefusalAsync("sluggish", "detect_language", """{"text":"Hello again"}""", "rate_limited");
        slow["retryAfter"]!.GetValue<double>().ShouldBeGreaterThan(0);
        _system.Third.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_leaves_cancels_what_they_asked_for()
    {
        var (asked, left) = (new TaskCompletionSource(), new TaskCompletionSource());
        _system.Third.Then(async http =>
        {
            http.RequestAborted.Register(() => left.TrySetResult());
            asked.SetResult();
            await left.Task;
        });
        using var leave = new CancellationTokenSource();
        var call = SendAsync("""
            {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"translate","arguments":{"text":"I cannot wait for this.","targetLanguage":"es","sourceLanguage":"en"}}}
            """, tenant: "leavers", cancellationToken: leave.Token);
        await asked.Task.WaitAsync(_limit.Token);
        await leave.CancelAsync();

        await left.Task.WaitAsync(_limit.Token);
        await Should.ThrowAsync<OperationCanceledException>(call);
        var book = _system.Services.GetRequiredService<BudgetBook>();
        while ((await book.AccountAsync("leavers", _limit.Token)).Holds > 0) await Task.Yield();
        (await book.LedgerAsync("leavers", 1, _limit.Token)).ShouldHaveSingleItem().Outcome.ShouldBe("cancelled");
    }

    public void Dispose() => _limit.Dispose();

    private async Task<JsonNode> RefusalAsync(string tenant, string tool, string arguments, string code)
    {
        var result = await ResultAsync("tools/call", $$"""{"name":"{{tool}}","arguments":{{arguments}} }""", tenant);
        result["isError"]!.GetValue<bool>().ShouldBeTrue();
        var refusal = result["structuredContent"]!;
        refusal["code"]!.GetValue<string>().ShouldBe(code, refusal.ToJsonString());
        refusal["next"]!.GetValue<string>().ShouldNotBeEmpty();
        result["content"]![0]!["text"]!.GetValue<string>().ShouldStartWith($"{code}: ");
        return refusal;
    }

    private async Task<JsonNode> ResultAsync(string method, string parameters, string tenant = Tenant)
    {
        using var response = await SendAsync(
            $$"""{"jsonrpc":"2.0","id":7,"method":"{{method}}","params":{{parameters}} }""", tenant: tenant);
        var body = await response.Content.ReadAsStringAsync(_limit.Token);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        var data = body.Split('\n').Single(line => line.StartsWith("data: {", StringComparison.Ordinal))["data: ".Length..];
        var answer = JsonNode.Parse(data)!;
        answer["id"]!.GetValue<int>().ShouldBe(7);
        return answer["result"] ?? throw new InvalidOperationException(body);
    }

    private async Task<JsonNode> ErrorAsync(HttpResponseMessage response, int code)
    {
        var body = await response.Content.ReadAsStringAsync(_limit.Token);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, body);
        var error = JsonNode.Parse(body)!["error"]!;
        error["code"]!.GetValue<int>().ShouldBe(code, body);
        return error;
    }

    private async Task<HttpResponseMessage> SendAsync(
        string body, Action<HttpClient>? change = null, string tenant = Tenant, string role = "user",
        string accept = "application/json, text/event-stream", string type = "application/json",
        CancellationToken? cancellationToken = null)
    {
        using var client = _system.ClientOf(tenant, role);
        client.DefaultRequestHeaders.Add("Accept", accept);
        change?.Invoke(client);
        using var content = new StringContent(body, Encoding.UTF8, type);
        return await client.PostAsync("/mcp", content, cancellationToken ?? _limit.Token);
    }
}
