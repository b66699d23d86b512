using Stage5.Contracts;
using Stage5.Tests.Models;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Turns;

/// <summary>Several languages and long texts: parts made at once, paid together, each with its own end.</summary>
public sealed class TurnPartsTests(StoreServers servers) : IClassFixture<StoreServers>
{
    private readonly RecordingLog _log = new();

    [Fact]
    public async Task Each_language_is_translated_by_itself_with_its_own_model_and_cost()
    {
        await using var world = await TurnWorld.StartAsync(servers);
        world.Dear.Default = new ScriptedReply
        {
            Text = request => request.FirstMessage.Contains("German") ? "Guten Morgen." : "Bonjour.",
            Usage = (30, 5),
        };

        var outcome = await world.RunAsync(_log, Requests.Translate(target: "de") with { AdditionalTargetLanguages = ["fr", "de"] });

        var reply = outcome.Reply.ShouldNotBeNull();
        reply.Outcome.ShouldBe(TurnResult.Completed);
        reply.Translations.ShouldNotBeNull().Select(one => (one.Language, one.Text, one.Cost!.Amount))
            .ShouldBe([("de", "Guten Morgen.", 0.0005m), ("fr", "Bonjour.", 0.0005m)]);
        (reply.Text, reply.TargetLanguage, reply.Receipt.Cost!.Amount).ShouldBe(("Guten Morgen.", "de", 0.001m));
        reply.Receipt.Usage.ShouldBe(new TokenUsage(60, 10));
    }

    [Fact]
    public async Task A_language_that_fails_is_reported_and_the_others_stand()
    {
        await using var world = await TurnWorld.StartAsync(servers);
        ScriptedReply Answer() => new()
        {
            Text = request => request.FirstMessage.Contains("French") ? " " : "Guten Morgen.",
        };
        (world.Dear.Default, world.Cheap.Default) = (Answer(), Answer());

        var outcome = await world.RunAsync(_log, Requests.Translate(target: "fr") with { AdditionalTargetLanguages = ["de", "en"] });

        var reply = outcome.Reply.ShouldNotBeNull();
        (outcome.State, reply.Outcome, reply.Text).ShouldBe((TaskState.Completed, TurnResult.Partial, null));
        reply.Translations.ShouldNotBeNull().Select(one => (one.Language, one.Text, one.Error?.Code)).ShouldBe(
            [("fr", null, "answer_unusable"), ("de", "Guten Morgen.", null), ("en", null, "same_language")]);
        ((string?)_log.PayloadOf("task_completed")["outcome"]).ShouldBe("partial");
    }

    [Fact]
    public async Task A_language_that_is_too_slow_is_given_up_and_does_not_take_the_others_with_it()
    {
        await using var world = await TurnWorld.StartAsync(servers, ("Turns:LiveDeadline", "00:00:03"));
        var never = new TaskCompletionSource();
        world.Dear.Then(new ScriptedReply { HoldUntil = never.Task });
        world.Dear.Default = new ScriptedReply { Text = _ => "Guten Morgen.", Usage = (30, 5) };

        var outcome = await world.RunAsync(
            _log, Requests.Translate(target: "de") with { AdditionalTargetLanguages = ["fr"] });

        var reply = outcome.Reply.ShouldNotBeNull();
        reply.Outcome.ShouldBe(TurnResult.Partial);
        reply.Translations.ShouldNotBeNull().Select(one => (one.Text, one.Error?.Code)).ShouldBe(
            [("Guten Morgen.", null), (null, "deadline_exceeded")], ignoreOrder: true);
        (await world.BudgetsAsync()).Budgets.ShouldAllBe(budget => budget.Held == 0);
    }

    [Fact]
    public async Task The_worst_case_of_all_languages_is_held_together_or_the_cheaper_model_makes_them()
    {
        // One language of the dear model's worst case (0.0616) fits into this, three do not.
        await using var world = await TurnWorld.StartAsync(servers, ("Budgets:demo:Day:HardLimit", "0.1"));

        var outcome = await world.RunAsync(
            _log, Requests.Translate(target: "de") with { AdditionalTargetLanguages = ["fr", "it"] });

        outcome.Reply.ShouldNotBeNull().Translations!.Select(one => one.Served!.Provider).ShouldBe(["cheap", "cheap", "cheap"]);
        var budget = (await world.BudgetsAsync()).Budgets.Single(one => one.Window == "day");
        budget.Held.ShouldBe(0);
    }

    [Fact]
    public async Task A_long_text_is_made_in_segments_that_come_back_as_one_and_say_how_far_they_are()
    {
        await using var world = await TurnWorld.StartAsync(servers);
        world.Dear.Default = new ScriptedReply { Text = request => request.LastMessage.ToUpperInvariant() };
        var text = string.Concat(Enumerable.Range(1, 400).Select(i => $"This is sentence number {i} of the text.\n\n"));

        var outcome = await world.RunAsync(_log, Requests.Translate(text, target: "de"), inline: false);

        outcome.Reply.ShouldNotBeNull().Text.ShouldBe(text.ToUpperInvariant());
        var segments = outcome.Reply.Translations!.Single().Segments;
        segments.ShouldBeGreaterThanOrEqualTo(text.Length / 5000);
        _log.Types.Count(type => type == "segment_completed").ShouldBe(segments);
        _log.PayloadOf("segment_completed")["segments"]!.GetValue<int>().ShouldBe(segments);
    }

    [Fact]
    public async Task A_segment_is_tried_three_times_and_then_the_text_fails_as_a_whole()
    {
        await using var world = await TurnWorld.StartAsync(servers, ("Routing:Allow", "dear"));
        world.Dear.Default = new ScriptedReply
        {
            Text = request => request.LastMessage.Contains("number 1 ") ? " " : request.LastMessage,
        };
        var text = string.Concat(Enumerable.Range(1, 300).Select(i => $"This is sentence number {i} of the text. "));

        var outcome = await world.RunAsync(_log, Requests.Translate(text, target: "de"));

        outcome.Error.ShouldNotBeNull().Code.ShouldBe("answer_unusable");
        world.Dear.Requests.GroupBy(request => request.LastMessage).Max(same => same.Count()).ShouldBe(3);
        ((string?)_log.PayloadOf("segment_completed")["status"]).ShouldBe("failed");
    }

    [Fact]
    public async Task A_language_that_is_not_sure_is_asked_for_and_nothing_is_translated()
    {
        await using var world = await TurnWorld.StartAsync(servers);

        var outcome = await world.RunAsync(_log, Requests.Translate("12345 !?", source: null));

        var reply = outcome.Reply.ShouldNotBeNull();
        (outcome.State, reply.Outcome, reply.Text).ShouldBe((TaskState.Completed, TurnResult.LanguageSelection, null));
        reply.Detection.ShouldNotBeNull().Confidence.ShouldBeLessThan(0.7);
        reply.Receipt.Stages.Where(stage => stage.Status == "skipped").Select(stage => stage.Name)
            .ShouldBe(["recall", "reserve", "generate", "refine"]);
        world.Dear.Requests.ShouldBeEmpty();
        _log.Types.Count(type => type == "stage_skipped").ShouldBe(4);
    }

    [Fact]
    public async Task A_tone_passes_over_an_engine_that_cannot_be_told_and_the_receipt_says_so()
    {
        await using var world = await TurnWorld.StartAsync(servers, ("Models:Providers:dear:Capabilities", "translate"));

        var outcome = await world.RunAsync(_log, Requests.Translate(target: "de") with { Tone = "polite" });

        var receipt = outcome.Reply.ShouldNotBeNull().Receipt;
        receipt.Served!.Provider.ShouldBe("cheap");
        receipt.Candidates!.Single(one => one.Provider == "dear").Reason.ShouldBe("only translates; it cannot be told a tone");
        world.Cheap.Requests.Single().FirstMessage.ShouldContain("Tone: polite");
    }

    [Fact]
    public async Task A_rewrite_is_of_the_persons_own_edit_and_adds_nothing()
    {
        await using var world = await TurnWorld.StartAsync(servers);
        world.Dear.Default = new ScriptedReply { Text = _ => "Could you please send it?" };

        var outcome = await world.RunAsync(_log, new TaskRequest
        {
            Kind = TaskKinds.Rewrite,
            Text = "Send it.",
            EditedText = "Send it now.",
            Tone = "polite",
            SourceLanguage = "en",
        });

        outcome.Reply.ShouldNotBeNull().Text.ShouldBe("Could you please send it?");
        world.Dear.Requests.Single().LastMessage.ShouldBe("Send it now.");
        (outcome.Reply.Kind, outcome.Reply.TargetLanguage, outcome.Reply.Translations).ShouldBe(("rewrite", "en", null));
    }
}
