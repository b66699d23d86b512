using Stage5.Contracts;
using Stage5.Core.Reviews;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Reviews;

public sealed class ReviewLeaseTests(StoreServers servers) : ReviewTests(servers), IClassFixture<StoreServers>
{
    [Theory, OnEachStore]
    public async Task However_many_reach_for_a_review_one_gets_it(StoreKind kind)
    {
        var nodes = new[] { await NodeAsync(kind), await NodeAsync(kind) };
        for (var round = 0; round < 8; round++)
        {
            var (_, review) = await ParkAsync(nodes[0]);
            var reviewers = Enumerable.Range(0, 32).Select(i => Reviewer($"r{i}")).ToArray();

            var outcomes = await Task.WhenAll(reviewers.Select((one, i) =>
                nodes[i % 2].Desk.LeaseAsync(one, review, new ReviewVersion(1), active: false, Ct)));

            var winner = reviewers[Array.FindIndex(outcomes, one => one.Result == ReviewResult.Done)].User;
            outcomes.Count(one => one.Result == ReviewResult.Done).ShouldBe(1);
            outcomes.Where(one => one.Result != ReviewResult.Done).ShouldAllBe(one =>
                one.Result == ReviewResult.Leased && one.Lease!.Reviewer == winner);
            var record = await ReadAsync(nodes[1], review);
            (record.Lease!.Reviewer, record.Version).ShouldBe((winner, 2));
        }
    }

    [Theory, OnEachStore]
    public async Task A_lease_that_is_kept_lasts_and_one_that_is_not_ends(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var (_, review) = await ParkAsync(node);
        await TakeAsync(node, Rita, review);
        Advance(TimeSpan.FromMinutes(4));
        // Who has it needs to have seen nothing.
        (await node.Desk.LeaseAsync(Rita, review, null, active: true, Ct)).Result.ShouldBe(ReviewResult.Done);
        Advance(TimeSpan.FromMinutes(4));

        var kept = await node.Desk.LeaseAsync(Ron, review, ReviewVersion.Any, active: false, Ct);
        (kept.Result, kept.Lease!.Reviewer).ShouldBe((ReviewResult.Leased, "rita"));
        (await ReadAsync(node, review)).Lease!.Until.ShouldBe(kept.Lease.Until);
        Advance(TimeSpan.FromMinutes(1));

        var over = await ReadAsync(node, review);
        (over.State, over.Lease, over.Version).ShouldBe((ReviewState.Open, null, 2));
        (await node.Desk.LeaseAsync(Rita, review, null, active: true, Ct)).Result.ShouldBe(ReviewResult.Unseen);
        (await DecideAsync(node, Rita, review, Approve)).ShouldBe(ReviewResult.NotYours);
        await TakeAsync(node, Ron, review);
        (await ReadAsync(node, review)).Lease!.Reviewer.ShouldBe("ron");
    }

    [Theory, OnEachStore]
    public async Task Handling_time_is_what_was_worked_and_not_what_was_waited(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var (_, review) = await ParkAsync(node);
        await TakeAsync(node, Ron, review);
        Advance(TimeSpan.FromSeconds(30));
        (await node.Desk.ReleaseAsync(Ron, review, ReviewVersion.Any, Ct)).Result.ShouldBe(ReviewResult.Done);
        await TakeAsync(node, Rita, review);
        Advance(TimeSpan.FromSeconds(40));
        await node.Desk.LeaseAsync(Rita, review, null, active: true, Ct);
        Advance(TimeSpan.FromMinutes(4));
        await node.Desk.LeaseAsync(Rita, review, null, active: true, Ct);
        Advance(TimeSpan.FromSeconds(50));
        await node.Desk.LeaseAsync(Rita, review, null, active: false, Ct);
        Advance(TimeSpan.FromSeconds(20));

        await DecideAsync(node, Rita, review, Approve);

        // 40 s, one minute of the four, nothing of the 50 s, 20 s.
        (await ReadAsync(node, review)).Decided!.Active!.Value.TotalSeconds.ShouldBe(120, 5);
    }

    [Theory, OnEachStore]
    public async Task An_escalation_is_due_sooner_each_time_up_to_urgent(StoreKind kind)
    {
        var node = await HooksAsync(kind);
        var receiver = await ReceiverAsync();
        var hook = await AddAsync(node, receiver, WebhookEvents.ReviewEscalated);
        var (_, review) = await ParkAsync(node);
        var due = (await ReadAsync(node, review)).DueAt;

        (await node.Desk.EscalateAsync(Rita, review, new ReviewVersion(1), "A customer waits.", Ct)).Result
            .ShouldBe(ReviewResult.Done);
        var high = await ReadAsync(node, review);
        await node.Desk.EscalateAsync(Rita, review, new ReviewVersion(2), "Still.", Ct);
        var urgent = await ReadAsync(node, review);
        (await node.Desk.EscalateAsync(Rita, review, new ReviewVersion(2), "Again.", Ct)).Result
            .ShouldBe(ReviewResult.Conflict);

        (high.Priority, high.Escalated, high.Entries[^1].Text).ShouldBe((ReviewPriority.High, true, "A customer waits."));
        (due - high.DueAt).TotalHours.ShouldBe(7, 0.01);
        urgent.Priority.ShouldBe(ReviewPriority.Urgent);
        (high.DueAt - urgent.DueAt).TotalMinutes.ShouldBe(45, 0.5);
        (await SeenAsync(node, hook.Webhook.Id)).Count.ShouldBe(2);
        Advance(TimeSpan.FromMinutes(16));
        var page = await node.Reviews.ListAsync(Tenant, new ReviewFilter(Overdue: true), 10, null, Ct);
        page.Reviews.Single().Overdue.ShouldBeTrue();
        page.Counts.ShouldBe(new ReviewCounts(1, 0, 1));
    }

    [Theory, OnEachStore]
    public async Task The_queue_is_by_due_time_then_by_decision_and_goes_on_page_by_page(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            await using var run = await node.Tasks.StartInlineAsync(Spec(user: i == 0 ? "ben" : "ana"), Ct);
            await run.ParkAsync(ParkedTurns.Review(run, due: run.Task.CreatedAt.AddHours(10 - i)), Ct);
            ids.Add((await node.Board.ReadAsync(Tenant, Ct)).Reviews[^1].Id);
        }
        foreach (var decided in new[] { ids[1], ids[3] })
        {
            await TakeAsync(node, Rita, decided);
            await DecideAsync(node, Rita, decided, Approve);
            Advance(TimeSpan.FromSeconds(1));
        }

        var found = new List<string>();
        string? cursor = null;
        do
        {
            var page = await node.Reviews.ListAsync(Tenant, new ReviewFilter(), 2, cursor, Ct);
            page.Reviews.ShouldAllBe(one => one.TextStart == "Good morning everyone");
            found.AddRange(page.Reviews.Select(one => one.Id));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        found.ShouldBe([ids[4], ids[2], ids[0], ids[3], ids[1]]);
        (await ListAsync(new ReviewFilter(Author: "ben"))).ShouldBe([ids[0]]);
        (await ListAsync(new ReviewFilter(Reviewer: "rita"))).ShouldBe([ids[3], ids[1]]);
        (await ListAsync(new ReviewFilter(ReviewState.Open, ReviewPriority.Normal, ReviewReasons.Requested)))
            .ShouldBe([ids[4], ids[2], ids[0]]);
        (await ListAsync(new ReviewFilter(Reason: ReviewReasons.Cost))).ShouldBeEmpty();
        foreach (var wrong in new[] { "x", "due_1", "due_x_y", $"ended_-1_{ids[0]}" })
            await Should.ThrowAsync<ArgumentException>(
                () => node.Reviews.ListAsync(Tenant, new ReviewFilter(), 2, wrong, Ct));

        async Task<IEnumerable<string>> ListAsync(ReviewFilter filter) =>
            (await node.Reviews.ListAsync(Tenant, filter, 100, null, Ct)).Reviews.Select(one => one.Id);
    }

    [Theory, OnEachStore]
    public async Task Who_watches_the_queue_sees_each_change_and_goes_on_where_they_were(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var other = await NodeAsync(kind);
        var (_, review) = await ParkAsync(node);
        await using var watch = other.ReviewWatch.WatchAsync(Tenant, 0, TimeSpan.FromSeconds(10), Ct)
            .GetAsyncEnumerator(Ct);

        (await watch.MoveNextAsync()).ShouldBeTrue();
        (watch.Current.Number, watch.Current.Review!.State).ShouldBe((1, ReviewState.Open));
        var next = watch.MoveNextAsync().AsTask();
        await TakeAsync(node, Rita, review);
        (await next).ShouldBeTrue();
        (watch.Current.Number, watch.Current.Review!.Lease!.Reviewer).ShouldBe((2, "rita"));

        await DecideAsync(node, Rita, review, Approve);
        await using var again = other.ReviewWatch.WatchAsync(Tenant, 1, TimeSpan.FromSeconds(10), Ct)
            .GetAsyncEnumerator(Ct);
        (await again.MoveNextAsync()).ShouldBeTrue();
        (again.Current.Number, again.Current.Review!.State).ShouldBe((3, ReviewState.Decided));
    }
}
