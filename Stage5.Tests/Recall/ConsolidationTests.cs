using System.Collections.Concurrent;
using Stage5.Core.Recall;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Recall;

public sealed class ConsolidationTests(StoreServers servers) : RecallTests(servers), IClassFixture<StoreServers>
{
    private static readonly (string, string)[] Small = [("Recall:RecentTurns", "5"), ("Recall:GroupTurns", "10")];

    [Theory, OnEachStore]
    public async Task Old_turns_are_replaced_by_summaries_each_once_however_many_workers_there_are(StoreKind kind)
    {
        var summarizer = new ScriptedSummarizer();
        var nodes = new[]
        {
            await NodeAsync(kind, summarizer, Small), await NodeAsync(kind, summarizer, Small),
            await NodeAsync(kind, summarizer, Small),
        };
        foreach (var room in new[] { "a", "b", "c" }) await SayAsync(nodes[0], room, Lines(room, 48));

        await Task.WhenAll(nodes.SelectMany(node => Enumerable.Range(0, 4).Select(_ => node.Keeper.RunAsync(Ct))));
        foreach (var node in nodes) await SettleAsync(node);

        // 48 turns less the 5 newest: four groups of ten in each room, and no line was given twice.
        var lines = summarizer.Given.SelectMany(text => text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .ToArray();
        lines.Length.ShouldBe(3 * 40);
        lines.ShouldBeUnique();
        foreach (var (node, room) in nodes.Zip(new[] { "a", "b", "c" }))
        {
            var all = await AskAsync(node, $"note of {room}", room, budget: 100_000);
            var covered = (await EntriesAsync(node, room)).Where(entry => entry.IsSummary).ToArray();
            covered.Length.ShouldBe(4);
            covered.SelectMany(entry => entry.TurnIds).ShouldBeUnique();
            (await EntriesAsync(node, room)).Count(entry => !entry.IsSummary).ShouldBe(8);
            all.Passages.ShouldContain(passage => passage.IsSummary && passage.TurnIds.Count == 10);
        }
    }

    [Theory, OnEachStore]
    public async Task A_kill_between_the_models_answer_and_the_store_repeats_the_call_and_nothing_else(
        StoreKind kind)
    {
        var summarizer = new ScriptedSummarizer { FailTimes = 2 };
        var node = await NodeAsync(kind, summarizer, Small);
        await SayAsync(node, Room, Lines(Room, 15));

        await Should.ThrowAsync<IOException>(() => node.Keeper.RunAsync(Tenant, Ct));
        await Should.ThrowAsync<IOException>(() => node.Keeper.RunAsync(Tenant, Ct));
        (await EntriesAsync(node, Room)).ShouldAllBe(entry => !entry.IsSummary);
        await SettleAsync(node);

        summarizer.Given.Distinct().Count().ShouldBe(1);
        (await EntriesAsync(node, Room)).Count(entry => entry.IsSummary).ShouldBe(1);
    }

    [Theory, OnEachStore]
    public async Task A_worker_whose_lease_ended_writes_nothing(StoreKind kind)
    {
        var slow = new ScriptedSummarizer { HoldUntil = new TaskCompletionSource() };
        var (late, quick) =
            (await NodeAsync(kind, slow, Small), await NodeAsync(kind, new ScriptedSummarizer(), Small));
        await SayAsync(late, Room, Lines(Room, 25));
        var stuck = late.Keeper.RunAsync(Tenant, Ct);
        await slow.Asked.Task.WaitAsync(Ct);
        (await quick.Keeper.RunAsync(Tenant, Ct)).Rooms.ShouldBe(0);

        Clock.Advance(TimeSpan.FromMinutes(6));
        (await quick.Keeper.RunAsync(Tenant, Ct)).Summaries.ShouldBe(2);
        slow.HoldUntil.SetResult();

        (await stuck).Summaries.ShouldBe(0);
        (await EntriesAsync(quick, Room)).Count(entry => entry.IsSummary).ShouldBe(2);
    }

    [Theory, OnEachStore]
    public async Task A_turn_that_comes_late_into_a_group_is_not_lost(StoreKind kind)
    {
        var summarizer = new ScriptedSummarizer();
        var node = await NodeAsync(kind, summarizer, Small);
        for (var i = 0; i < 15; i++)
            await node.Memory.AppendAsync(Tenant, Room, Turn(i * 2, $"note {i}"), Ct);
        summarizer.OnAsked = () => node.Memory.AppendAsync(Tenant, Room, Turn(7, "the late one"), Ct);

        (await node.Keeper.RunAsync(Tenant, Ct)).Summaries.ShouldBe(0);
        summarizer.OnAsked = null;
        Clock.Advance(TimeSpan.FromMinutes(3));
        (await node.Keeper.RunAsync(Tenant, Ct)).Summaries.ShouldBe(1);

        summarizer.Given.Last().ShouldContain("the late one");
        (await EntriesAsync(node, Room)).Single(entry => entry.IsSummary).TurnIds.Count.ShouldBe(10);
    }

    [Fact]
    public async Task What_is_old_is_summed_up_however_few_turns_came_after_it()
    {
        var summarizer = new ScriptedSummarizer();
        var node = await NodeAsync(StoreKind.Redis, summarizer, Small);
        await SayAsync(node, Room, Lines(Room, 12));
        (await node.Keeper.RunAsync(Tenant, Ct)).Summaries.ShouldBe(0);

        Clock.Advance(TimeSpan.FromDays(31));

        (await node.Keeper.RunAsync(Tenant, Ct)).Summaries.ShouldBe(1);
        summarizer.Given.Single().Split('\n').Length.ShouldBe(11);
    }

    [Fact]
    public async Task Without_a_summary_the_turns_stay_and_are_found()
    {
        var unable = new ScriptedSummarizer { Answer = static _ => null };
        var (without, with) =
            (await NodeAsync(StoreKind.Redis, Small), await NodeAsync(StoreKind.Redis, unable, Small));
        await SayAsync(without, Room, [.. Lines(Room, 30), "the red key opens the cellar"]);

        (await without.Keeper.RunAsync(Tenant, Ct)).ShouldBe(new RecallPass(1, 0));
        Clock.Advance(TimeSpan.FromMinutes(3));
        (await with.Keeper.RunAsync(Tenant, Ct)).ShouldBe(new RecallPass(1, 0));

        unable.Given.ShouldHaveSingleItem();
        (await EntriesAsync(with, Room)).Count.ShouldBe(31);
        Texts(await AskAsync(with, "cellar key")).First().ShouldBe("the red key opens the cellar");
    }

    [Fact]
    public async Task A_summary_comes_before_a_question_only_if_all_of_it_does()
    {
        var node = await NodeAsync(
            StoreKind.Redis, new ScriptedSummarizer { Answer = static _ => "About the harbour." }, Small);
        await SayAsync(node, Room, Lines(Room, 15));
        await SettleAsync(node);

        (await AskAsync(node, "harbour", before: 10)).Passages.Single().TurnIds.Count.ShouldBe(10);
        (await AskAsync(node, "harbour", before: 9)).Passages.ShouldBeEmpty();
    }

    private static string[] Lines(string room, int count) =>
        [.. Enumerable.Range(0, count).Select(i => $"note {i} of {room} about item {i * 7 % 13}")];

    private async Task<IReadOnlyList<Core.Recall.Rooms.MemoryEntry>> EntriesAsync(RecallNode node, string room) =>
        (await node.Rooms.ReadAsync(Core.Recall.Rooms.RecallRoom.Of(Tenant, room), "", 0, Ct)).Entries;

    private sealed class ScriptedSummarizer : ISummarizer
    {
        private int _asked;

        public ConcurrentQueue<string> Given { get; } = new();

        public TaskCompletionSource Asked { get; } = new();

        public TaskCompletionSource? HoldUntil { get; init; }

        public int FailTimes { get; init; }

        public Func<string, string?> Answer { get; init; } = static text => "Summary: " + text;

        public Func<Task>? OnAsked { get; set; }

        public async Task<string?> SummarizeAsync(
            string tenant, string conversationId, string text, CancellationToken ct)
        {
            Given.Enqueue(text);
            Asked.TrySetResult();
            if (OnAsked is { } asked) await asked();
            if (HoldUntil is { } hold) await hold.Task.WaitAsync(ct);
            if (Interlocked.Increment(ref _asked) <= FailTimes) throw new IOException("The process died here.");
            return Answer(text);
        }
    }
}
