using System.Security.Claims;
using Stage5.Contracts;
using Stage5.Web.Api;
using Stage5.Web.Components.Pages;
using Stage5.Web.Components.Parts;
using static Stage5.Web.Pages.PageEndpoints;

namespace Stage5.Web.Pages;

/// <summary>The reviewer's pages.</summary>
internal static class ReviewPages
{
    public static async Task<IResult> QueueAsync(
        [AsParameters] ReviewsQuery query, ClaimsPrincipal caller, DashboardApi api, CancellationToken ct) =>
        Page<ReviewsPage>(
            ("Reviews", await api.GetReviewsAsync(query, ct)), ("Query", query), ("User", caller.Identity!.Name),
            ("MayDecide", caller.HasClaim(ClaimNames.Permission, Permissions.ReviewsDecide)),
            ("MayMeasure", caller.HasClaim(ClaimNames.Permission, Permissions.ReviewsMetrics)));

    // A queue that cannot be read is a problem, not a queue: the page keeps what it last knew.
    public static async Task QueuePartAsync(
        [AsParameters] ReviewsQuery query, ClaimsPrincipal caller, HttpContext context, DashboardApi api,
        CancellationToken ct)
    {
        var reviews = await api.GetReviewsAsync(query, ct);
        await (reviews.Value is null
            ? RefuseAsync(reviews, context)
            : Page<ReviewRows>(("Reviews", reviews), ("Query", query), ("User", caller.Identity!.Name))
                .ExecuteAsync(context));
    }

    public static async Task ReviewAsync(
        string reviewId, [AsParameters] ReviewsQuery query, ClaimsPrincipal caller, HttpContext context, DashboardApi api,
        CancellationToken ct)
    {
        var review = await api.GetReviewAsync(reviewId, ct);
        await (review.Value is { } view
            ? Page<ReviewDetailPage>(
                ("View", view), ("Query", query), ("User", caller.Identity!.Name), MayAddTerms(caller)).ExecuteAsync(context)
            : RefuseAsync(review, context));
    }

    public static async Task ReviewPartAsync(
        string reviewId, ClaimsPrincipal caller, HttpContext context, DashboardApi api, CancellationToken ct)
    {
        var review = await api.GetReviewAsync(reviewId, ct);
        await (review.Value is { } view
            ? Page<ReviewLive>(("View", view), ("User", caller.Identity!.Name), MayAddTerms(caller)).ExecuteAsync(context)
            : RefuseAsync(review, context));
    }

    public static async Task<IResult> VelocityAsync(
        [AsParameters] VelocityQuery query, ClaimsPrincipal caller, DashboardApi api, TimeProvider time,
        CancellationToken ct)
    {
        var asked = query.Complete(time.GetUtcNow());
        return Page<VelocityPage>(
            ("Metrics", await api.GetReviewMetricsAsync(asked, ct)), ("Query", asked), ("Now", time.GetUtcNow()),
            ("MayRead", caller.HasClaim(ClaimNames.Permission, Permissions.ReviewsRead)));
    }

    public static async Task VelocityPartAsync(
        [AsParameters] VelocityQuery query, HttpContext context, DashboardApi api, TimeProvider time,
        CancellationToken ct) =>
        await PartAsync<VelocityLive, ReviewMetrics>(
            "Metrics", await api.GetReviewMetricsAsync(query.Complete(time.GetUtcNow()), ct), context);

    private static (string, object?) MayAddTerms(ClaimsPrincipal caller) =>
        ("MayAddTerms", caller.HasClaim(ClaimNames.Permission, Permissions.GlossaryWrite));
}
