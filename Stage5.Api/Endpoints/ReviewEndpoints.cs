using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using Stage5.Api.Audit;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Reviews;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

internal static class ReviewEndpoints
{
    public static void MapReviews(this RouteGroupBuilder api)
    {
        var reviews = api.MapGroup("/reviews").WithTags("Reviews");

        reviews.MapGet("", ListAsync)
            .RequirePermission(Permissions.ReviewsRead).WithName("listReviews")
            .WithSummary("The queue: what waits by when it is due, then what is decided or closed, newest first")
            .Produces<ReviewPage>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesReadProblems();

        reviews.MapGet("/events", ReviewEventStream.StreamAsync)
            .RequirePermission(Permissions.ReviewsRead).WithName("streamReviewEvents")
            .WithSummary("How the queue goes, as server-sent events")
            .WithDescription("""
                `event` is `review`, `data` the review as the list has it, `id` the number of its newest entry in the
                ledger. From now on, or after `Last-Event-ID` or `?after=`; of changes that come together only the last
                is said. A lease that runs out is no event: `lease.until` says when. A comment every ten seconds keeps
                the connection open.
                """)
            .Produces<ReviewSummary>(StatusCodes.Status200OK, ServerEvents.MediaType)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesReadProblems();

        reviews.MapGet("/{id}", GetAsync)
            .RequirePermission(Permissions.ReviewsRead).WithName("getReview")
            .WithSummary("A review with everything there is to decide it by")
            .WithDescription("The ETag is the version; send it in If-Match to change it. `may` says what the caller may do.")
            .Produces<ReviewView>().ProducesProblem(StatusCodes.Status404NotFound).ProducesReadProblems();

        reviews.MapPost("/{id}/lease", LeaseAsync).Changes("review.leased").WithName("leaseReview")
            .WithSummary("Take a review, or keep it")
            .WithDescription("""
                One reviewer has it until the lease ends; others get 409 `review_leased` with who and until when. Whoever has
                it sends this again to keep it, without If-Match, and `active` says that they worked since. One's own work
                is 403 `own_work`.
                """);

        reviews.MapPost("/{id}/release", ReleaseAsync).Changes("review.released").WithName("releaseReview")
            .WithSummary("Give a review back");

        reviews.MapPost("/{id}/decide", DecideAsync).Changes("review.decided").WithName("decideReview")
            .WithSummary("Approve, edit or reject")
            .WithDescription("""
                Needs the lease (409 `not_your_lease`). The decision ends the task in the same step: approved and edited texts
                go out, a rejection fails it with `review_rejected`; where the reply went out before, an edit replaces it
                and a rejection takes it back. Where two people have to approve, the first makes it wait for another one,
                who approves the text as the first left it; a rejection by one is enough. The same decision sent again does
                nothing and is answered alike. An edit that policy lets nobody write is 422.
                """)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

        reviews.MapPost("/{id}/escalate", EscalateAsync).Changes("review.escalated").WithName("escalateReview")
            .WithSummary("Have a review looked at sooner: one priority higher, and due accordingly");

        reviews.MapPost("/{id}/notes", NoteAsync).Changes("review.noted").WithName("noteReview")
            .WithSummary("Leave a note for other reviewers").WithDescription("Needs no If-Match.");

        reviews.MapPost("/{id}/reopen", ReopenAsync).Changes("review.reopened").WithName("reopenReview")
            .WithSummary("Let a decided review be decided again")
            .WithDescription("Its task stays as it ended; an edit or a rejection takes back what went out.");
    }

    private static async Task<IResult> ListAsync(
        ClaimsPrincipal user, ReviewQueue queue, CancellationToken cancellationToken,
        [FromQuery, AllowedValues(null, "open", "leased", "decided", "closed",
            ErrorMessage = "state must be one of: open, leased, decided, closed.")]
        string? state = null,
        [FromQuery, AllowedValues(null, "low", "normal", "high", "urgent",
            ErrorMessage = "priority must be one of: low, normal, high, urgent.")]
        string? priority = null,
        [FromQuery, AllowedValues(null, ReviewReasons.Guardrail, ReviewReasons.LowConfidence, ReviewReasons.Cost,
            ReviewReasons.GlossaryConflict, ReviewReasons.Sampling, ReviewReasons.Requested,
            ErrorMessage = "reason must be one of: guardrail, lowConfidence, cost, glossaryConflict, sampling, requested.")]
        string? reason = null,
        [FromQuery, StringLength(64), Description("Who sent the message.")] string? author = null,
        [FromQuery, StringLength(64), Description("Who has it, or decided it last.")] string? reviewer = null,
        [FromQuery, Description("Past its due time and not decided.")] bool? overdue = null,
        [FromQuery, Range(1, ReviewQueue.LongestPage), Description("Reviews a page, 1 to 100; 25 if absent.")]
        int limit = 25,
        [FromQuery, StringLength(200), Description("`nextCursor` of the page before.")] string? cursor = null)
    {
        var filter = new ReviewFilter(
            Parse<ReviewState>(state), Parse<ReviewPriority>(priority), reason, author, reviewer, overdue);
        try
        {
            return TypedResults.Ok(await queue.ListAsync(
                Identity.From(user).Tenant, filter, limit, cursor, cancellationToken));
        }
        catch (ArgumentException) when (cursor is not null)
        {
            return Problems.Create(StatusCodes.Status400BadRequest, "invalid_cursor",
                "The cursor is none that a page of reviews gave.", "Leave cursor out to start with what is due first.");
        }
    }

    private static Task<IResult> GetAsync(
        string id, ReviewQueue queue, HttpContext http, CancellationToken cancellationToken) =>
        ShowAsync(id, queue, http, cancellationToken);

    private static async Task<IResult> LeaseAsync(
        string id, ReviewLeaseRequest request, ReviewDesk desk, ReviewQueue queue, HttpContext http,
        CancellationToken cancellationToken) =>
        !TryReadVersion(http, out var version) ? ReviewProblems.Of(ReviewResult.Conflict)
        : await AnswerAsync(id, queue, http, await desk.LeaseAsync(
            Identity.From(http.User), id, version, request.Active, cancellationToken), cancellationToken);

    private static async Task<IResult> ReleaseAsync(
        string id, ReviewDesk desk, ReviewQueue queue, HttpContext http, CancellationToken cancellationToken) =>
        !TryReadVersion(http, out var version) ? ReviewProblems.Of(ReviewResult.Conflict)
        : await AnswerAsync(id, queue, http, await desk.ReleaseAsync(
            Identity.From(http.User), id, version, cancellationToken), cancellationToken);

    private static async Task<IResult> DecideAsync(
        string id, ReviewDecisionRequest request, ReviewDesk desk, ReviewQueue queue, HttpContext http,
        CancellationToken cancellationToken)
    {
        if (ReviewProblems.Refuse(request) is { } invalid)
            return invalid;
        return !TryReadVersion(http, out var version) ? ReviewProblems.Of(ReviewResult.Conflict)
            : await AnswerAsync(id, queue, http, await desk.DecideAsync(
                Identity.From(http.User), id, version, request, cancellationToken), cancellationToken);
    }

    private static async Task<IResult> EscalateAsync(
        string id, ReviewReasonRequest request, ReviewDesk desk, ReviewQueue queue, HttpContext http,
        CancellationToken cancellationToken) =>
        !TryReadVersion(http, out var version) ? ReviewProblems.Of(ReviewResult.Conflict)
        : await AnswerAsync(id, queue, http, await desk.EscalateAsync(
            Identity.From(http.User), id, version, request.Reason, cancellationToken), cancellationToken);

    private static async Task<IResult> NoteAsync(
        string id, ReviewNoteRequest request, ReviewDesk desk, ReviewQueue queue, HttpContext http,
        CancellationToken cancellationToken) =>
        await AnswerAsync(id, queue, http, await desk.NoteAsync(
            Identity.From(http.User), id, request.Text, cancellationToken), cancellationToken);

    private static async Task<IResult> ReopenAsync(
        string id, ReviewReasonRequest request, ReviewDesk desk, ReviewQueue queue, HttpContext http,
        CancellationToken cancellationToken) =>
        !TryReadVersion(http, out var version) ? ReviewProblems.Of(ReviewResult.Conflict)
        : await AnswerAsync(id, queue, http, await desk.ReopenAsync(
            Identity.From(http.User), id, version, request.Reason, cancellationToken), cancellationToken);

    private static async Task<IResult> AnswerAsync(
        string id, ReviewQueue queue, HttpContext http, ReviewOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome.Result != ReviewResult.Done)
            return ReviewProblems.Of(outcome);
        // The script that changed it wrote the record.
        http.AuditNote().Written = true;
        return await ShowAsync(id, queue, http, cancellationToken);
    }

    private static async Task<IResult> ShowAsync(
        string id, ReviewQueue queue, HttpContext http, CancellationToken cancellationToken)
    {
        if (await queue.FindAsync(Identity.From(http.User), id, cancellationToken) is not { } view)
            return ReviewProblems.Of(ReviewResult.Missing);
        http.Response.Headers.ETag = VersionTag.Of(view.Review.Version);
        return TypedResults.Ok(view);
    }

    /// <returns>False for a tag that no version has; null where none was sent.</returns>
    private static bool TryReadVersion(HttpContext http, out ReviewVersion? version)
    {
        version = null;
        if (http.Request.Headers.IfMatch.Count == 0)
            return true;
        if (!VersionTag.TryRead(http.Request, out var expected))
            return false;
        version = new ReviewVersion(expected);
        return true;
    }

    private static TEnum? Parse<TEnum>(string? text)
        where TEnum : struct, Enum => text is null ? null : Enum.Parse<TEnum>(text, ignoreCase: true);

    private static RouteHandlerBuilder Changes(this RouteHandlerBuilder route, string action) => route
        .RequirePermission(Permissions.ReviewsDecide).Audited(action, "review", "id")
        .Produces<ReviewView>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesReadProblems()
        .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status412PreconditionFailed)
        .ProducesProblem(StatusCodes.Status428PreconditionRequired);

    private static RouteHandlerBuilder ProducesReadProblems(this RouteHandlerBuilder route) => route
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
