using StackExchange.Redis;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Reviews;
using Stage5.Core.Storage;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Reviews;

/// <summary>Random lives of reviews: what scripts guard by, what the ledger makes and a plain model are one.</summary>
public sealed class ReviewPropertyTests(StoreServers servers) : ReviewTests(servers), IClassFixture<StoreServers>
{
    // The author of every task is ana.
    private static readonly Identity[] People = [Rita, Ron, Rosa, Reviewer("ana")];

    [Theory, OnEachStore]
    public async Task Whatever_reviewers_do_in_whatever_order_the_law_holds(StoreKind kind)
    {
        var node = await NodeAsync(kind);
        var random = new Random(20261122);
        for (var life = 0; life < 12; life++)
        {
            var required = (life % 2) + 1;
            var (taskId, review) = await ParkAsync(node, required);
            var model = new Model(required);
            for (var step = 0; step < 40; step++)
            {
                await StepAsync(node, review, taskId, model, random, step);
                await CompareAsync(node, review, taskId, model);
            }
        }
    }

    private async Task StepAsync(
        TaskNode node, string review, string taskId, Model model, Random random, int step)
    {
        var who = People[random.Next(People.Length)];
        // Sometimes somebody has seen an old version.
        var version = random.Next(6) == 0 ? model.Version - 1 : model.Version;
        switch (random.Next(12))
        {
            case 0 or 1 or 2:
                (await node.Desk.LeaseAsync(who, review, new ReviewVersion(version), true, Ct)).Result
                    .ShouldBe(model.Lease(who.User, version));
                break;
            case 3:
                (await node.Desk.ReleaseAsync(who, review, new ReviewVersion(version), Ct)).Result
                    .ShouldBe(model.Release(who.User, version));
                break;
            case 4 or 5 or 6:
                var decision = random.Next(7) switch
                {
                    0 => Reject,
                    < 3 => Edit($"Texto {step}"),
                    _ => Approve,
                };
                (await node.Desk.DecideAsync(who, review, new ReviewVersion(version), decision, Ct)).Result
                    .ShouldBe(model.Decide(who.User, version, decision));
                break;
            case 7:
                (await node.Desk.EscalateAsync(who, review, new ReviewVersion(version), "Soon.", Ct)).Result
                    .ShouldBe(model.Escalate(version));
                break;
            case 8:
                (await node.Desk.NoteAsync(who, review, "Look \"here\"\n.", Ct)).Result.ShouldBe(ReviewResult.Done);
                model.Version++;
                break;
            case 9:
                (await node.Desk.ReopenAsync(who, review, new ReviewVersion(version), "Not so.", Ct)).Result
                    .ShouldBe(model.Reopen(version));
                break;
            case 10:
                Advance(TimeSpan.FromMinutes(6));
                if (model.State == ReviewState.Leased)
                    (model.State, model.Holder) = (ReviewState.Open, null);
                break;
            case 11 when random.Next(8) == 0:
                await node.Tasks.CancelAsync(Tenant, taskId, Ct);
                model.Cancel();
                break;
        }
    }

    private async Task CompareAsync(TaskNode node, string review, string taskId, Model model)
    {
        var guard = (RedisValue[])(await node.Store.RunAsync(ReviewScripts.Guard, [Keys.Root(Tenant)], [review], Ct))!;
        var record = await ReadAsync(node, review);
        var law = (model.State, model.Version, model.Holder, string.Join(' ', model.Approvals), model.Priority);

        (record.State, record.Version, record.Lease?.Reviewer, string.Join(' ', record.Approvals), record.Priority)
            .ShouldBe(law);
        (Enum.Parse<ReviewState>(guard[0].ToString(), ignoreCase: true), (long)guard[1],
            guard[2] == "" ? null : guard[2].ToString(), guard[4].ToString().TrimEnd(),
            Enum.Parse<ReviewPriority>(guard[5].ToString(), ignoreCase: true)).ShouldBe(law);
        record.DueAt.ToUnixTimeMilliseconds().ShouldBe((long)guard[6]);
        (record.Lease?.Until.ToUnixTimeMilliseconds() ?? 0).ShouldBe((long)guard[3]);
        record.Decided?.Decision.ShouldBe(model.Decision);
        record.Reopens.ShouldBe(model.Reopens);
        (await FindAsync(node, taskId)).State.ShouldBe(model.Task);
    }

    private sealed class Model(int required)
    {
        private readonly Dictionary<string, ReviewDecisionRequest> _said = new(StringComparer.Ordinal);
        private bool _edited;

        public ReviewState State { get; set; } = ReviewState.Open;

        public long Version { get; set; } = 1;

        public string? Holder { get; set; }

        public List<string> Approvals { get; } = [];

        public ReviewPriority Priority { get; private set; } = ReviewPriority.Normal;

        public ReviewDecision? Decision { get; private set; }

        public int Reopens { get; private set; }

        public TaskState Task { get; private set; } = TaskState.AwaitingReview;

        public ReviewResult Lease(string who, long version)
        {
            if (Refusal(who) is { } refusal)
                return refusal;
            if (Holder == who)
                return ReviewResult.Done;
            return Change(version, () => (State, Holder) = (ReviewState.Leased, who));
        }

        public ReviewResult Release(string who, long version) => State switch
        {
            ReviewState.Closed => ReviewResult.Closed,
            ReviewState.Decided => ReviewResult.Decided,
            _ when Holder != who => ReviewResult.NotYours,
            _ => Change(version, () => (State, Holder) = (ReviewState.Open, null)),
        };

        public ReviewResult Decide(string who, long version, ReviewDecisionRequest decision)
        {
            if (_said.TryGetValue(who, out var said) && said.Decision == decision.Decision
                && (said.Texts?[0].Text == decision.Texts?[0].Text))
                return ReviewResult.Done;
            var refusal = Refusal(who);
            if (refusal == ReviewResult.Leased || (refusal is null && Holder != who))
                return ReviewResult.NotYours;
            return refusal ?? Change(version, () =>
            {
                if (decision.Decision == ReviewDecision.Edited)
                {
                    _said.Clear();
                    Approvals.Clear();
                    _edited = true;
                }

                _said[who] = decision;
                if (decision.Decision != ReviewDecision.Rejected)
                    Approvals.Add(who);
                var rejected = decision.Decision == ReviewDecision.Rejected;
                (State, Holder) = (ReviewState.Open, null);
                if (!rejected && Approvals.Count < required)
                    return;
                State = ReviewState.Decided;
                Decision = rejected ? ReviewDecision.Rejected
                    : _edited ? ReviewDecision.Edited : ReviewDecision.Approved;
                if (Task == TaskState.AwaitingReview)
                    Task = rejected ? TaskState.Failed : TaskState.Completed;
            });
        }

        public ReviewResult Escalate(long version) => State switch
        {
            ReviewState.Closed => ReviewResult.Closed,
            ReviewState.Decided => ReviewResult.Decided,
            _ => Change(version, () => Priority = (ReviewPriority)Math.Min((int)Priority + 1, 3)),
        };

        public ReviewResult Reopen(long version) => State switch
        {
            ReviewState.Closed => ReviewResult.Closed,
            not ReviewState.Decided => ReviewResult.Undecided,
            _ => Change(version, () =>
            {
                State = ReviewState.Open;
                _said.Clear();
                Approvals.Clear();
                _edited = false;
                Reopens++;
            }),
        };

        public void Cancel()
        {
            if (Task != TaskState.AwaitingReview)
                return;
            (Task, State, Holder) = (TaskState.Cancelled, ReviewState.Closed, null);
            Version++;
        }

        private ReviewResult? Refusal(string who) => State switch
        {
            ReviewState.Closed => ReviewResult.Closed,
            ReviewState.Decided => ReviewResult.Decided,
            _ when who == "ana" => ReviewResult.Own,
            _ when Holder is not null && Holder != who => ReviewResult.Leased,
            _ => Approvals.Contains(who) ? ReviewResult.Second : null,
        };

        private ReviewResult Change(long version, Action change)
        {
            if (version != Version)
                return ReviewResult.Conflict;
            change();
            Version++;
            return ReviewResult.Done;
        }
    }
}
