using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Stage5.Contracts;

namespace Stage5.Tests.Web;

/// <summary>A review queue, guarded as the API guards it, whose stream tells each change.</summary>
internal sealed class ScriptedReviews
{
    private static readonly string[] Deciding = ["decide", "release"];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, ReviewView> _reviews = new(StringComparer.Ordinal);
    private TaskCompletionSource<string> _told = New();
    private long _number;

    /// <summary>Who decides here; the author of a review does not.</summary>
    public string Caller { get; set; } = "ana";

    public bool MayDecide { get; set; } = true;

    /// <summary>What was decided, in order.</summary>
    public ConcurrentQueue<ReviewDecisionRequest> Decided { get; } = [];

    /// <summary>Renewals, each with whether the person was active.</summary>
    public ConcurrentQueue<bool> Beats { get; } = [];

    public ReviewMetrics Metrics { get; set; } = ReviewSamples.Metrics;

    public ReviewView Of(string id)
    {
        lock (_lock) return For(_reviews[id]);
    }

    /// <summary>Puts a review there, or changes one as somebody else would.</summary>
    public string Put(ReviewView view, string? tell = "review")
    {
        lock (_lock)
        {
            _reviews[view.Review.Id] = view;
            if (tell is not null) Tell(tell, view.Review);
        }

        return view.Review.Id;
    }

    /// <summary>Somebody else took it.</summary>
    public void TakeAs(string reviewer, string id) => Put(Lease(Of(id), reviewer));

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/reviews", List);
        routes.MapGet("/api/reviews/metrics", () => Results.Ok(Metrics));
        routes.MapGet("/api/reviews/events", StreamAsync);
        routes.MapGet("/api/reviews/{id}", (string id) => Find(id, view => Results.Ok(view)));
        routes.MapPost("/api/reviews/{id}/lease", (string id, ReviewLeaseRequest request, HttpRequest http) => Find(id, view =>
        {
            if (view.Review.Lease?.Reviewer == Caller)
            {
                Beats.Enqueue(request.Active);
                return Results.Ok(view);
            }

            return Guard(view, http, "lease") ?? Done(Lease(view, Caller));
        }));
        routes.MapPost("/api/reviews/{id}/release", (string id, HttpRequest http) => Find(id, view =>
            Guard(view, http, "release") ?? Done(Change(view, "released", one => one with { State = ReviewState.Open, Lease = null }))));
        routes.MapPost("/api/reviews/{id}/decide", (string id, ReviewDecisionRequest request, HttpRequest http) => Find(id, view =>
        {
            if (Guard(view, http, "decide") is { } refused) return refused;
            Decided.Enqueue(request);
            return Done(Decide(view, request));
        }));
        routes.MapPost("/api/reviews/{id}/notes", (string id, ReviewNoteRequest request) => Find(id, view =>
            Done(Change(view, "noted", one => one, request.Text))));
        routes.MapPost("/api/reviews/{id}/escalate", (string id, ReviewReasonRequest request, HttpRequest http) => Find(id, view =>
            Guard(view, http, "escalate") ?? Done(Change(view, "escalated",
                one => one with { Priority = ReviewPriority.Urgent, Escalated = true }, request.Reason))));
        routes.MapPost("/api/reviews/{id}/reopen", (string id, ReviewReasonRequest request, HttpRequest http) => Find(id, view =>
            Guard(view, http, "reopen") ?? Done(Change(view, "reopened",
                one => one with { State = ReviewState.Open, Reopens = one.Reopens + 1 }, request.Reason))));
    }

    private ReviewView Decide(ReviewView view, ReviewDecisionRequest request) =>
        Change(view, "decided", one => one with
        {
            State = ReviewState.Decided,
            Lease = null,
            Overdue = false,
            Decision = request.Decision,
            DecidedBy = Caller,
            DecidedAt = TimeProvider.System.GetUtcNow(),
        }, request.Reason, request.Decision) with
        {
            Texts = Standing(view, request),
            Final = request.Decision == ReviewDecision.Rejected ? null : Standing(view, request),
        };

    private static List<ReviewText> Standing(ReviewView view, ReviewDecisionRequest request) =>
        [.. view.Texts.Select(text => request.Texts?.FirstOrDefault(one => one.Language == text.Language) ?? text)];

    private static ReviewView Lease(ReviewView view, string reviewer) => Change(view, "leased", one => one with
    {
        State = ReviewState.Leased,
        Lease = new(reviewer, TimeProvider.System.GetUtcNow().AddMinutes(5)),
    }, by: reviewer);

    private static ReviewView Change(
        ReviewView view, string type, Func<ReviewSummary, ReviewSummary> change, string? text = null,
        ReviewDecision? decision = null, string by = "ana")
    {
        var changed = change(view.Review) with { Version = view.Review.Version + 1 };
        var entry = new ReviewHistoryEntry(changed.Version, type, TimeProvider.System.GetUtcNow(), by, decision, text,
            type == "decided" ? 42 : null);
        return view with { Review = changed, History = [.. view.History, entry] };
    }

    private IResult? Guard(ReviewView view, HttpRequest http, string action)
    {
        var review = view.Review;
        if (Deciding.Contains(action) && review.Lease?.Reviewer != Caller)
        {
            return ScriptedApi.Fail(409, "review_leased", review.Lease is { } lease ? $"{lease.Reviewer} has this review." : "Nobody has it.",
                "Take it first.");
        }

        if (action == "lease" && review.Lease is { } other)
            return ScriptedApi.Fail(409, "review_leased", $"{other.Reviewer} has this review.", "Take another one.");
        return http.Headers.IfMatch != string.Create(CultureInfo.InvariantCulture, $"\"{review.Version}\"")
            ? ScriptedApi.Fail(412, "version_conflict", "The review was changed meanwhile.", "Look at it again.")
            : null;
    }

    private IResult Find(string id, Func<ReviewView, IResult> act)
    {
        lock (_lock)
        {
            return _reviews.TryGetValue(id, out var view) ? act(For(view))
                : ScriptedApi.Fail(404, "review_not_found", "There is no such review.", "See the queue.");
        }
    }

    private IResult Done(ReviewView view)
    {
        Put(view);
        return Results.Ok(For(view));
    }

    // As the caller may act on it now.
    private ReviewView For(ReviewView view)
    {
        var mine = view.Review.Lease?.Reviewer == Caller;
        var own = view.Review.Author == Caller;
        return view with
        {
            Refusal = !MayDecide ? "permission_denied" : own ? "own_work" : null,
            May = view.Review.State switch
            {
                _ when !MayDecide => [],
                _ when own => ["notes"],
                ReviewState.Open => ["notes", "escalate", "lease"],
                ReviewState.Leased when mine => ["notes", "escalate", "lease", "release", "decide"],
                ReviewState.Leased => ["notes", "escalate"],
                ReviewState.Decided => ["notes", "reopen"],
                _ => ["notes"],
            },
        };
    }

    private IResult List(string? state, string? priority, string? reason, string? overdue)
    {
        lock (_lock)
        {
            var all = _reviews.Values.Select(one => one.Review).ToList();
            var shown = all
                .Where(one => state is null || Wire(one.State) == state)
                .Where(one => priority is null || Wire(one.Priority) == priority)
                .Where(one => reason is null || one.Reasons.Contains(reason))
                .Where(one => overdue != "true" || one.Overdue)
                .OrderBy(one => one.State is ReviewState.Decided or ReviewState.Closed).ThenBy(one => one.DueAt);
            return Results.Ok(new ReviewPage([.. shown], null, new(
                all.Count(one => one.State == ReviewState.Open), all.Count(one => one.State == ReviewState.Leased),
                all.Count(one => one.Overdue))));
        }
    }

    private async Task StreamAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        try
        {
            await context.Response.WriteAsync("retry: 1000\n\n", context.RequestAborted);
            while (true)
            {
                Task<string> told;
                lock (_lock) told = _told.Task;
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await context.Response.WriteAsync(await told.WaitAsync(context.RequestAborted), context.RequestAborted);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The viewer left.
        }
    }

    private void Tell(string type, ReviewSummary review)
    {
        var told = _told;
        _told = New();
        told.SetResult($"id: {++_number}\nevent: {type}\ndata: {JsonSerializer.Serialize(review, ContractsJson.Default.ReviewSummary)}\n\n");
    }

    private static string Wire(Enum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static TaskCompletionSource<string> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
