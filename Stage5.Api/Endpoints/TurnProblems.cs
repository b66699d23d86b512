using System.Collections.Frozen;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Stage5.Core.Turns;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

/// <summary>A turn's error as problem+json.</summary>
internal static class TurnProblems
{
    private static readonly FrozenDictionary<string, int> Statuses = new Dictionary<string, int>
    {
        [TurnErrorCodes.TextRequired] = StatusCodes.Status400BadRequest,
        [TurnErrorCodes.TextTooLong] = StatusCodes.Status413PayloadTooLarge,
        [TurnErrorCodes.TargetLanguageRequired] = StatusCodes.Status400BadRequest,
        [TurnErrorCodes.ConversationRequired] = StatusCodes.Status400BadRequest,
        [TurnErrorCodes.ConversationNotFound] = StatusCodes.Status404NotFound,
        [TurnErrorCodes.ConversationsFull] = StatusCodes.Status409Conflict,
        [TurnErrorCodes.UnknownTone] = StatusCodes.Status400BadRequest,
        [TurnErrorCodes.TooManyTargets] = StatusCodes.Status422UnprocessableEntity,
        [TurnErrorCodes.BannedTerm] = StatusCodes.Status422UnprocessableEntity,
        [TurnErrorCodes.InvalidLanguage] = StatusCodes.Status400BadRequest,
        [TurnErrorCodes.BudgetExhausted] = StatusCodes.Status402PaymentRequired,
        [TurnErrorCodes.PriceUnknown] = StatusCodes.Status402PaymentRequired,
        [TurnErrorCodes.ModelNotFound] = StatusCodes.Status404NotFound,
        [TurnErrorCodes.ProfileUnavailable] = StatusCodes.Status409Conflict,
        [TurnErrorCodes.SameLanguage] = StatusCodes.Status422UnprocessableEntity,
        [TurnErrorCodes.ProviderRefused] = StatusCodes.Status422UnprocessableEntity,
        [TurnErrorCodes.ContentBlocked] = StatusCodes.Status422UnprocessableEntity,
        [TurnErrorCodes.RateLimited] = StatusCodes.Status429TooManyRequests,
        [TurnErrorCodes.ConcurrencyLimited] = StatusCodes.Status429TooManyRequests,
        [TurnErrorCodes.HoldExpired] = StatusCodes.Status503ServiceUnavailable,
        [TurnErrorCodes.NoUsableProvider] = StatusCodes.Status503ServiceUnavailable,
        [TurnErrorCodes.ProviderUnavailable] = StatusCodes.Status503ServiceUnavailable,
        [TurnErrorCodes.ProviderMisconfigured] = StatusCodes.Status503ServiceUnavailable,
        [TurnErrorCodes.AnswerUnusable] = StatusCodes.Status503ServiceUnavailable,
        [TurnErrorCodes.DeadlineExceeded] = StatusCodes.Status504GatewayTimeout,
    }.ToFrozenDictionary();

    /// <summary>Writes <c>Retry-After</c> too, where waiting helps.</summary>
    public static IResult ToResult(this TurnError error, HttpContext http)
    {
        var problem = error.ToProblem();
        if (error.RetryAfter > TimeSpan.Zero && problem.StatusCode != StatusCodes.Status402PaymentRequired)
            http.Response.Headers.RetryAfter =
                ((long)Math.Ceiling(error.RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return problem;
    }

    /// <summary>The same where there are no headers to write.</summary>
    public static ProblemHttpResult ToProblem(this TurnError error)
    {
        var more = new Dictionary<string, object?>();
        if (error.Providers is { } providers) more["providers"] = providers;
        if (error.Classes is { } classes) more["classes"] = classes;
        if (error.Budget is { } budget) more["budget"] = GuardProblems.Fields(budget);
        return Problems.Create(
            Statuses.GetValueOrDefault(error.Code, StatusCodes.Status500InternalServerError),
            error.Code, error.Message, error.Next, more);
    }
}
