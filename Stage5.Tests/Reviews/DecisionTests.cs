using Stage5.Contracts;
using Stage5.Core.Reviews;
using Stage5.Core.Tasks;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Reviews;

public sealed class DecisionTests(StoreServers servers) : ReviewTests(servers), IClassFixture<StoreServers>
{
    [Theory, OnEachStore]
    public async Task A_task_that_awaits_its_review_belongs_to_no_run_and_outlives_its_worker(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var queued = await node.Tasks.EnqueueAsync(Spec(), Ct);
        await using var run = await ClaimAsync(node);
        var review = ParkedTurns.Review(run);

        (await run.ParkAsync(review, Ct)).ShouldBeTrue();

        await Should.ThrowAsync<LeaseLostException>(() => run.AppendAsync(TaskEventTypes.StageStarted, [], Ct));
        await Should.ThrowAsync<LeaseLostException>(() => CompleteAsync(run));
        Advance(TimeSpan.FromDays(30));
        (await node.Queue.ReapAsync(Ct)).ShouldBe(0);
        var task = await FindAsync(node, queued.TaskId);
        (task.State, task.FinishedAt, task.IsFinal).ShouldBe((TaskState.AwaitingReview, null, false));
        (await TypesAsync(node, queued.TaskId)).ShouldBe([TaskEventTypes.ReviewRequested]);
        (await node.Tasks.QueueStatusAsync(Tenant, Ct)).ShouldBe(new QueueStatus(0, 0, 0, 0, 0));
        (await node.Board.ReadAsync(Tenant, Ct)).Reviews.Single().State.ShouldBe(ReviewState.Open);
    }

    [Theory, OnEachStore]
    public async Task An_approval_ends_the_task_and_sends_its_reply_in_one_step(StoreKind kind)
    {
        var node = await HooksAsync(kind);
        var receiver = await ReceiverAsync();
        var hook = await AddAsync(node, receiver, WebhookEvents.ReviewRequested, WebhookEvents.ReviewDecided,
            WebhookEvents.TaskCompleted);
        var (taskId, review) = await ParkAsync(node);
        (await DueAsync(node)).ShouldBeEmpty();
        await TakeAsync(node, Rita, review);

        (await DecideAsync(node, Rita, review, Approve)).ShouldBe(ReviewResult.Done);

        var task = await FindAsync(node, taskId);
        (task.State, task.Result!.Text).ShouldBe((TaskState.Completed, ParkedTurns.Draft));
        (await TypesAsync(node, taskId)).ShouldBe(
            [
                TaskEventTypes.ReviewRequested, TaskEventTypes.ReviewDecided, TaskEventTypes.ReplyPosted,
                TaskEventTypes.TaskCompleted,
            ]);
        var reply = (await DueAsync(node)).ShouldHaveSingleItem();
        (reply.Id, reply.Content.Text, reply.Content.Retracts).ShouldBe(($"{taskId}.0", ParkedTurns.Draft, null));
        (await SeenAsync(node, hook.Webhook.Id)).Select(one => one.Type).Order().ShouldBe(
            [WebhookEvents.ReviewDecided, WebhookEvents.ReviewRequested, WebhookEvents.TaskCompleted]);
        var audited = await AuditedAsync(node);
        audited.ShouldContain(one => one.Contains("\"review.decided\"") && one.Contains("\"user\":\"rita\"")
            && one.Contains($"\"task_id\":\"{taskId}\"") && one.Contains("\"sequence\":2"));
        audited.ShouldContain(one => one.Contains("\"review.opened\"") && one.Contains("\"sequence\":1"));
        audited.ShouldContain(one => one.Contains("\"review.leased\""));
        audited.ShouldAllBe(one => !one.Contains("Buenos"));
    }

    [Theory, OnEachStore]
    public async Task What_a_reviewer_edited_is_what_goes_out_and_how_far_it_is_stays_on_record(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var (taskId, review) = await ParkAsync(node);
        await TakeAsync(node, Rita, review);

        (await DecideAsync(node, Rita, review, Edit("Buenas tardes a todos"))).ShouldBe(ReviewResult.Done);

        var task = await FindAsync(node, taskId);
        (task.State, task.Result!.Text).ShouldBe((TaskState.Completed, "Buenas tardes a todos"));
        var end = (await LogAsync(node, taskId))[^1].ToEvent().Payload;
        ((string?)end["text"], (string?)end["outcome"]).ShouldBe(("Buenas tardes a todos", "completed"));
        (await DueAsync(node)).Single().Content.Text.ShouldBe("Buenas tardes a todos");
        var view = (await node.Reviews.FindAsync(Rita, review, Ct)).ShouldNotBeNull();
        view.Final.ShouldBe([new ReviewText("es", "Buenas tardes a todos")]);
        view.Draft!.Text.ShouldBe(ParkedTurns.Draft);
        view.Suggestions.ShouldBe([new ReviewSuggestion("es", "Buenos días", "Buenas tardes")]);
        view.History[^1].EditDistance.ShouldBe(EditDistance.Of(ParkedTurns.Draft, "Buenas tardes a todos"));
        view.Review.Decision.ShouldBe(ReviewDecision.Edited);
        (view.Source, view.Guardrails.Single().Policy).ShouldBe(("Good morning everyone", "pii.email"));
    }

    [Theory, OnEachStore]
    public async Task A_rejection_sends_nothing_and_fails_the_task(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var (taskId, review) = await ParkAsync(node, required: 2);
        await TakeAsync(node, Rita, review);

        (await DecideAsync(node, Rita, review, Reject)).ShouldBe(ReviewResult.Done);

        var task = await FindAsync(node, taskId);
        (task.State, task.Error!.Code, task.Result).ShouldBe((TaskState.Failed, "review_rejected", null));
        task.Error.Message.ShouldContain(Reject.Reason!);
        task.Receipt.ShouldNotBeNull();
        ((string?)(await LogAsync(node, taskId))[^1].ToEvent().Payload["outcome"]).ShouldBe("rejected");
        (await DueAsync(node)).ShouldBeEmpty();
        (await node.Reviews.FindAsync(Rita, review, Ct))!.Final.ShouldBeNull();
    }

    [Theory, OnEachStore]
    public async Task Only_who_has_it_and_did_not_write_it_decides(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var (taskId, review) = await ParkAsync(node);
        var ana = Reviewer("ana");

        (await node.Desk.LeaseAsync(ana, review, ReviewVersion.Any, false, Ct)).Result.ShouldBe(ReviewResult.Own);
        (await DecideAsync(node, ana, review, Approve)).ShouldBe(ReviewResult.Own);
        (await DecideAsync(node, ana, review, Edit(ParkedTurns.Draft))).ShouldBe(ReviewResult.Own);
        (await DecideAsync(node, Rita, review, Approve)).ShouldBe(ReviewResult.NotYours);
        await TakeAsync(node, Ron, review);
        (await DecideAsync(node, Rita, review, Approve)).ShouldBe(ReviewResult.NotYours);
        (await node.Desk.ReleaseAsync(Rita, review, ReviewVersion.Any, Ct)).Result.ShouldBe(ReviewResult.NotYours);
        (await node.Desk.DecideAsync(Ron, review, new ReviewVersion(1), Approve, Ct)).Result
            .ShouldBe(ReviewResult.Conflict);
        (await node.Desk.DecideAsync(Ron, review, null, Approve, Ct)).Result.ShouldBe(ReviewResult.Unseen);
        (await DecideAsync(node, Ron, review, Edit(ParkedTurns.Draft))).ShouldBe(ReviewResult.Unchanged);
        (await DecideAsync(node, Ron, review, new()
        {
            Decision = ReviewDecision.Edited,
            Texts = [new ReviewText("fr", "Bonjour")],
        })).ShouldBe(ReviewResult.Language);

        (await FindAsync(node, taskId)).State.ShouldBe(TaskState.AwaitingReview);
        (await ReadAsync(node, review)).Version.ShouldBe(2);
    }

    [Theory, OnEachStore]
    public async Task An_edit_that_needs_two_goes_out_when_another_person_approves_that_text(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var (taskId, review) = await ParkAsync(node, required: 2);
        await TakeAsync(node, Rita, review);
        (await DecideAsync(node, Rita, review, Approve)).ShouldBe(ReviewResult.Done);
        (await ReadAsync(node, review)).Approvals.ShouldBe(["rita"]);
        (await node.Desk.LeaseAsync(Rita, review, ReviewVersion.Any, false, Ct)).Result.ShouldBe(ReviewResult.Second);
        await TakeAsync(node, Ron, review);

        // Another text is another decision: what Rita approved is no more.
        (await DecideAsync(node, Ron, review, Edit("Buenas"))).ShouldBe(ReviewResult.Done);

        (await ReadAsync(node, review)).Approvals.ShouldBe(["ron"]);
        (await FindAsync(node, taskId)).State.ShouldBe(TaskState.AwaitingReview);
        (await node.Reviews.FindAsync(Rita, review, Ct))!.Texts.ShouldBe([new ReviewText("es", "Buenas")]);
        await TakeAsync(node, Rita, review);
        (await DecideAsync(node, Rita, review, Approve)).ShouldBe(ReviewResult.Done);
        (await FindAsync(node, taskId)).Result!.Text.ShouldBe("Buenas");
        var decided = await ReadAsync(node, review);
        (decided.State, decided.Decided!.Decision, decided.Decided.EditDistance)
            .ShouldBe((ReviewState.Decided, ReviewDecision.Edited, null));
        decided.Approvals.ShouldBe(["ron", "rita"]);
        (await DueAsync(node)).Single().Content.Text.ShouldBe("Buenas");
    }

    [Theory, OnEachStore]
    public async Task However_many_decide_at_once_and_however_often_it_happens_once(StoreKind kind)
    {
        var nodes = new[] { await NodeAsync(kind), await NodeAsync(kind) };
        for (var round = 0; round < 8; round++)
        {
            var (taskId, review) = await ParkAsync(nodes[0]);
            await TakeAsync(nodes[0], Rita, review);

            var results = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => (i % 3) switch
            {
                0 => DecideAsync(nodes[i % 2], Rita, review, Approve),
                1 => DecideAsync(nodes[i % 2], Rita, review, Edit($"Otra cosa {i}")),
                _ => DecideAsync(nodes[i % 2], Rita, review, Reject),
            }));

            var record = await ReadAsync(nodes[1], review);
            record.Entries.Count(entry => entry.Type == ReviewEntryType.Decided).ShouldBe(1);
            var types = await TypesAsync(nodes[1], taskId);
            types.Count.ShouldBe(4);
            types.Count(TaskEventTypes.IsTerminal).ShouldBe(1);
            (await DueAsync(nodes[0])).Count.ShouldBe(record.Decided!.Decision == ReviewDecision.Rejected ? 0 : 1);
            // An approval or a rejection sent again is answered alike; each edit was another one.
            results.Count(one => one == ReviewResult.Done)
                .ShouldBe(record.Decided.Decision == ReviewDecision.Edited ? 1 : 8);
            results.ShouldAllBe(one => one == ReviewResult.Done || one == ReviewResult.Decided);
        }
    }

    [Theory, OnEachStore]
    public async Task The_same_decision_again_is_answered_alike_and_does_nothing(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var (taskId, review) = await ParkAsync(node);
        await TakeAsync(node, Rita, review);
        var version = (await ReadAsync(node, review)).Version;
        await node.Desk.DecideAsync(Rita, review, new ReviewVersion(version), Edit("Buenas"), Ct);
        var records = (await AuditedAsync(node)).Count(IsOfReview);

        // With the version it was first sent with.
        var again = await node.Desk.DecideAsync(Rita, review, new ReviewVersion(version), Edit("Buenas"), Ct);

        again.Result.ShouldBe(ReviewResult.Done);
        (await DecideAsync(node, Rita, review, Edit("Otra"))).ShouldBe(ReviewResult.Decided);
        (await DecideAsync(node, Ron, review, Edit("Buenas"))).ShouldBe(ReviewResult.Decided);
        (await TypesAsync(node, taskId)).Count.ShouldBe(4);
        (await DueAsync(node)).Count.ShouldBe(1);
        (await AuditedAsync(node)).Count(IsOfReview).ShouldBe(records);

        static bool IsOfReview(string record) => record.Contains("\"review.", StringComparison.Ordinal);
    }

    [Theory, OnEachStore]
    public async Task A_task_that_is_taken_back_while_it_waits_closes_its_review(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var (taskId, review) = await ParkAsync(node);
        await TakeAsync(node, Rita, review);

        (await node.Tasks.CancelAsync(Tenant, taskId, Ct)).ShouldBe(CancelOutcome.Cancelled);

        (await FindAsync(node, taskId)).State.ShouldBe(TaskState.Cancelled);
        (await TypesAsync(node, taskId)).ShouldBe([TaskEventTypes.ReviewRequested, TaskEventTypes.TaskCancelled]);
        (await ReadAsync(node, review)).State.ShouldBe(ReviewState.Closed);
        (await DecideAsync(node, Rita, review, Approve)).ShouldBe(ReviewResult.Closed);
        (await node.Desk.ReopenAsync(Rita, review, ReviewVersion.Any, "Why not.", Ct)).Result
            .ShouldBe(ReviewResult.Closed);
        (await DueAsync(node)).ShouldBeEmpty();
        (await AuditedAsync(node)).ShouldContain(one => one.Contains("\"review.closed\""));
    }

    [Theory, OnEachStore]
    public async Task A_task_that_was_to_be_cancelled_opens_no_review(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await using var run = await node.Tasks.StartInlineAsync(Spec(), Ct);
        await node.Tasks.CancelAsync(Tenant, run.Task.TaskId, Ct);

        (await run.ParkAsync(ParkedTurns.Review(run), Ct)).ShouldBeFalse();

        (await FindAsync(node, run.Task.TaskId)).State.ShouldBe(TaskState.Cancelled);
        (await node.Board.ReadAsync(Tenant, Ct)).Reviews.ShouldBeEmpty();
    }

    [Theory, OnEachStore]
    public async Task What_was_delivered_already_is_replaced_by_an_edit_and_taken_back_by_a_rejection(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        await using var run = await node.Tasks.StartInlineAsync(Spec(), Ct);
        var (taskId, opened) = (run.Task.TaskId, ParkedTurns.Review(run, delivered: true));
        var turn = opened.Turn;
        await run.FinishAsync(new TaskEnd(TaskState.Completed, turn.Payload, turn.Result, Replies: turn.Replies)
        {
            Review = opened,
        }, Ct);
        (await TypesAsync(node, taskId)).ShouldBe([TaskEventTypes.ReviewRequested, TaskEventTypes.ReplyPosted, TaskEventTypes.TaskCompleted]);
        (await DueAsync(node)).Single().Id.ShouldBe($"{taskId}.0");
        var review = (await node.Board.ReadAsync(Tenant, Ct)).Reviews.Single().Id;

        await TakeAsync(node, Rita, review);
        await DecideAsync(node, Rita, review, Edit("Buenas"));
        var replaced = (await DueAsync(node)).ShouldHaveSingleItem();
        (replaced.Id, replaced.Content.Text, replaced.Content.Retracts).ShouldBe(($"{taskId}.1", "Buenas", $"{taskId}.0"));

        await node.Desk.ReopenAsync(Ron, review, ReviewVersion.Any, "It was right before.", Ct);
        await TakeAsync(node, Ron, review);
        await DecideAsync(node, Ron, review, Reject);
        var back = (await DueAsync(node)).ShouldHaveSingleItem();
        (back.Id, back.Content.Text, back.Content.Retracts).ShouldBe(($"{taskId}.2", "", $"{taskId}.1"));

        await node.Desk.ReopenAsync(Ron, review, ReviewVersion.Any, "After all.", Ct);
        await TakeAsync(node, Rita, review);
        await DecideAsync(node, Rita, review, Approve);
        var anew = (await DueAsync(node)).ShouldHaveSingleItem();
        (anew.Id, anew.Content.Text, anew.Content.Retracts).ShouldBe(($"{taskId}.3", "Buenas", null));
        // Its log ended when it was delivered.
        (await TypesAsync(node, taskId)).Count.ShouldBe(3);
        (await FindAsync(node, taskId)).Result!.Text.ShouldBe(ParkedTurns.Draft);
        (await ReadAsync(node, review)).Reopens.ShouldBe(2);
    }

    [Theory, OnEachStore]
    public async Task A_decided_review_goes_with_everything_when_it_has_outlived_its_retention(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var (_, review) = await ParkAsync(node);
        var (_, waits) = await ParkAsync(node);
        await TakeAsync(node, Rita, review);
        await DecideAsync(node, Rita, review, Approve);
        Advance(TimeSpan.FromDays(90));

        (await node.Board.ReadAsync(Tenant, Ct)).Reviews.Select(one => one.Id).ShouldBe([waits]);
        (await node.Desk.ReopenAsync(Rita, review, ReviewVersion.Any, "Too late.", Ct)).Result
            .ShouldBe(ReviewResult.Missing);
        await node.Queue.ReapAsync(Ct);

        var root = $"s5:{{{Tenant}}}";
        foreach (var key in new[] { "", ":evidence", ":said", ":entries" })
            (await node.Database.KeyExistsAsync($"{root}:review:{review}{key}")).ShouldBeFalse(key);
        (await node.Database.SortedSetLengthAsync($"{root}:reviews-ledger")).ShouldBe(1);
        (await node.Reviews.FindAsync(Rita, review, Ct)).ShouldBeNull();
        (await DecideAsync(node, Rita, review, Approve)).ShouldBe(ReviewResult.Missing);
        // A process that starts now reads what is kept.
        var other = await NodeAsync(kind);
        (await other.Board.ReadAsync(Tenant, Ct)).Reviews.Select(one => one.Id).ShouldBe([waits]);
        await TakeAsync(other, Rita, waits);
        await DecideAsync(other, Rita, waits, Approve);
    }
}
