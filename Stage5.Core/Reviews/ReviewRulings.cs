using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using StackExchange.Redis;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Replies;
using Stage5.Core.Storage;
using Stage5.Core.Tasks;

namespace Stage5.Core.Reviews;

/// <summary>A decision with all that follows from it, as <c>review-decide.lua</c> takes it.</summary>
/// <param name="Outcome">Why it is not to be sent; null where it is.</param>
/// <param name="Version">That it was made for.</param>
/// <param name="Said">Hash of what was decided.</param>
/// <param name="Texts">As they stand from then on, as JSON.</param>
/// <param name="Ends">How the task ends, and what is delivered.</param>
internal sealed record ReviewRuling(
    ReviewOutcome? Outcome, long Version = 0, string Said = "", int? EditDistance = null, string Texts = "",
    IReadOnlyList<RedisValue>? Ends = null)
{
    public IReadOnlyList<RedisValue> Ending => Ends ?? [];
}

/// <summary>Works out what a decision comes to: which texts, which end of the task, which deliveries.</summary>
internal sealed class ReviewRulings(Store store, TaskRunContext tasks, ReviewRules rules)
{
    private const string None = "";

    public async Task<ReviewRuling> MakeAsync(
        Identity reviewer, string id, ReviewDecisionRequest request, CancellationToken ct)
    {
        if (await ReviewEvidence.ReadAsync(store, reviewer.Tenant, id, reviewer.User, ct) is not { } evidence)
            return new(new ReviewOutcome(ReviewResult.Missing));
        var said = Hash(request);
        if (evidence.Said == said)
            return new(ReviewOutcome.Done);
        var decision = request.Decision!.Value;
        var texts = evidence.Standing;
        int? distance = null;
        if (decision != ReviewDecision.Rejected && texts.Count == 0)
            return new(new ReviewOutcome(ReviewResult.Nothing));
        if (decision == ReviewDecision.Edited)
        {
            if (ReviewTexts.With(texts, request.Texts ?? []) is not { } edited)
                return new(new ReviewOutcome(
                    ReviewResult.Language, Names: [.. texts.Select(one => one.Language ?? "und")]));
            if (edited.SequenceEqual(texts))
                return new(new ReviewOutcome(ReviewResult.Unchanged));
            if (await rules.RefuseAsync(reviewer.Tenant, evidence, edited, texts, ct) is { } refusal)
                return new(refusal);
            distance = edited.Zip(texts).Sum(pair => EditDistance.Of(pair.Second.Text, pair.First.Text));
            texts = edited;
        }

        return new ReviewRuling(null, evidence.Version, said, distance,
            JsonSerializer.Serialize(texts, ReviewJson.Default.IReadOnlyListReviewText),
            Ending(id, evidence, request, texts, reviewer.User));
    }

    private RedisValue[] Ending(
        string id, ReviewEvidence evidence, ReviewDecisionRequest request, IReadOnlyList<ReviewText> texts, string user)
    {
        var turn = evidence.Turn;
        var rejected = request.Decision == ReviewDecision.Rejected;
        // An edit that another approves is an edit still.
        var edited = !texts.SequenceEqual(ReviewTexts.Of(turn.Result));
        var decided = new JsonObject
        {
            ["review_id"] = id,
            ["decision"] = rejected ? "rejected" : edited ? "edited" : "approved",
            ["reviewer"] = user,
        };
        return
        [
            tasks.RetentionMilliseconds,
            decided.ToJsonString(),
            .. rejected ? Rejected(turn, request.Reason) : Completed(turn, texts),
            turn.Details?.ToJsonString() ?? None,
            .. OutboxEntry.Arguments(Deliveries(evidence, rejected, texts)),
        ];
    }

    private static RedisValue[] Completed(ParkedTurn turn, IReadOnlyList<ReviewText> texts)
    {
        var result = ReviewTexts.With(turn.Result, texts);
        var payload = (JsonObject)turn.Payload.DeepClone();
        payload["text"] = result.Text;
        return
        [
            "completed", payload.ToJsonString(),
            JsonSerializer.Serialize(result, ContractsJson.Default.TurnResponse), None, None,
        ];
    }

    private static RedisValue[] Rejected(ParkedTurn turn, string? reason)
    {
        var error = new TaskError("review_rejected", $"A reviewer did not let the text go out: {reason}",
            "Change what the reviewer names and send it again.");
        var payload = TerminalPayloads.Failed(error);
        payload["outcome"] = "rejected";
        return
        [
            "failed", payload.ToJsonString(), None, TerminalPayloads.Json(error),
            JsonSerializer.Serialize(turn.Result.Receipt, ContractsJson.Default.Receipt),
        ];
    }

    // What is not out goes out; what is out is replaced or taken back, unless it is what stands.
    private static IReadOnlyList<OutboxEntry> Deliveries(
        ReviewEvidence evidence, bool rejected, IReadOnlyList<ReviewText> texts)
    {
        if (evidence.Turn.Replies is not { Count: > 0 } replies)
            return [];
        if (!evidence.IsOut)
            return rejected ? [] : ReviewTexts.With(replies, texts);
        if (!rejected && texts.SequenceEqual(evidence.Final ?? ReviewTexts.Of(evidence.Turn.Result)))
            return [];
        var ids = OutboxEntry.IdsOf(evidence.Turn.Result.TaskId, evidence.Posted + replies.Count);
        return
        [
            .. ReviewTexts.With(replies, texts).Zip(ids.Skip(evidence.Posted)).Select(one => one.First with
            {
                Content = rejected
                    ? one.First.Content with { Text = "", Translations = [], Retracts = one.Second }
                    : one.First.Content with { Retracts = one.Second },
            }),
        ];
    }

    private static string Hash(ReviewDecisionRequest request)
    {
        var saying = new ReviewSaying(request.Decision!.Value,
            [.. (request.Texts ?? []).OrderBy(text => text.Language, StringComparer.Ordinal)], request.Reason);
        return Convert.ToHexStringLower(SHA256.HashData(
            Encoding.UTF8.GetBytes(JsonSerializer.Serialize(saying, ReviewJson.Default.ReviewSaying))));
    }
}
