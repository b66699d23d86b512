using Microsoft.AspNetCore.Http.HttpResults;
using Stage5.Contracts;
using Stage5.Core.Reviews;
using Stage5.Core.Turns;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

/// <summary>What is refused to reviewers, as problems.</summary>
internal static class ReviewProblems
{
    private const string Read = "Read the review again; `may` says what you may do.";

    /// <summary>What no decision can be, whatever it is of.</summary>
    public static ProblemHttpResult? Refuse(ReviewDecisionRequest request)
    {
        var (field, message) = request switch
        {
            { Decision: ReviewDecision.Edited, Texts: not { Count: > 0 } } =>
                ("texts", "texts is required with edited: what goes out instead."),
            { Decision: not ReviewDecision.Edited, Texts.Count: > 0 } => ("texts", "texts is for edited alone."),
            { Texts: { } texts } when texts.Any(text => text is null) => ("texts", "texts must have no null."),
            { Texts: { } texts } when texts.DistinctBy(text => text.Language, StringComparer.OrdinalIgnoreCase).Count()
                < texts.Count => ("texts", "texts must name each language once."),
            { Texts: { } texts } when texts.Any(text => string.IsNullOrWhiteSpace(text.Text)) =>
                ("texts", "texts must not be blank; reject what is not to go out."),
            { Decision: ReviewDecision.Rejected } when string.IsNullOrWhiteSpace(request.Reason) =>
                ("reason", "reason is required with rejected: the author reads it."),
            _ => ("", ""),
        };
        return field.Length == 0
            ? null
            : Problems.Invalid(new Dictionary<string, string[]> { [field] = [message] });
    }

    public static ProblemHttpResult Of(ReviewResult result) => Of(new ReviewOutcome(result));

    public static ProblemHttpResult Of(ReviewOutcome outcome) => outcome.Result switch
    {
        ReviewResult.Closed => Conflict(ReviewCodes.Closed, "Its task was taken back; there is nothing to decide.", Read),
        ReviewResult.Decided => Conflict(ReviewCodes.Decided, "The review is decided.", "Open it again to decide otherwise."),
        ReviewResult.Undecided => Conflict(ReviewCodes.Undecided, "The review is not decided.", "Decide it."),
        ReviewResult.Own => Problems.Create(StatusCodes.Status403Forbidden, ReviewCodes.Own,
            "You wrote it yourself, so another person has to decide.", "Leave it to another reviewer."),
        ReviewResult.Leased => Problems.Create(StatusCodes.Status409Conflict, ReviewCodes.Leased,
            $"{outcome.Lease?.Reviewer} has it.", "Take another one, or wait until the lease ends.", Holder(outcome)),
        ReviewResult.NotYours => Problems.Create(StatusCodes.Status409Conflict, ReviewCodes.NotYours,
            "You do not have it.", "Take it with POST /api/reviews/{id}/lease.", Holder(outcome)),
        ReviewResult.Second => Conflict(ReviewCodes.Second,
            "You have approved it as it stands; another person has to as well.", "Leave it to another reviewer."),
        ReviewResult.Conflict => Problems.Create(StatusCodes.Status412PreconditionFailed, "version_conflict",
            "The review was changed since it was read.", "Read it again, and send its ETag in If-Match."),
        ReviewResult.Unseen => Problems.Create(StatusCodes.Status428PreconditionRequired, "precondition_required",
            "A review is only changed by who has seen it as it is.", "Send its ETag in If-Match."),
        ReviewResult.Nothing => Unprocessable(ReviewCodes.Nothing, "There is no text that could go out.", "Reject it."),
        ReviewResult.Unchanged => Unprocessable(ReviewCodes.Unchanged, "That is the text as it stands.", "Approve it."),
        ReviewResult.Language => Unprocessable(ReviewCodes.Language,
            $"The turn has no text in one of these languages; it has {Names(outcome)}.", "Send texts of those."),
        ReviewResult.Blocked => Unprocessable(TurnErrorCodes.ContentBlocked,
            $"Policy does not allow: {Names(outcome)}.", "Take it out of the text.", ("classes", outcome.Names)),
        ReviewResult.Banned => Unprocessable(TurnErrorCodes.BannedTerm,
            $"Your organisation does not allow: {Names(outcome)}.", "Say it in other words.", ("terms", outcome.Names)),
        _ => Problems.Create(StatusCodes.Status404NotFound, ReviewCodes.NotFound,
            "There is no such review.", "List them with GET /api/reviews; decided ones are kept for a while."),
    };

    private static string Names(ReviewOutcome outcome) => string.Join(", ", outcome.Names ?? []);

    private static Dictionary<string, object?>? Holder(ReviewOutcome outcome) => outcome.Lease is not { } lease
        ? null
        : new(StringComparer.Ordinal) { ["reviewer"] = lease.Reviewer, ["until"] = lease.Until };

    private static ProblemHttpResult Conflict(string code, string detail, string next) =>
        Problems.Create(StatusCodes.Status409Conflict, code, detail, next);

    private static ProblemHttpResult Unprocessable(
        string code, string detail, string next, (string Member, IReadOnlyList<string>? Names)? found = null) =>
        Problems.Create(StatusCodes.Status422UnprocessableEntity, code, detail, next, found is not { } told
            ? null
            : new Dictionary<string, object?>(StringComparer.Ordinal) { [told.Member] = told.Names });
}
