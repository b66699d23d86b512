using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Stage5.Core.Models.Routing;

namespace Stage5.Tests.Models.Routing;

/// <summary>
/// The paths of a configured chat provider, each told once: one log record and one span of each try, nothing else.
/// </summary>
public sealed class ConfiguredProviderTests
{
    private const string Key = "sk-canary-4711";

    [Fact]
    public async Task Key_found_and_2xx()
    {
        await using var routing = await WiredRouting.StartAsync(
            "found", ("Models:Providers:found1:SecretName", "llm"), ("Secrets:llm", Key));
        using var spans = new Spans("found");
        var answer = await routing.TranslateAsync();
        routing.First.Requests.Single().Authorization.ShouldBe($"Bearer {Key}");
        answer.Tries.ShouldHaveSingleItem().Failure.ShouldBeNull();
        ShouldTell(routing, spans, ("served", "found1"));
        var span = spans.Ended.Single();
        span.Kind.ShouldBe(ActivityKind.Client);
        span.DisplayName.ShouldBe("translate tiny-1");
        span.TagObjects.ShouldBe(
        [
            new("gen_ai.operation.name", "translate"),
            new("gen_ai.provider.name", "openaicompatible"),
            new("gen_ai.request.model", "tiny-1"),
            new("stage5.provider", "found1"),
            new("stage5.try", 1),
        ], ignoreOrder: true);
    }

    [Fact]
    public async Task Key_missing()
    {
        await using var routing = await WiredRouting.StartAsync("lost", ("Models:Providers:lost1:SecretName", "llm"));
        using var spans = new Spans("lost");
        var plan = routing.Plan();
        plan.Candidates[0].Usable.ShouldBeFalse();
        plan.Candidates[0].Reason!.ShouldContain("llm");
        plan.FirstChoice.ShouldBe("lost1");
        (await routing.TranslateAsync()).Served.Provider.Id.ShouldBe("lost2");
        routing.First.Requests.ShouldBeEmpty();
        ShouldTell(routing, spans, ("served", "lost2"));
    }

    [Theory]
    [InlineData(400, "caller")]
    [InlineData(401, "credentials")]
    public async Task Status_4xx(int status, string outcome)
    {
        await using var routing = await WiredRouting.StartAsync("bad", ("Routing:Allow", "bad1"));
        using var spans = new Spans("bad");
        routing.First.Default = new ScriptedReply { Status = status, RawBody = $$"""{"error":"{{Key}}"}""" };
        await Should.ThrowAsync<DispatchException>(routing.TranslateAsync());
        ShouldTell(routing, spans, (outcome, "bad1"));
        spans.Ended.Single().GetTagItem("error.type").ShouldBe(outcome);
        routing.Lines.ShouldAllBe(line => !line.Contains(Key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Time_out_and_fallback()
    {
        await using var routing = await WiredRouting.StartAsync("late", ("Routing:TrySeconds", "2"));
        using var spans = new Spans("late");
        using var metrics = new Metrics("late");
        routing.First.Default = new ScriptedReply { HoldUntil = new TaskCompletionSource().Task };
        var answer = await routing.TranslateAsync();
        answer.Tries[0].Message.ShouldBe("Provider late1: did not answer within 2 s.");
        await routing.First.ClientGone.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        ShouldTell(routing, spans, ("transient", "late1"), ("served", "late2"));
        spans.Ended[0].Status.ShouldBe(ActivityStatusCode.Error);
        metrics.Counted.ShouldBe(
        [
            "stage5.model.calls outcome=transient provider=late1",
            "stage5.model.fallbacks from=late1 reason=transient to=late2",
            "stage5.model.served_differs requested=late1 served=late2",
            "stage5.model.calls outcome=served provider=late2",
        ]);
    }

    private static void ShouldTell(WiredRouting routing, Spans spans, params (string Outcome, string Provider)[] tries)
    {
        routing.Lines.Count.ShouldBe(tries.Length, string.Join('\n', routing.Lines));
        spans.Ended.Count.ShouldBe(tries.Length);
        for (var i = 0; i < tries.Length; i++)
        {
            routing.Lines.ElementAt(i).ShouldStartWith(
                $"431 Try {i + 1} to translate by {tries[i].Provider} (tiny-1): {tries[i].Outcome} after ");
            spans.Ended[i].GetTagItem("stage5.provider").ShouldBe(tries[i].Provider);
        }
    }

    /// <summary>What was counted of the providers of one test.</summary>
    private sealed class Metrics : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentQueue<string> _counted = new();

        public Metrics(string providers)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Stage5.Models" && instrument is Counter<long>)
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            {
                var said = tags.ToArray().OrderBy(tag => tag.Key, StringComparer.Ordinal)
                    .Select(tag => $"{tag.Key}={tag.Value}").ToArray();
                if (value == 1 && said.Any(tag => tag.Contains('=' + providers, StringComparison.Ordinal)))
                    _counted.Enqueue($"{instrument.Name} {string.Join(' ', said)}");
            });
            _listener.Start();
        }

        public IReadOnlyCollection<string> Counted => _counted;

        public void Dispose() => _listener.Dispose();
    }
}
