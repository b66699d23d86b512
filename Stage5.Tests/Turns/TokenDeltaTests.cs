using System.Text.Json.Nodes;
using Stage5.Contracts;
using Stage5.Core.Models.Routing;
using Stage5.Core.Models.Texts;
using Stage5.Core.Turns;
using Stage5.Tests.Models;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Turns;

/// <summary>A text said as its model makes it, where nothing may change it any more.</summary>
public sealed class TokenDeltaTests(StoreServers servers) : IClassFixture<StoreServers>
{
    private static readonly (string, string) On = ("Turns:StreamText", "true");

    private readonly RecordingLog _log = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_pieces_are_the_text_together()
    {
        await using var world = await TurnWorld.StartAsync(servers, On);
        world.Dear.Then(new ScriptedReply { Parts = [" ", " Guten", " Mor", "gen, ", "Welt", " \n"], Usage = (30, 5) });

        var reply = (await world.RunAsync(_log)).Reply.ShouldNotBeNull();

        reply.Text.ShouldBe("Guten Morgen, Welt");
        Joined().ShouldBe(reply.Text);
        Deltas().ShouldAllBe(delta => (string?)delta["language"] == "de");
        reply.Receipt.Usage.ShouldBe(new TokenUsage(30, 5));
    }

    [Fact]
    public async Task A_fallback_makes_void_what_was_said_before()
    {
        await using var world = await TurnWorld.StartAsync(servers, On);
        world.Dear.Then(new ScriptedReply { Parts = ["Halb ", "gesagt"], EndMarker = false });
        world.Cheap.Then(new ScriptedReply { Parts = ["Ganz", " gesagt."] });

        var reply = (await world.RunAsync(_log)).Reply.ShouldNotBeNull();

        (reply.Text, Joined()).ShouldBe(("Ganz gesagt.", "Ganz gesagt."));
        _log.Types.TakeWhile(type => type != TaskEventTypes.ModelFallback).ShouldContain(TaskEventTypes.TokenDelta);
    }

    [Fact]
    public async Task An_answer_that_is_repaired_is_said_anew()
    {
        await using var world = await TurnWorld.StartAsync(servers, On);
        world.Dear.Then(new ScriptedReply { Parts = ["Guten ", "⟦7⟧ ", "Morgen."] });
        world.Dear.Default = new ScriptedReply { Text = _ => "Einen guten Morgen." };

        var reply = (await world.RunAsync(_log)).Reply.ShouldNotBeNull();

        Joined().ShouldBe(reply.Text);
        _log.PayloadOf(TaskEventTypes.ModelFallback)["to"]!.GetValue<string>().ShouldBe("dear");
    }

    [Fact]
    public async Task What_policy_takes_out_of_an_answer_is_not_in_its_pieces_either()
    {
        await using var world = await TurnWorld.StartAsync(servers, On);
        world.Dear.Then(new ScriptedReply { Parts = ["Schreib an ", "ana@exam", "ple.com", ", bitte."] });

        var reply = (await world.RunAsync(_log)).Reply.ShouldNotBeNull();

        Joined().ShouldBe(reply.Text);
        string.Concat(Deltas()).ShouldNotContain("ana@");
    }

    [Fact]
    public async Task Several_languages_and_protected_words_come_whole()
    {
        await using var world = await TurnWorld.StartAsync(servers, On);

        await world.RunAsync(_log, Requests.Translate(target: "de") with { AdditionalTargetLanguages = ["fr"] });
        await world.RunAsync(new RecordingLog(), Requests.Translate(target: "de") with { Text = "See {city} first." });

        Deltas().ShouldBeEmpty();
        world.Dear.Requests.ShouldAllBe(request => !request.Streams);
    }

    [Fact]
    public async Task It_is_off_unless_asked_for()
    {
        await using var world = await TurnWorld.StartAsync(servers);

        await world.RunAsync(_log);

        Deltas().ShouldBeEmpty();
        world.Dear.Requests.ShouldAllBe(request => !request.Streams);
    }

    [Fact]
    public async Task However_fast_a_model_is_it_is_heard_twenty_times_a_second_at_most()
    {
        await using var world = await TurnWorld.StartAsync(servers, On);
        var time = new Stores.ManualTime();
        var turn = new Turn(Requests.Turn(), _log, time);
        await turn.SpeakAsync(Ct);
        var target = new TurnTarget(null);
        var part = new TurnPart(target, 1, new TextOrder(TextKind.Translation, "x"));
        var deltas = new TokenDeltas(turn, part, world.Compliance, time);
        var hear = deltas.Begin();
        var at = new List<TimeSpan>();

        for (var i = 0; i < 3_000; i++)
        {
            var before = Deltas().Count;
            await hear("a", Ct);
            if (Deltas().Count > before) at.Add(TimeSpan.FromMilliseconds(i));
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        await deltas.EndAsync(new RouteTarget(ScriptedProvider.Any, "scripted-1", 0), new string('a', 3_000), Ct);
        at.Add(TimeSpan.FromMilliseconds(3_000));
        Joined().ShouldBe(new string('a', 3_000));
        at.Max(from => at.Count(one => one >= from && one < from + TimeSpan.FromSeconds(1))).ShouldBeInRange(15, 20);
    }

    private List<JsonObject> Deltas() => _log.PayloadsOf(TaskEventTypes.TokenDelta);

    /// <summary>What counts of what was said.</summary>
    private string Joined()
    {
        var text = "";
        foreach (var (type, payload) in _log.Events)
        {
            if (type == TaskEventTypes.ModelFallback) text = "";
            if (type == TaskEventTypes.TokenDelta) text += (string?)payload["text"];
        }

        return text;
    }
}
