extern alias api;

using System.Text;
using api::Stage5.Api.OpenAI.Errors;
using api::Stage5.Api.OpenAI.Requests;
using Stage5.Core.Models;

namespace Stage5.Tests.OpenAI;

public sealed class RequestScannerTests
{
    [Fact]
    public void A_request_is_read_without_being_built()
    {
        const string Json = """
            {"seed":12345678901234567890123,"model":"stage5/def\u0061ult","messages":[
              {"role":"system","content":"Be brief."},
              {"role":"user","content":[{"type":"text","text":"Hi é"},{"type":"text","text":"you"}]},
              {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}]},
              {"role":"tool","tool_call_id":"c1","content":"42"}],
             "stream":true,"stream_options":{"include_usage":true,"x":1},"max_tokens":5,"max_completion_tokens":9,"n":3,
             "tools":[{"type":"function","function":{"name":"f"}}]}
            """;
        var scan = Chat(Json);

        scan.Model.ShouldBe("stage5/default");
        scan.Messages.ShouldBe(4);
        TextsOf(scan, Json).ShouldBe(["Be brief.", "Hi é", "you", "{\"a\":1}", "42"]);
        (scan.Stream, scan.IncludeUsage, scan.HasTools, scan.HasNonText).ShouldBe((true, true, true, false));
        (scan.MaxTokens, scan.Choices).ShouldBe((9, 3));
        scan.OtherBytes.ShouldBeGreaterThan("[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]".Length);
    }

    [Theory]
    [InlineData("""{"type":"image_url","image_url":{"url":"https://example.org/x.png"}}""")]
    [InlineData("""{"input_audio":{"data":"AAAA","format":"wav"},"type":"input_audio"}""")]
    public void A_part_that_is_no_text_has_no_bound(string part) =>
        Chat($$"""{"model":"m","messages":[{"role":"user","content":[{{part}}]}]}""").HasNonText.ShouldBeTrue();

    [Theory]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}],"model":"x"}""")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}],"mod\u0065l":"x"}""")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a","content":"b"}]}""")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}],"x":{"y":[{"z":1,"z":2}]}}""")]
    [Trait("Threat", "API-T2")]
    public void A_key_that_comes_twice_is_refused(string json) =>
        Should.Throw<DoorException>(() => Chat(json)).Error.Code.ShouldBe("duplicate_key");

    [Fact]
    public void The_same_key_in_different_objects_is_none_that_comes_twice() => Chat(
        """{"model":"m","messages":[{"role":"user","content":"a"},{"role":"user","content":"b"}],"x":{"model":{"model":1}},"y":{"model":2}}""")
        .Messages.ShouldBe(2);

    [Fact]
    public void What_is_nested_too_deep_is_refused()
    {
        Chat(Nested(60)).Messages.ShouldBe(1);
        Should.Throw<DoorException>(() => Chat(Nested(64))).Error.Code.ShouldBe("invalid_json");

        static string Nested(int depth) =>
            $$"""{"model":"m","messages":[{"role":"user","content":"a"}],"x":{{new string('[', depth)}}{{new string(']', depth)}}}""";
    }

    [Theory]
    [InlineData("", "invalid_json")]
    [InlineData("[]", "invalid_request")]
    [InlineData("{}", "invalid_request")]
    [InlineData("""{"model":"m"}""", "invalid_request")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}]}""", "invalid_request")]
    [InlineData("""{"model":"m","messages":[]}""", "invalid_request")]
    [InlineData("""{"model":"m","messages":{}}""", "invalid_request")]
    [InlineData("""{"model":"m","messages":["a"]}""", "invalid_request")]
    [InlineData("""{"model":1,"messages":[{"role":"user","content":"a"}]}""", "invalid_request")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}],"n":0}""", "invalid_request")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}],"max_tokens":-1}""", "invalid_request")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}],"max_tokens":1.5}""", "invalid_request")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}],"stream":"yes"}""", "invalid_request")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}],"stream_options":[]}""", "invalid_request")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}]} {}""", "invalid_json")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}]""", "invalid_json")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"\ud800"}],"m\ud800":1}""", "invalid_json")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"\ud800"}]}""", "invalid_json")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a"}],"x":[{"y":"\udc00\ud800"}]}""", "invalid_json")]
    public void What_is_wrong_is_told(string json, string code) =>
        Should.Throw<DoorException>(() => Chat(json)).Error.Code.ShouldBe(code);

    [Theory]
    [InlineData("\"one\"", "one")]
    [InlineData("[\"one\",\"two\"]", "one,two")]
    [InlineData("[1,2,3]", "")]
    [InlineData("[[1,2],[3]]", "")]
    public void The_texts_of_embeddings_are_found(string input, string texts)
    {
        var json = $$"""{"input":{{input}},"model":"m","dimensions":3}""";

        TextsOf(RequestScanner.Embeddings(Encoding.UTF8.GetBytes(json)), json)
            .ShouldBe(texts.Split(',', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("""{"model":"m","messages":[],"stream":true}""", """{"stream_options":{"include_usage":true},"model":"up","messages":[],"stream":true}""")]
    [InlineData("""{ "model" : "m","stream":true,"stream_options":{}}""", """{ "model" : "up","stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"stream_options":{"a":1},"model":"m","stream":true}""", """{"stream_options":{"include_usage":true,"a":1},"model":"up","stream":true}""")]
    [InlineData("""{"stream_options":{"include_usage":false},"stream":true,"model":"m"}""", """{"stream_options":{"include_usage":true},"stream":true,"model":"up"}""")]
    [InlineData("""{"stream_options":null,"stream":true,"model":"m"}""", """{"stream_options":{"include_usage":true},"stream":true,"model":"up"}""")]
    [InlineData("""{"stream_options":{"include_usage":true},"stream":true,"model":"m"}""", """{"stream_options":{"include_usage":true},"stream":true,"model":"up"}""")]
    [InlineData("""{"model":"m","x":1e400,"y":"\u00e9\/"}""", """{"model":"up","x":1e400,"y":"\u00e9\/"}""")]
    public void Only_the_model_and_the_wish_for_usage_are_changed(string json, string forwarded)
    {
        const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]";
        (json, forwarded) = (WithMessages(json), WithMessages(forwarded));
        var bytes = Encoding.UTF8.GetBytes(json);
        var edits = new BodyEdits(RequestScanner.Chat(bytes));
        edits.AskForUsage();

        Encoding.UTF8.GetString(edits.Apply(bytes, "up")).ShouldBe(forwarded);

        static string WithMessages(string to) => to.Contains("\"messages\":[]", StringComparison.Ordinal)
            ? to.Replace("\"messages\":[]", Messages, StringComparison.Ordinal)
            : to[..^1] + "," + Messages + "}";
    }

    [Theory]
    [InlineData(ProviderKind.OpenAICompatible, "\"max_completion_tokens\" : 7", "\"max_tokens\" : 7")]
    [InlineData(ProviderKind.OpenAICompatible, "\"m\\u0061x_completion_tokens\":7", "\"max_tokens\":7")]
    [InlineData(ProviderKind.OpenAICompatible, "\"max_tokens\":null,\"max_completion_tokens\":7", "\"max_tokens\":7,\"max_completion_tokens\":7")]
    [InlineData(ProviderKind.OpenAICompatible, "\"max_tokens\":7", "\"max_tokens\":7")]
    [InlineData(ProviderKind.OpenAICompatible, "\"max_tokens\":5,\"max_completion_tokens\":7", "\"max_tokens\":5,\"max_completion_tokens\":7")]
    [InlineData(ProviderKind.OpenAI, "\"max_tokens\":7", "\"max_completion_tokens\":7")]
    [InlineData(ProviderKind.AzureOpenAI, "\"max_tokens\":7", "\"max_completion_tokens\":7")]
    [InlineData(ProviderKind.OpenAI, "\"max_completion_tokens\":7", "\"max_completion_tokens\":7")]
    public void The_limit_of_the_output_has_the_name_that_the_server_knows(ProviderKind kind, string field, string forwarded)
    {
        const string Start = "{\"model\":\"up\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],";
        var bytes = Encoding.UTF8.GetBytes(Start + field + "}");
        var scan = RequestScanner.Chat(bytes);

        scan.MaxTokens.ShouldBe(7);
        Encoding.UTF8.GetString(new BodyEdits(scan).Apply(bytes, "up", kind)).ShouldBe(Start + forwarded + "}");
    }

    [Theory]
    [InlineData("\"service_tier\":\"priority\"", true)]
    [InlineData("\"service_tier\":5", true)]
    [InlineData("\"service_tier\":\"auto\"", false)]
    [InlineData("\"service_tier\":\"default\"", false)]
    [InlineData("\"service_tier\":null", false)]
    [InlineData("\"web_search_options\":{}", true)]
    [InlineData("\"web_search_options\":null", false)]
    [InlineData("\"modalities\":[\"text\",\"audio\"]", true)]
    [InlineData("\"modalities\":\"audio\"", true)]
    [InlineData("\"modalities\":[\"text\"]", false)]
    [InlineData("\"modalities\":null", false)]
    [InlineData("\"audio\":{\"voice\":\"alloy\",\"format\":\"wav\"}", true)]
    [InlineData("\"audio\":null", false)]
    public void What_is_paid_by_other_prices_is_seen(string field, bool surcharged) => Chat(
        $$"""{"model":"m",{{field}},"messages":[{"role":"user","content":"a"}]}""").Surcharged.ShouldBe(surcharged);

    [Fact]
    public void Names_of_people_and_what_a_model_thought_are_texts()
    {
        const string Json = """
            {"model":"m","messages":[{"role":"user","name":"ana","content":"a"},
             {"role":"assistant","reasoning":"b","reasoning_content":"c","tool_calls":[{"function":{"name":"f","arguments":"d"}}]}]}
            """;

        TextsOf(Chat(Json), Json).ShouldBe(["ana", "a", "b", "c", "d"]);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        var bytes = Encoding.UTF8.GetBytes("""{"model":"m","messages":[{"role":"user","content":"?"}]}""");
        bytes[Array.IndexOf(bytes, (byte)'?')] = 0xff;

        Should.Throw<DoorException>(() => RequestScanner.Chat(bytes)).Error.Code.ShouldBe("invalid_json");
    }

    private static RequestScan Chat(string json) => RequestScanner.Chat(Encoding.UTF8.GetBytes(json));

    private static IEnumerable<string> TextsOf(RequestScan scan, string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        return scan.Texts.Select(text => text.Text(bytes));
    }
}
