extern alias api;

using System.Text;
using api::Stage5.Api.OpenAI.Answers;

namespace Stage5.Tests.OpenAI;

public sealed class AnswerScannerTests
{
    [Fact]
    public void Texts_are_told_apart_by_choice_and_tool_wherever_their_index_stands()
    {
        const string Json = """
            {"id":"x","choices":[{"delta":{"content":"a","tool_calls":[{"function":{"arguments":"b","name":"f"},"index":3}]},"index":2},
             {"index":0,"delta":{"reasoning_content":"c"},"finish_reason":"stop"}],"usage":null}
            """;
        var scan = Scan(Json);

        scan.Texts.Select(text => (text.Field, Text: text.At.Text(Encoding.UTF8.GetBytes(Json)))).ShouldBe(
        [
            (new AnswerField(2, "content", -1), "a"), (new AnswerField(2, "arguments", 3), "b"),
            (new AnswerField(0, "reasoning_content", -1), "c"),
        ]);
        scan.Finished.ShouldBe([0]);
        (scan.Choices, scan.IsAnswer, scan.IsError, scan.Usage).ShouldBe((2, true, false, null));
    }

    [Theory]
    [InlineData("""{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":3}}}""", 9, 3, 4)]
    [InlineData("""{"data":[],"usage":{"prompt_tokens":9,"total_tokens":9}}""", 9, 0, 0)]
    [InlineData("""{"usage":{"completion_tokens":4,"completion_tokens_details":{"reasoning_tokens":2},"prompt_tokens":9,"prompt_tokens_details":null}}""", 9, 0, 4)]
    [InlineData("""{"usage":{"prompt_tokens":9,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":99}}}""", 9, 9, 4)]
    public void Usage_is_read(string json, long input, long cached, long output)
    {
        var usage = Scan(json).Usage!.Value;

        (usage.Input, usage.CachedInput, usage.Output).ShouldBe((input, cached, output));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("<html>")]
    [InlineData("""{"object":"list"}""")]
    [InlineData("""{"choices":[{"delta":{"content":"a"}""")]
    public void What_is_no_answer_is_none(string json) => Scan(json).IsAnswer.ShouldBeFalse();

    [Fact]
    public void An_error_is_seen_beside_choices() =>
        Scan("""{"choices":[],"error":{"message":"no"}}""").IsError.ShouldBeTrue();

    [Fact]
    public void Usage_within_a_text_is_text()
    {
        var scan = Scan("""{"choices":[{"delta":{"content":"\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}"}}]}""");

        scan.Usage.ShouldBeNull();
        scan.IsUsageOnly.ShouldBeFalse();
    }

    private static AnswerScan Scan(string json)
    {
        var scan = new AnswerScan();
        AnswerScanner.Read(Encoding.UTF8.GetBytes(json), scan);
        return scan;
    }
}
