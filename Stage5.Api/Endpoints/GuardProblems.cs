using System.Globalization;
using Stage5.Core.Guards;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

/// <summary>What the guards refuse, as problem+json with the headers that say when to come again.</summary>
internal static class GuardProblems
{
    /// <summary>
    /// 429 for rate and concurrency, 402 for money with the extension <c>budget</c>, 503 for a hold that was lost.
    /// Writes <c>Retry-After</c> and the <c>RateLimit</c> headers.
    /// </summary>
    public static IResult ToResult(this GuardDenial denial, RateState? rate, HttpContext http)
    {
        RateHeaders.Write(http.Response, rate);
        var status = StatusOf(denial);
        if (status != StatusCodes.Status402PaymentRequired && denial.RetryAfter is { } wait)
            http.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds))
                .ToString(CultureInfo.InvariantCulture);
        return denial.Budget is { } budget
            ? Problems.Create(status, denial.Code, denial.Message, denial.Next,
                new Dictionary<string, object?> { ["budget"] = Fields(budget) })
            : Problems.Create(status, denial.Code, denial.Message, denial.Next);
    }

    /// <summary>The status of a denial, for answers in another shape.</summary>
    public static int StatusOf(GuardDenial denial) => denial.Code switch
    {
        "budget_exhausted" or "price_unknown" => StatusCodes.Status402PaymentRequired,
        "hold_expired" => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status429TooManyRequests,
    };

    private static Dictionary<string, object?> Fields(BudgetShortage budget) => new()
    {
        ["scope"] = budget.Scope,
        ["window"] = budget.Window,
        ["limit"] = budget.Limit,
        ["left"] = budget.Left,
        ["currency"] = budget.Currency,
        ["renews"] = budget.Renews,
    };
}

/// <summary>The header fields of draft-ietf-httpapi-ratelimit-headers-10.</summary>
internal static class RateHeaders
{
    /// <summary>For refused and for successful answers alike; nothing where no rate applies.</summary>
    public static void Write(HttpResponse response, RateState? rate)
    {
        if (rate is null)
            return;
        response.Headers["RateLimit-Policy"] = rate.Policy;
        response.Headers["RateLimit"] = rate.Limit;
    }
}
