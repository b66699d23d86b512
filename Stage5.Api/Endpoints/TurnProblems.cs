using System.Collections.Frozen;
using Stage5.Core.Turns;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

/// <summary>A turn's error as problem+json.</summary>
internal static class TurnProblems
{
    private static readonly FrozenDictionary<string, int> Statuses = new Dictionary<string, int>
    {
        [TurnErrorCodes.TextRequired] = StatusCodes.Status400BadRequest,
        [TurnErrorCodes.SourceLanguageRequired] = StatusCodes.Status422UnprocessableEntity,
        [TurnErrorCodes.SameLanguage] = StatusCodes.Status422UnprocessableEntity,
        [TurnErrorCodes.ProfileUnavailable] = StatusCodes.Status409Conflict,
        [TurnErrorCodes.NoUsableProvider] = StatusCodes.Status503ServiceUnavailable,
        [TurnErrorCodes.ProviderUnavailable] = StatusCodes.Status503ServiceUnavailable,
        [TurnErrorCodes.ProviderMisconfigured] = StatusCodes.Status503ServiceUnavailable,
        [TurnErrorCodes.ProviderRefused] = StatusCodes.Status422UnprocessableEntity,
        [TurnErrorCodes.AnswerUnusable] = StatusCodes.Status503ServiceUnavailable,
        [TurnErrorCodes.DeadlineExceeded] = StatusCodes.Status504GatewayTimeout,
    }.ToFrozenDictionary();

    public static IResult ToResult(this TurnError error)
    {
        var status = Statuses.GetValueOrDefault(error.Code, StatusCodes.Status500InternalServerError);
        return error.Providers is { } providers
            ? Problems.Create(status, error.Code, error.Message, error.Next, new Dictionary<string, object?> { ["providers"] = providers })
            : Problems.Create(status, error.Code, error.Message, error.Next);
    }
}
