using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Stage5.Contracts;
using Stage5.Core.Settings;
using Stage5.Core.Turns;

namespace Stage5.Core.Reviews;

/// <summary>Which turns a person looks at before, or after, their reply goes out.</summary>
public sealed class ReviewPolicy(
    IOptions<ReviewPolicyOptions> options, IOptions<ReviewOptions> due, TimeProvider time, LiveSettings? settings = null)
    : IReviewPolicy
{
    /// <returns>Null where nobody has to look.</returns>
    public ReviewOpening? Decide(Turn turn)
    {
        var policy = options.For(turn.Request.Tenant, settings);
        string[] reasons = turn.Question is null ? [.. Reasons(turn, policy)] : [];
        if (reasons.Length == 0) return null;
        var guarded = reasons.Contains(ReviewReasons.Guardrail);
        var priority = PriorityOf(reasons);
        return new ReviewOpening(
            turn.Request.TaskId, turn.Request.User, priority, reasons,
            time.GetUtcNow() + due.Value.DueIn(priority),
            Required: guarded && policy.SecondPerson ? 2 : 1,
            Delivered: policy.DeliverFirst && !guarded && !reasons.Contains(ReviewReasons.Requested),
            turn.Request.Task.Kind, turn.Source?.Value ?? turn.Request.Task.SourceLanguage,
            (turn.Targets[0].Language ?? turn.Source)?.Value);
    }

    public bool MayHold(Turn turn)
    {
        var policy = options.For(turn.Request.Tenant, settings);
        return turn.Request.Task.Review
            || (!policy.DeliverFirst
                && (policy.CostAboveMicros > 0 || policy.GlossaryConflict || Reasons(turn, policy).Any()));
    }

    private static IEnumerable<string> Reasons(Turn turn, ReviewPolicyOptions policy)
    {
        var findings = (turn.Prompt?.Findings ?? []).Concat(turn.GivenContext?.Findings ?? []).Concat(turn.Answered);
        if (findings.Any(finding => finding.AsksForReview)) yield return ReviewReasons.Guardrail;
        if (turn.Detection is { } found && found.Confidence * 100 < policy.ConfidenceBelowPercent)
            yield return ReviewReasons.LowConfidence;
        // A cost that nobody knows may be any: it is looked at where costs are.
        if (policy.CostAboveMicros > 0 && !(turn.Account.CostMicros <= policy.CostAboveMicros)) yield return ReviewReasons.Cost;
        if (policy.GlossaryConflict && turn.Targets.Any(target => target.Terms?.Unwanted.Count > 0))
            yield return ReviewReasons.GlossaryConflict;
        if (IsDrawn(turn.Request.TaskId, policy.SamplePercent)) yield return ReviewReasons.Sampling;
        if (turn.Request.Task.Review) yield return ReviewReasons.Requested;
    }

    private static ReviewPriority PriorityOf(string[] reasons) => reasons switch
    {
        _ when reasons.Contains(ReviewReasons.Guardrail) => ReviewPriority.High,
        [ReviewReasons.Sampling] => ReviewPriority.Low,
        _ => ReviewPriority.Normal,
    };

    /// <summary>By the task's id alone: a second run of it is drawn alike, and nobody can choose.</summary>
    internal static bool IsDrawn(string taskId, int percent)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.ASCII.GetBytes(taskId), hash);
        return BinaryPrimitives.ReadUInt32BigEndian(hash) < (ulong)percent * (uint.MaxValue + 1UL) / 100;
    }
}
