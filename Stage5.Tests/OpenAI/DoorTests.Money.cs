using System.Net;
using System.Text.Json.Nodes;

namespace Stage5.Tests.OpenAI;

public sealed partial class DoorTests
{
    [Theory]
    [InlineData("\"stream\":true,\"max_tokens\":100000")]
    [InlineData("\"stream\":true,\"max_completion_tokens\":1000000,\"n\":1")]
    [InlineData("\"stream\":false,\"max_tokens\":100000")]
    public async Task What_nobody_counted_is_charged_as_it_was_held_and_no_more(string fields)
    {
        _system.First.Then(http => fields.Contains("true", StringComparison.Ordinal)
            ? ScriptedUpstream.StreamAsync(http, ScriptedUpstream.Chunk("""{"content":"Half"}"""))
            : ScriptedUpstream.JsonAsync(http, Uncounted()));

        using var response = await PostAsync("raw", Ask("first", fields));
        await response.Content.ReadAsStringAsync(_limit.Token);

        var settled = await SettledAsync("raw");
        settled.Charged.ShouldBe(settled.Reserved);
        settled.Spends.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            spend => spend.Estimated.ShouldBeTrue(), spend => spend.Tokens.Output.ShouldBe(1000));
    }

    [Fact]
    public async Task A_count_on_the_way_is_not_taken_for_the_whole()
    {
        var counted = ScriptedUpstream.Chunk("""{"content":"Half"}""", "null")
            .Replace("\"x\":1e3", "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":1}", StringComparison.Ordinal);
        _system.First.ThenStream(counted);

        using var response = await PostAsync("raw", Ask("first", "\"stream\":true"), streams: true);
        await response.Content.ReadAsStringAsync(_limit.Token);

        (await SettledAsync("raw")).Spends.Single().ShouldSatisfyAllConditions(
            spend => spend.Estimated.ShouldBeTrue(), spend => spend.Tokens.Output.ShouldBe(1000));
    }

    [Fact]
    public async Task Who_answers_a_stream_with_a_whole_document_may_have_worked()
    {
        _system.First.ThenJson(Answer);
        _system.Second.ThenStream(
            ScriptedUpstream.Chunk("""{"content":"a"}""", "\"stop\""), ScriptedUpstream.Usage(5, 2), "data: [DONE]\n\n");

        using var response = await PostAsync("raw", Ask("stage5/default", "\"stream\":true"), streams: true);
        await response.Content.ReadAsStringAsync(_limit.Token);

        var spends = (await SettledAsync("raw")).Spends;
        spends.Select(spend => (spend.Provider, spend.Estimated, spend.Tokens.Output))
            .ShouldBe([("first", true, 1000L), ("second", false, 2L)]);
    }

    [Fact]
    public async Task The_limit_is_sent_by_the_name_that_the_upstream_knows()
    {
        _system.First.ThenJson(Answer);

        using var response = await PostAsync("raw", Ask("first", "\"max_completion_tokens\":7"));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var sent = JsonNode.Parse(_system.First.Last.Text)!.AsObject();
        sent["max_tokens"]!.GetValue<int>().ShouldBe(7);
        sent.ContainsKey("max_completion_tokens").ShouldBeFalse();
    }

    [Theory]
    [InlineData("\"service_tier\":\"priority\",\"logprobs\":true")]
    [InlineData("\"web_search_options\":{}")]
    [InlineData("\"modalities\":[\"text\",\"audio\"],\"audio\":{\"voice\":\"alloy\"}")]
    public async Task What_is_paid_by_other_prices_has_none_that_is_known(string field)
    {
        using var refused = await PostAsync("poor", Ask("first", field));
        await ErrorAsync(refused, 402, "price_unknown");
        _system.First.Requests.ShouldBeEmpty();

        _system.First.ThenJson(Answer);
        using var response = await PostAsync("raw", Ask("first", field));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SettledAsync("raw")).Spends.Single().ShouldSatisfyAllConditions(
            spend => spend.CostMicros.ShouldBeNull(), spend => spend.Tokens.Output.ShouldBe(10));
    }

    private static string Uncounted() => Answer[..Answer.IndexOf(",\"usage\"", StringComparison.Ordinal)] + "}";
}
