using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Replies;
using Stage5.Core.Reviews;
using Stage5.Tests.Stores;
using Stage5.Tests.Webhooks;

namespace Stage5.Tests.Reviews;

/// <summary>Base of tests on reviews: reviewers, and tasks that await them.</summary>
public abstract class ReviewTests(StoreServers servers) : WebhookTests(servers)
{
    private protected static readonly Identity Rita = Reviewer("rita"), Ron = Reviewer("ron"), Rosa = Reviewer("rosa");

    private protected static readonly ReviewDecisionRequest Approve = new() { Decision = ReviewDecision.Approved };

    private protected static readonly ReviewDecisionRequest Reject =
        new() { Decision = ReviewDecision.Rejected, Reason = "Not in this tone." };

    private protected static Identity Reviewer(string user, string tenant = Tenant) =>
        Identity.OfRole(tenant, user, Roles.Reviewer, $"key-of-{user}")!;

    private protected static ReviewDecisionRequest Edit(string text) => new()
    {
        Decision = ReviewDecision.Edited,
        Texts = [new ReviewText("es", text)],
    };

    /// <summary>A task of ana's that awaits its review.</summary>
    private protected async Task<(string TaskId, string Review)> ParkAsync(
        TaskNode node, int required = 1, bool replies = true, string text = "Good morning")
    {
        await using var run = await node.Tasks.StartInlineAsync(Spec(text), Ct);
        (await run.ParkAsync(ParkedTurns.Review(run, required, replies: replies), Ct)).ShouldBeTrue();
        return (run.Task.TaskId, (await node.Board.ReadAsync(Tenant, Ct)).Reviews[^1].Id);
    }

    private protected async Task<ReviewRecord> ReadAsync(TaskNode node, string review) =>
        (await node.Board.FindAsync(Tenant, review, Ct)).Review.ShouldNotBeNull();

    private protected async Task TakeAsync(TaskNode node, Identity reviewer, string review) =>
        (await node.Desk.LeaseAsync(reviewer, review, ReviewVersion.Any, active: true, Ct)).Result
            .ShouldBe(ReviewResult.Done);

    private protected async Task<ReviewResult> DecideAsync(
        TaskNode node, Identity reviewer, string review, ReviewDecisionRequest decision) =>
        (await node.Desk.DecideAsync(reviewer, review, ReviewVersion.Any, decision, Ct)).Result;

    private protected async Task<IReadOnlyList<string>> TypesAsync(TaskNode node, string taskId) =>
        [.. (await LogAsync(node, taskId)).Select(item => item.Type)];

    /// <summary>Everything that is due, as it would be delivered.</summary>
    private protected async Task<IReadOnlyList<ReplyDelivery>> DueAsync(TaskNode node)
    {
        var due = new List<ReplyDelivery>();
        while (await node.Outbox.ClaimAsync(Tenant, Ct) is { } claim)
        {
            due.Add(claim.Delivery);
            await node.Outbox.SettleAsync(claim, DeliveryResult.Delivered, Ct);
        }

        return due;
    }

    private protected static async Task<IReadOnlyList<string>> AuditedAsync(TaskNode node) =>
        [.. (await node.Database.SortedSetRangeByRankAsync($"s5:{{{Tenant}}}:audit:open")).Select(one => one.ToString())];
}
