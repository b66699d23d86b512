using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Reviews;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

internal static class ReviewMetricsEndpoint
{
    private const int DaysIfAbsent = 28;
    private const int MostDays = 366;

    public static void MapReviewMetrics(this RouteGroupBuilder api) => api
        .MapGet("/reviews/metrics", ReadAsync).WithTags("Reviews")
        .RequirePermission(Permissions.ReviewsMetrics).WithName("getReviewMetrics")
        .WithSummary("How review goes: totals, aging, queue and velocity of a window of days")
        .WithDescription("""
            Computed from the ledger alone; docs/reviews.md defines each field. Days are those of `timezone`; the window ends
            today and has 28 days if absent, at most 366, and none older than reviews are kept. Aging and the queue are
            of now.
            """)
        .Produces<ReviewMetrics>().ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> ReadAsync(
        ClaimsPrincipal user, ReviewBoard board, IOptions<ReviewOptions> options, CancellationToken cancellationToken,
        [FromQuery, Description("First day, `yyyy-MM-dd`.")] DateOnly? from = null,
        [FromQuery, Description("Last day, `yyyy-MM-dd`; it counts in full.")] DateOnly? to = null,
        [FromQuery, StringLength(64), Description("IANA name such as `Europe/Madrid`; UTC if absent.")]
        string timezone = "UTC")
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(timezone, out var zone) || !zone.HasIanaId)
            return Invalid("timezone", "timezone must be an IANA name such as Europe/Madrid.");
        var view = await board.ReadAsync(Identity.From(user).Tenant, cancellationToken);
        var today = DayOf(view.Now, zone);
        var oldest = DayOf(view.Now - options.Value.Retention, zone);
        var last = to ?? today;
        var first = from ?? (last.DayNumber - oldest.DayNumber < DaysIfAbsent ? oldest : last.AddDays(1 - DaysIfAbsent));
        if (last > today)
            return Invalid("to", $"to must not be after today, {today:yyyy-MM-dd}.");
        if (first > last)
            return Invalid("from", "from must not be after to.");
        if (last.DayNumber - first.DayNumber >= MostDays)
            return Invalid("from", $"The window must have at most {MostDays} days.");
        return first < oldest
            ? Invalid("from", $"from must not be before {oldest:yyyy-MM-dd}: older reviews are not kept.")
            : TypedResults.Ok(ReviewMetricsCalculator.Calculate(view.Reviews, view.Leases, first, last, zone, view.Now));
    }

    private static DateOnly DayOf(DateTimeOffset at, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    private static ProblemHttpResult Invalid(string field, string message) =>
        Problems.Invalid(new Dictionary<string, string[]> { [field] = [message] });
}
