using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Audit;
using Stage5.Core.Storage;
using Stage5.Core.Tasks;
using LuaScript = Stage5.Core.Storage.LuaScript;

namespace Stage5.Core.Reviews;

/// <summary>
/// Where reviewers take, decide, escalate and reopen reviews. Each change is one script: ledger, audit, webhooks and
/// the task's end are there together or not at all.
/// </summary>
/// <remarks>
/// The reviewer is always the caller. Every method throws <see cref="RedisException"/> or
/// <see cref="TimeoutException"/> when the store is away.
/// </remarks>
public sealed class ReviewDesk
{
    private const string None = "";
    private const string Any = "*";

    private readonly Store _store;
    private readonly ReviewOptions _options;
    private readonly ReviewRulings _rulings;
    private readonly ReviewBoard _board;

    internal ReviewDesk(
        Store store, IOptions<ReviewOptions> options, ReviewRulings rulings, ReviewBoard board) =>
        (_store, _options, _rulings, _board) = (store, options.Value, rulings, board);

    /// <summary>Takes a review, or keeps it: who has it needs no version.</summary>
    /// <param name="active">The reviewer worked since the last time.</param>
    public Task<ReviewOutcome> LeaseAsync(
        Identity reviewer, string id, ReviewVersion? version, bool active, CancellationToken ct = default) =>
        RunAsync(ReviewScripts.Lease, reviewer,
            [id, reviewer.User, Text(version), Milliseconds(_options.Lease), active ? 1 : 0, .. By(reviewer)], ct);

    /// <summary>Gives a review back.</summary>
    public Task<ReviewOutcome> ReleaseAsync(
        Identity reviewer, string id, ReviewVersion? version, CancellationToken ct = default) =>
        RunAsync(ReviewScripts.Release, reviewer, [id, reviewer.User, Text(version), .. By(reviewer)], ct);

    /// <summary>One priority higher, and due accordingly.</summary>
    public Task<ReviewOutcome> EscalateAsync(
        Identity reviewer, string id, ReviewVersion? version, string reason, CancellationToken ct = default) =>
        RunAsync(ReviewScripts.Escalate, reviewer,
            [id, reviewer.User, Text(version), Json(reason), .. By(reviewer), .. Due()], ct);

    /// <summary>Something to remember.</summary>
    public Task<ReviewOutcome> NoteAsync(
        Identity reviewer, string id, string text, CancellationToken ct = default) =>
        RunAsync(ReviewScripts.Note, reviewer, [id, reviewer.User, Json(text), .. By(reviewer)], ct);

    /// <summary>Lets a decided review be decided again.</summary>
    public Task<ReviewOutcome> ReopenAsync(
        Identity reviewer, string id, ReviewVersion? version, string reason, CancellationToken ct = default) =>
        RunAsync(ReviewScripts.Reopen, reviewer,
            [id, reviewer.User, Text(version), Json(reason), .. By(reviewer), .. Due()], ct);

    /// <summary>
    /// Decides. The last decision that a review needs ends its task in the same step, or takes back what went out.
    /// The same decision of the same person again does nothing.
    /// </summary>
    public async Task<ReviewOutcome> DecideAsync(
        Identity reviewer, string id, ReviewVersion? version, ReviewDecisionRequest decision,
        CancellationToken ct = default)
    {
        while (IsId(id))
        {
            var ruling = await _rulings.MakeAsync(reviewer, id, decision, ct);
            if (ruling.Outcome is { } known)
                return await FirstAsync(known, reviewer, id, ct);
            RedisValue[] args =
            [
                id, reviewer.User, Text(version), ruling.Version, Wire(decision.Decision!.Value), ruling.Said,
                decision.Reason is null ? None : Json(decision.Reason),
                ruling.EditDistance?.ToString(CultureInfo.InvariantCulture) ?? None, ruling.Texts,
                .. By(reviewer), Milliseconds(_options.Retention), .. ruling.Ending,
            ];
            var reply = (RedisResult[])(await _store.RunAsync(
                ReviewScripts.Decide, [Keys.Root(reviewer.Tenant)], args, ct))!;
            // Somebody changed it since it was read: what follows from the decision may be another thing now.
            if ((string?)reply[0] != "again")
                return Outcome(reply);
        }

        return new ReviewOutcome(ReviewResult.Missing);
    }

    // Who may not decide it at all is told so first, and nothing of the text.
    private async Task<ReviewOutcome> FirstAsync(
        ReviewOutcome known, Identity reviewer, string id, CancellationToken ct)
    {
        if (known.Result is ReviewResult.Done or ReviewResult.Missing)
            return known;
        var (review, _) = await _board.FindAsync(reviewer.Tenant, id, ct);
        return review switch
        {
            null => new ReviewOutcome(ReviewResult.Missing),
            _ when review.RefusalOf(reviewer.User) is { } refusal => new ReviewOutcome(
                refusal == ReviewResult.Leased ? ReviewResult.NotYours : refusal, review.Lease),
            { Lease: null } => new ReviewOutcome(ReviewResult.NotYours),
            _ => known,
        };
    }

    internal static string Wire(Enum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    internal static string Json(string text) => JsonSerializer.Serialize(text, ReviewJson.Default.String);

    private async Task<ReviewOutcome> RunAsync(
        LuaScript script, Identity reviewer, RedisValue[] args, CancellationToken ct) => !IsId(args[0].ToString())
        ? new ReviewOutcome(ReviewResult.Missing)
        : Outcome((RedisResult[])(await _store.RunAsync(script, [Keys.Root(reviewer.Tenant)], args, ct))!);

    // What is no id could name another key of a review.
    private static bool IsId(string id) => TaskStore.IsTaskId(id);

    private static ReviewOutcome Outcome(RedisResult[] reply)
    {
        var said = (string)reply[0]!;
        if (said is "done" or "repeated")
            return ReviewOutcome.Done;
        var result = Enum.Parse<ReviewResult>(said, ignoreCase: true);
        var until = DateTimeOffset.FromUnixTimeMilliseconds((long)reply[2]);
        return new ReviewOutcome(result, result is ReviewResult.Leased or ReviewResult.NotYours && (long)reply[2] > 0
            ? new ReviewLease((string)reply[1]!, until)
            : null);
    }

    private static RedisValue[] By(Identity reviewer) =>
        [AuditJson.Of(reviewer.Actor), Activity.Current?.TraceId.ToHexString() ?? None];

    private RedisValue[] Due() =>
    [
        Milliseconds(_options.Low), Milliseconds(_options.Normal), Milliseconds(_options.High),
        Milliseconds(_options.Urgent),
    ];

    private static RedisValue Text(ReviewVersion? version) => version switch
    {
        null => None,
        { Number: { } number } => number.ToString(CultureInfo.InvariantCulture),
        _ => Any,
    };

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
}
