using Stage5.Contracts;
using Stage5.Tests.Models;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Turns;

/// <summary>What is known, or about to be, in a turn that cannot count on it.</summary>
public sealed class TurnAnswersTests(StoreServers servers) : IClassFixture<StoreServers>
{
    private readonly RecordingLog _log = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("de", "fr")]
    [InlineData("fr", "de")]
    public async Task A_known_language_is_delivered_where_nobody_can_make_the_other_one(string first, string second)
    {
        await using var world = await TurnWorld.StartAsync(servers);
        // Another process over the same store, whose providers are all without an address.
        await using var unable = await TurnWorld.StartAsync(servers,
            ("Models:Providers:dear:Endpoint", ""), ("Models:Providers:cheap:Endpoint", ""));
        world.Dear.Then(new ScriptedReply { Text = _ => "Guten Morgen." });
        await world.RunAsync(new RecordingLog());

        var outcome = await unable.RunAsync(
            _log, Requests.Translate(target: first) with { AdditionalTargetLanguages = [second] });

        var reply = outcome.Reply.ShouldNotBeNull();
        (outcome.State, reply.Outcome).ShouldBe((TaskState.Completed, TurnResult.Partial));
        var translations = reply.Translations.ShouldNotBeNull();
        translations.Select(one => one.Language).ShouldBe([first, second]);
        var known = translations.Single(one => one.Language == "de");
        var failed = translations.Single(one => one.Language == "fr");
        (known.Text, known.Cached, known.Error).ShouldBe(("Guten Morgen.", 1, null));
        (failed.Text, failed.Error.ShouldNotBeNull().Code).ShouldBe((null, "no_usable_provider"));
        failed.Error.Providers.ShouldNotBeNull().Select(one => one.Provider)
            .ShouldBe(["dear", "cheap"], ignoreOrder: true);
        reply.Receipt.Cost!.Amount.ShouldBe(0m);
        ((string?)_log.PayloadOf("task_completed")["outcome"]).ShouldBe("partial");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_waits_for_anothers_answer_that_does_not_come_makes_it_itself(bool elsewhere)
    {
        // A third of the turn's time is waited, and the rest is enough to make it.
        var patience = ("Turns:LiveDeadline", "00:00:06");
        await using var world = await TurnWorld.StartAsync(servers, patience);
        await using var other = await TurnWorld.StartAsync(servers, patience);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var arrived = new TaskCompletionSource();
        world.Dear.Then(new ScriptedReply
        {
            HoldUntil = new TaskCompletionSource().Task,
            OnArrived = () => arrived.TrySetResult(),
        });
        // Of the lane with the longer time: it is still at it when the other one is done.
        var stuck = world.RunAsync(
            new RecordingLog(), Requests.Translate(target: "de", lane: Lanes.Batch), cancellationToken: end.Token);
        await arrived.Task;
        var waiting = elsewhere ? other : world;
        waiting.Dear.Default = new ScriptedReply { Text = _ => "Guten Morgen." };

        var outcome = await waiting.RunAsync(_log);

        (outcome.Error, outcome.Reply?.Text).ShouldBe((null, "Guten Morgen."));
        outcome.Reply!.Translations!.Single().Cached.ShouldBe(0);
        stuck.IsCompleted.ShouldBeFalse();
        await end.CancelAsync();
        (await stuck).State.ShouldBe(TaskState.Cancelled);
    }
}
