using Stage5.Contracts;

namespace Stage5.Core.Reviews;

/// <summary>Which reviews a list has; null asks nothing.</summary>
/// <param name="Reason">One of <see cref="ReviewReasons"/>.</param>
/// <param name="Reviewer">Who has it, or decided it last.</param>
/// <param name="Overdue">Past its due time and not decided, or not so.</param>
public sealed record ReviewFilter(
    ReviewState? State = null, ReviewPriority? Priority = null, string? Reason = null, string? Author = null,
    string? Reviewer = null, bool? Overdue = null)
{
    internal bool Takes(ReviewRecord review, DateTimeOffset now) =>
        (State is null || review.State == State)
        && (Priority is null || review.Priority == Priority)
        && (Reason is null || review.Opening.Reasons.Contains(Reason))
        && (Author is null || review.Opening.Author == Author)
        && (Reviewer is null || (review.Lease?.Reviewer ?? review.Decided?.By) == Reviewer)
        && (Overdue is null || review.IsOverdue(now) == Overdue);
}
