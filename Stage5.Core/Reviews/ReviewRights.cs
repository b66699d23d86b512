using Stage5.Contracts;
using Stage5.Core.Access;

namespace Stage5.Core.Reviews;

/// <summary>What somebody may do to a review, as its scripts would say.</summary>
internal static class ReviewRights
{
    public static IReadOnlyList<string> Of(ReviewRecord review, Identity caller)
    {
        if (!caller.May(Permissions.ReviewsDecide))
            return [];
        List<string> may = [ReviewActions.Note];
        if (review.State == ReviewState.Decided)
            may.Add(ReviewActions.Reopen);
        if (review.State is ReviewState.Open or ReviewState.Leased)
            may.Add(ReviewActions.Escalate);
        if (review.RefusalOf(caller.User) is not null)
            return may;
        may.Add(ReviewActions.Lease);
        if (review.Lease is not null)
            may.AddRange([ReviewActions.Release, ReviewActions.Decide]);
        return may;
    }

    /// <summary>A stable code: why the caller may not decide it; null where they may, once they have it.</summary>
    public static string? RefusalOf(ReviewRecord review, Identity caller) => !caller.May(Permissions.ReviewsDecide)
        ? "permission_denied"
        : review.RefusalOf(caller.User) switch
        {
            ReviewResult.Closed => ReviewCodes.Closed,
            ReviewResult.Decided => ReviewCodes.Decided,
            ReviewResult.Own => ReviewCodes.Own,
            ReviewResult.Leased => ReviewCodes.Leased,
            ReviewResult.Second => ReviewCodes.Second,
            _ => null,
        };
}

/// <summary>Codes of what is refused.</summary>
public static class ReviewCodes
{
    public const string NotFound = "review_not_found";
    public const string Closed = "review_closed";
    public const string Decided = "review_decided";
    public const string Undecided = "review_not_decided";
    public const string Own = "own_work";
    public const string Leased = "review_leased";
    public const string NotYours = "not_your_lease";
    public const string Second = "second_person_required";
    public const string Nothing = "nothing_to_approve";
    public const string Unchanged = "nothing_edited";
    public const string Language = "language_not_there";
}
