using System.Text.Json.Nodes;

namespace Stage5.Tests.OpenAI;

[Collection(DoorCollection.Name)]
public sealed class OfficialClientTests(DoorSystem system)
{
    private const string Finished = "\"stop\"";

    [Fact]
    public async Task The_official_client_works_unchanged()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        system.Reset();
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Script(left);

        var output = await NodeClient.RunAsync("door.mjs", new Dictionary<string, string>
        {
            ["STAGE5_URL"] = new Uri(system.Address, "/v1").ToString(),
            ["STAGE5_KEY"] = system.Token("demo"),
        }, limit.Token);

        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(
        [
            "ok: models", "ok: chat", "ok: stream", "ok: tools, streamed", "ok: tools, answered", "ok: embeddings",
            "ok: errors", "ok: a stream that breaks off", "ok: abort in mid-stream",
        ]);
        await left.Task.WaitAsync(limit.Token);
        system.First.Requests.ShouldAllBe(request => !request.Text.Contains("ana@example.org"));
        system.First.Requests.ShouldAllBe(request => !request.Headers.ContainsKey("Authorization"));
        system.First.Requests[2].Text.ShouldContain("\"name\":\"weather\"");
    }

    private void Script(TaskCompletionSource left)
    {
        var upstream = system.First;
        upstream.Then(http => WholeAsync(http));
        upstream.Then(http => ScriptedUpstream.StreamAsync(http,
            ScriptedUpstream.Chunk("""{"role":"assistant","content":"Hello "}"""),
            ScriptedUpstream.Chunk($$"""{"content":"{{Token()}}"}"""), ScriptedUpstream.Chunk("{}", Finished),
            ScriptedUpstream.Usage(10, 2), "data: [DONE]\n\n"));
        upstream.ThenStream(
            ScriptedUpstream.Chunk("""{"role":"assistant","tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"weather","arguments":""}}]}"""),
            ScriptedUpstream.Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\":"}}]}"""),
            ScriptedUpstream.Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"\"Vigo\"}"}}]}"""),
            ScriptedUpstream.Chunk("{}", "\"tool_calls\""), "data: [DONE]\n\n");
        upstream.Then(http => WholeAsync(http));
        upstream.ThenJson("""{"object":"list","data":[{"object":"embedding","index":0,"embedding":"AAAAPwAAgL4="}],"model":"e","usage":{"prompt_tokens":3,"total_tokens":3}}""");
        upstream.ThenStream(ScriptedUpstream.Chunk("""{"content":"Half"}"""));
        upstream.Then(async http =>
        {
            http.RequestAborted.Register(() => left.TrySetResult());
            await ScriptedUpstream.StreamAsync(http, ScriptedUpstream.Chunk("""{"content":"Hello "}"""));
            await left.Task;
        });
    }

    private async Task WholeAsync(Microsoft.AspNetCore.Http.HttpContext http)
    {
        http.Response.ContentType = "application/json";
        var answer = $$$"""{"id":"a","object":"chat.completion","created":1,"model":"up","choices":[{"index":0,"message":{"role":"assistant","content":"Hello {{{Token()}}}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":2,"total_tokens":12}}""";
        await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(http.Response, answer, http.RequestAborted);
    }

    /// <summary>What the model was given for the address.</summary>
    private string Token() => JsonNode.Parse(system.First.Last.Text)!["messages"]![0]!["content"]!
        .GetValue<string>()["Say hello to ".Length..];
}
