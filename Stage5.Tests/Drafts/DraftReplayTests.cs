using Stage5.Contracts;
using Stage5.Tests.Reviews;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Drafts;

public sealed class DraftReplayTests(StoreServers servers) : DraftTests(servers), IClassFixture<StoreServers>
{
    private static readonly TimeSpan Follow = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    [Theory, OnEachStore]
    public async Task A_draft_becomes_its_owners_task_with_all_of_its_options_and_completes(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var draft = await SaveAsync(node);
        draft.State.ShouldBe(DraftState.Pending);

        await node.Replayer.ReplayAsync(Ct);
        var processing = await FindAsync(node, draft);
        (processing.State, processing.Attempts).ShouldBe((DraftState.Processing, 1));
        var task = (await node.Tasks.FindAsync(Tenant, processing.TaskId!, Ct)).ShouldNotBeNull();
        (task.Tenant, task.User, task.Key, task.Lane, task.State)
            .ShouldBe((Tenant, "ana", "key-1", Lanes.Batch, TaskState.Queued));
        task.Request.ShouldBe(Request with { Lane = Lanes.Batch });

        await LaterAsync(node, Follow);
        (await FindAsync(node, draft)).State.ShouldBe(DraftState.Processing);
        await EndTaskAsync(node);
        await LaterAsync(node, Follow);

        var done = await FindAsync(node, draft);
        (done.State, done.TaskId, done.Reason).ShouldBe((DraftState.Completed, task.TaskId, null));
        await LaterAsync(node, TimeSpan.FromDays(1));
        (await TasksAsync(node)).Count.ShouldBe(1);
    }

    [Theory, OnEachStore]
    public async Task A_draft_whose_task_awaits_a_reviewer_is_not_over_before_the_reviewer_decides(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var draft = await SaveAsync(node);
        await node.Replayer.ReplayAsync(Ct);
        await using (var run = (await node.Queue.ClaimAsync("worker", Ct)).ShouldNotBeNull())
            await run.ParkAsync(ParkedTurns.Review(run), Ct);
        await LaterAsync(node, Follow);

        await LaterAsync(node, TimeSpan.FromDays(7.5));

        var waiting = await FindAsync(node, draft);
        waiting.State.ShouldBe(DraftState.Processing);
        (await TasksAsync(node)).Single().State.ShouldBe(TaskState.AwaitingReview);
    }

    [Theory, OnEachStore]
    public async Task Without_a_model_it_waits_longer_and_longer_and_goes_on_when_there_is_one(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        node.Ready = false;
        var draft = await SaveAsync(node);
        var waits = new List<TimeSpan>();
        for (var i = 0; i < 9; i++)
        {
            await node.Replayer.ReplayAsync(Ct);
            var put = await FindAsync(node, draft);
            (put.State, put.Attempts, put.Reason!.Code).ShouldBe((DraftState.Pending, 0, "no_usable_provider"));
            waits.Add(put.NextAttemptAt!.Value - put.UpdatedAt);
            Clock.Advance(waits[^1] - TimeSpan.FromSeconds(1));
            (await node.Replayer.ReplayAsync(Ct)).ShouldBe(0);
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        waits[0].TotalSeconds.ShouldBeInRange(30, 60);
        waits[1].TotalSeconds.ShouldBeInRange(60, 120);
        waits.Skip(6).ShouldAllBe(wait => wait >= Longest / 2 && wait <= Longest);
        waits.Distinct().Count().ShouldBe(waits.Count);

        node.Ready = true;
        await node.Replayer.ReplayAsync(Ct);
        (await FindAsync(node, draft)).State.ShouldBe(DraftState.Processing);
    }

    [Theory, OnEachStore]
    public async Task A_failure_that_passes_is_tried_again_as_another_task(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var draft = await SaveAsync(node);
        await node.Replayer.ReplayAsync(Ct);
        var first = (await FindAsync(node, draft)).TaskId;
        await EndTaskAsync(node, new TaskError("provider_unavailable", "It is down."));

        await LaterAsync(node, Follow);
        var put = await FindAsync(node, draft);
        (put.State, put.Reason!.Code).ShouldBe((DraftState.Pending, "provider_unavailable"));
        await LaterAsync(node, TimeSpan.FromMinutes(1));
        var again = await FindAsync(node, draft);
        (again.State, again.Attempts, again.Reason).ShouldBe((DraftState.Processing, 2, null));
        again.TaskId.ShouldNotBe(first);
        await EndTaskAsync(node);
        await LaterAsync(node, Follow);

        (await FindAsync(node, draft)).State.ShouldBe(DraftState.Completed);
        (await TasksAsync(node)).Count.ShouldBe(2);
    }

    [Theory, OnEachStore]
    public async Task A_failure_that_stays_is_final_and_says_why(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var draft = await SaveAsync(node);
        await node.Replayer.ReplayAsync(Ct);
        await EndTaskAsync(
            node, new TaskError("content_blocked", "There is a card number in it.", "Take it out."));
        await LaterAsync(node, Follow);

        var failed = await FindAsync(node, draft);
        (failed.State, failed.Reason!.Message).ShouldBe((DraftState.Failed, "There is a card number in it."));
        await LaterAsync(node, TimeSpan.FromDays(1));
        (await TasksAsync(node)).Count.ShouldBe(1);
    }

    [Theory, OnEachStore]
    public async Task A_task_that_its_owner_cancels_fails_its_draft(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var draft = await SaveAsync(node);
        await node.Replayer.ReplayAsync(Ct);
        await node.Tasks.CancelAsync(Tenant, (await FindAsync(node, draft)).TaskId!, Ct);
        await LaterAsync(node, Follow);

        (await FindAsync(node, draft)).Reason!.Code.ShouldBe("cancelled");
    }

    [Theory, OnEachStore]
    public async Task After_seven_days_it_has_failed_is_shown_a_day_and_is_gone(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        node.Ready = false;
        var draft = await SaveAsync(node);
        await LaterAsync(node, TimeSpan.FromDays(7) - TimeSpan.FromMinutes(31));
        (await FindAsync(node, draft)).State.ShouldBe(DraftState.Pending);

        await LaterAsync(node, TimeSpan.FromMinutes(31));
        var failed = await FindAsync(node, draft);
        (failed.State, failed.Reason!.Code).ShouldBe((DraftState.Failed, "draft_expired"));
        await LaterAsync(node, TimeSpan.FromDays(1));
        (await node.Drafts.FindAsync(Tenant, "ana", draft.DraftId, Ct)).ShouldBeNull();
        (await node.Drafts.ListAsync(Tenant, "ana", Ct)).ShouldBeEmpty();
    }

    [Theory, OnEachStore]
    public async Task A_task_still_under_way_after_seven_days_is_cancelled(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var draft = await SaveAsync(node);
        await node.Replayer.ReplayAsync(Ct);
        await LaterAsync(node, TimeSpan.FromDays(7));

        var failed = await FindAsync(node, draft);
        failed.Reason!.Code.ShouldBe("draft_expired");
        (await node.Tasks.FindAsync(Tenant, failed.TaskId!, Ct))!.State.ShouldBe(TaskState.Cancelled);
    }

    [Theory, OnEachStore]
    public async Task One_that_completed_is_kept_seven_days(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var draft = await SaveAsync(node);
        await node.Replayer.ReplayAsync(Ct);
        await EndTaskAsync(node);
        await LaterAsync(node, Follow);

        await LaterAsync(node, TimeSpan.FromDays(7) - TimeSpan.FromMinutes(1));
        (await FindAsync(node, draft)).State.ShouldBe(DraftState.Completed);
        await LaterAsync(node, TimeSpan.FromMinutes(1));
        (await node.Drafts.FindAsync(Tenant, "ana", draft.DraftId, Ct)).ShouldBeNull();
    }

    [Theory, OnEachStore]
    public async Task Without_consent_in_the_store_nothing_is_processed(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var draft = await SaveAsync(node);
        await node.Database.HashSetAsync($"s5:{{acme}}:draft:{draft.DraftId}", "consentBy", "mallory");
        await node.Replayer.ReplayAsync(Ct);

        (await FindAsync(node, draft)).Reason!.Code.ShouldBe("consent_required");
        (await TasksAsync(node)).ShouldBeEmpty();
    }
}
