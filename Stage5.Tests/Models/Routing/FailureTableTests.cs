using Stage5.Core.Models;
using Stage5.Core.Models.Routing;

namespace Stage5.Tests.Models.Routing;

/// <summary>The table of docs/routing.md, row by row, against scripted upstreams over a real wire.</summary>
public sealed class FailureTableTests
{
    private static readonly Dictionary<string, ScriptedReply> Upstreams = new(StringComparer.Ordinal)
    {
        ["redirect"] = new() { Status = 307, Headers = new Dictionary<string, string> { ["Location"] = "/elsewhere" }, RawBody = "{}" },
        ["time-out"] = new() { HoldUntil = new TaskCompletionSource().Task },
        ["unreadable"] = new() { RawBody = "<html>not a completion</html>" },
        ["content policy"] = new() { FinishReason = "content_filter" },
        ["truncated"] = new() { FinishReason = "length" },
        ["empty"] = new() { Text = _ => " " },
    };

    [Theory]
    [InlineData("400", ModelFailure.Caller, false)]
    [InlineData("413", ModelFailure.Caller, false)]
    [InlineData("422", ModelFailure.Caller, false)]
    [InlineData("401", ModelFailure.Credentials, true)]
    [InlineData("403", ModelFailure.Credentials, true)]
    [InlineData("404", ModelFailure.Configuration, true)]
    [InlineData("405", ModelFailure.Configuration, true)]
    [InlineData("410", ModelFailure.Configuration, true)]
    [InlineData("redirect", ModelFailure.Configuration, true)]
    [InlineData("408", ModelFailure.Transient, true)]
    [InlineData("409", ModelFailure.Transient, true)]
    [InlineData("425", ModelFailure.Transient, true)]
    [InlineData("429", ModelFailure.Transient, true)]
    [InlineData("500", ModelFailure.Transient, true)]
    [InlineData("503", ModelFailure.Transient, true)]
    [InlineData("time-out", ModelFailure.Transient, true)]
    [InlineData("unreadable", ModelFailure.Transient, true)]
    [InlineData("content policy", ModelFailure.Refused, false)]
    [InlineData("truncated", ModelFailure.Truncated, false)]
    [InlineData("empty", ModelFailure.Damaged, true)]
    public async Task A_row_of_the_table_holds(string upstream, ModelFailure failure, bool fallsBack)
    {
        await using var routing = await WiredRouting.StartAsync(
            "row", ("Routing:TrySeconds", upstream == "time-out" ? "2" : "20"));
        routing.First.Default = Upstreams.GetValueOrDefault(upstream)
            ?? new ScriptedReply { Status = int.Parse(upstream, null), RawBody = """{"error":{"message":"scripted"}}""" };

        ModelTry first;
        if (fallsBack)
        {
            var answer = await routing.TranslateAsync();
            answer.Served.Provider.Id.ShouldBe(routing.SecondId);
            first = answer.Tries[0];
        }
        else
        {
            var thrown = await Should.ThrowAsync<DispatchException>(routing.TranslateAsync());
            thrown.Tries.Count.ShouldBe(1);
            routing.Second.Requests.ShouldBeEmpty();
            first = thrown.Tries[0];
        }

        first.Failure.ShouldBe(failure);
        routing.First.Requests.Count.ShouldBe(1, "the same one is not asked again while there is another");
        routing.Lines.Any(line => line.StartsWith("431", StringComparison.Ordinal)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_connection_that_is_refused_falls_back()
    {
        await using var routing = await WiredRouting.StartAsync("down");
        await routing.First.DisposeAsync();
        (await routing.TranslateAsync()).Served.Provider.Id.ShouldBe(routing.SecondId);
    }

    [Fact]
    public async Task A_stream_that_is_cut_before_its_first_token_falls_back()
    {
        await using var routing = await WiredRouting.StartAsync("before");
        routing.First.Default = new ScriptedReply { AbortAfterParts = 0 };
        var answer = await routing.StreamAsync();
        answer.Served.Provider.Id.ShouldBe(routing.SecondId);
        await answer.Value.DisposeAsync();
        answer.Call.Dispose();
    }

    [Fact]
    public async Task A_stream_that_is_cut_after_its_first_token_fails()
    {
        await using var routing = await WiredRouting.StartAsync("after");
        var read = new TaskCompletionSource();
        routing.First.Default = new ScriptedReply { HoldAfterFirstPart = true, HoldUntil = read.Task, AbortAfterParts = 1 };
        var answer = await routing.StreamAsync();
        read.SetResult();
        answer.Served.Provider.Id.ShouldBe(routing.FirstId);
        answer.Value.Current.Text.ShouldBe("one");
        var cut = await Should.ThrowAsync<ModelException>(async () =>
        {
            while (await answer.Value.MoveNextAsync())
            {
            }
        });
        answer.Call.Failed(cut);
        await answer.Value.DisposeAsync();
        cut.Failure.ShouldBe(ModelFailure.Transient);
        routing.Second.Requests.ShouldBeEmpty();
        routing.Lines.ShouldHaveSingleItem().ShouldContain("transient after");
    }

    [Fact]
    public async Task The_last_one_is_asked_again_when_its_Retry_After_fits()
    {
        await using var routing = await WiredRouting.StartAsync(
            "again", ("Routing:Allow", "again1"), ("Routing:TurnSeconds", "15"));
        routing.First.Then(new ScriptedReply
        {
            Status = 429,
            RawBody = "{}",
            Headers = new Dictionary<string, string> { ["Retry-After"] = "1" },
        });
        var answer = await routing.TranslateAsync();
        answer.Tries.Select(one => one.Failure).ShouldBe([ModelFailure.Transient, null]);
        routing.First.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public void The_page_says_what_the_code_does()
    {
        var page = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "routing.md"));
        foreach (var rule in FailureTable.Rows)
        {
            var row = page.Where(line => line.StartsWith($"| `{rule.Failure}` |", StringComparison.Ordinal))
                .ShouldHaveSingleItem();
            row.ShouldContain(rule.Remedy switch
            {
                Remedy.Fail => "| fail |",
                Remedy.FallBack => "| fall back |",
                Remedy.FallBackOrRetry => "| fall back; the last one: retry once |",
                _ => "| fail; fall back where `FallbackOnRefusal` is true |",
            });
            row.ShouldContain(rule.Blame switch
            {
                Blame.Caller => "| no |",
                Blame.Provider => "| yes |",
                _ => "| opens at once, error log |",
            });
        }
    }
}
