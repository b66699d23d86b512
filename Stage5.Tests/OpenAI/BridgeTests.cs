using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Stage5.Tests.OpenAI;

/// <summary>A provider of another wire, asked in OpenAI's words.</summary>
[Collection(DoorCollection.Name)]
public sealed class BridgeTests
{
    private readonly DoorSystem _system;

    public BridgeTests(DoorSystem system)
    {
        _system = system;
        _system.Reset();
    }

    [Fact]
    public async Task A_stream_with_tools_comes_in_OpenAIs_shape()
    {
        _system.Third.ThenStream(
            Event("""{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"third-model","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":10,"output_tokens":1}}}"""),
            Event("""{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"""),
            Event("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Let me see"}}"""),
            Event("""{"type":"content_block_stop","index":0}"""),
            Event("""{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"toolu_1","name":"weather","input":{}}}"""),
            Event("""{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"city\":\"Vigo\"}"}}"""),
            Event("""{"type":"content_block_stop","index":1}"""),
            Event("""{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":7}}"""),
            Event("""{"type":"message_stop"}"""));

        using var response = await PostAsync("""
            {"model":"third","stream":true,"stream_options":{"include_usage":true},"max_tokens":50,"temperature":0.5,
             "tools":[{"type":"function","function":{"name":"weather","description":"Now","parameters":{"type":"object","properties":{"city":{"type":"string"}}}}}],
             "messages":[{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"Weather in Vigo?"}]},
              {"role":"assistant","content":null,"tool_calls":[{"id":"t0","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Lugo\"}"}}]},
              {"role":"tool","tool_call_id":"t0","content":"Rain"}]}
            """);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        text.ShouldEndWith("data: [DONE]\n\n");
        var chunks = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[..^1]
            .Select(one => JsonNode.Parse(one["data: ".Length..])!).ToArray();
        var deltas = chunks.SelectMany(chunk => chunk["choices"]!.AsArray()).Select(choice => choice!["delta"]!).ToArray();
        string.Concat(deltas.Select(delta => delta["content"]?.GetValue<string>())).ShouldBe("Let me see");
        var call = deltas.Single(delta => delta["tool_calls"] is not null)["tool_calls"]![0]!;
        call["id"]!.GetValue<string>().ShouldBe("toolu_1");
        call["function"]!["arguments"]!.GetValue<string>().ShouldBe("{\"city\":\"Vigo\"}");
        chunks[^2]["choices"]![0]!["finish_reason"]!.GetValue<string>().ShouldBe("tool_calls");
        chunks[^1]["usage"]!["prompt_tokens"]!.GetValue<int>().ShouldBe(10);

        var sent = JsonNode.Parse(_system.Third.Last.Text)!;
        _system.Third.Last.Headers["x-api-key"].ShouldBe("sk-third");
        sent["model"]!.GetValue<string>().ShouldBe("third-model");
        sent["max_tokens"]!.GetValue<int>().ShouldBe(50);
        sent["tools"]![0]!["name"]!.GetValue<string>().ShouldBe("weather");
        sent["messages"]!.ToJsonString().ShouldContain("Weather in Vigo?");
        sent["messages"]!.ToJsonString().ShouldContain("Lugo");
    }

    [Fact]
    public async Task A_whole_answer_comes_in_OpenAIs_shape()
    {
        _system.Third.ThenJson("""{"id":"msg_1","type":"message","role":"assistant","model":"third-model","content":[{"type":"text","text":"Hi é"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":10,"output_tokens":2}}""");

        using var response = await PostAsync("""{"model":"third","messages":[{"role":"user","content":"Hello"}]}""");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        var answer = JsonNode.Parse(text)!;
        answer["object"]!.GetValue<string>().ShouldBe("chat.completion");
        answer["choices"]![0]!["message"]!["content"]!.GetValue<string>().ShouldBe("Hi é");
        answer["choices"]![0]!["finish_reason"]!.GetValue<string>().ShouldBe("stop");
        answer["usage"]!["total_tokens"]!.GetValue<int>().ShouldBe(12);
    }

    [Theory]
    [InlineData("\"n\":2", "n")]
    [InlineData("\"logprobs\":true", "logprobs")]
    [InlineData("\"response_format\":{\"type\":\"json_object\"}", "response_format")]
    [InlineData("\"frequency_penalty\":1", "frequency_penalty")]
    [InlineData("\"something_new\":{}", "something_new")]
    [InlineData("\"seed\":\"x\"", "seed")]
    [InlineData("\"temperature\":1e400", "temperature")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\" \"}}]", "tools")]
    [InlineData("\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"\"}}", "tool_choice")]
    public async Task What_has_no_counterpart_is_named(string field, string param)
    {
        using var response = await PostAsync(
            $$"""{"model":"third","messages":[{"role":"user","content":"Hello"}],{{field}}}""", tenant: "alone");
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["error"]!;

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        error["code"]!.GetValue<string>().ShouldBe("unsupported_parameter");
        error["param"]!.GetValue<string>().ShouldBe(param);
        _system.Third.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""["x"]""")]
    [InlineData("""[{"type":"function","function":{"name":"f","arguments":"{\"a\":\"\\ud800\"}"}}]""")]
    public async Task Calls_that_are_none_are_400(string calls)
    {
        using var response = await PostAsync(
            $$"""{"model":"third","messages":[{"role":"assistant","content":"a","tool_calls":{{calls}}}]}""", tenant: "alone");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, text);
        JsonNode.Parse(text)!["error"]!["param"]!.GetValue<string>().ShouldBe("messages");
        _system.Third.Requests.ShouldBeEmpty();
    }

    private static string Event(string data) => $"event: {JsonNode.Parse(data)!["type"]}\ndata: {data}\n\n";

    private async Task<HttpResponseMessage> PostAsync(string body, string tenant = "raw")
    {
        using var client = _system.ClientOf(tenant);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await client.PostAsync("/v1/chat/completions", content, TestContext.Current.CancellationToken);
    }
}
