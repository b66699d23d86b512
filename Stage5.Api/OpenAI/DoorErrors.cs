using System.Globalization;
using Stage5.Api.Endpoints;
using Stage5.Api.OpenAI.Errors;
using Stage5.Core.Guards;
using Stage5.Core.Guards.Compliance;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;

namespace Stage5.Api.OpenAI;

/// <summary>What Stage5's own refusals and failures are called under <c>/v1</c>.</summary>
internal static class DoorErrors
{
    public static DoorException Of(ComplianceException blocked) => new(
        StatusCodes.Status422UnprocessableEntity,
        new OpenAIError(blocked.Message, ErrorTypes.InvalidRequest, null, "content_blocked"), inner: blocked);

    public static DoorException Of(GuardDenial denial)
    {
        var status = GuardProblems.StatusOf(denial);
        var type = status switch
        {
            StatusCodes.Status402PaymentRequired => ErrorTypes.Quota,
            StatusCodes.Status429TooManyRequests => ErrorTypes.RateLimit,
            _ => ErrorTypes.Server,
        };
        var message = denial.Budget is not { } budget
            ? $"{denial.Message} {denial.Next}"
            : string.Create(CultureInfo.InvariantCulture,
                $"{denial.Message} {denial.Next} Left of the {budget.Scope}'s {budget.Window}: {budget.Left} {budget.Currency} of {budget.Limit}; renews {budget.Renews:O}.");
        return new DoorException(status, new OpenAIError(message, type, null, denial.Code), denial.RetryAfter);
    }

    public static DoorException ModelNotFound(string model) => new(
        StatusCodes.Status404NotFound,
        new OpenAIError($"The model '{Shortened(model)}' does not exist or this tenant may not use it. GET /v1/models lists them.",
            ErrorTypes.InvalidRequest, "model", "model_not_found"));

    public static DoorException NobodyCan(IReadOnlyList<ModelCandidate> candidates) => new(
        StatusCodes.Status503ServiceUnavailable,
        new OpenAIError($"No provider can answer this now: {Reasons(candidates)}",
            ErrorTypes.Server, null, "no_usable_provider"));

    /// <param name="denial">The budget's refusal of a fallback, if there was one.</param>
    public static DoorException Of(DispatchException nobody, GuardDenial? denial) => nobody.Last switch
    {
        null when denial is not null => Of(denial),
        null => NobodyCan(nobody.Candidates),
        { } last => Of(last),
    };

    public static DoorException Of(ModelException failure)
    {
        var (status, type, code) = failure.Failure switch
        {
            ModelFailure.Caller => (400, ErrorTypes.InvalidRequest, "provider_refused_request"),
            ModelFailure.Refused => (400, ErrorTypes.InvalidRequest, "content_filter"),
            ModelFailure.Credentials or ModelFailure.Configuration => (503, ErrorTypes.Server, "provider_misconfigured"),
            ModelFailure.Damaged or ModelFailure.Truncated => (503, ErrorTypes.Server, "answer_unusable"),
            _ => (503, ErrorTypes.Server, "provider_unavailable"),
        };
        return new DoorException(
            status, new OpenAIError(failure.Message, type, null, code), failure.RetryAfter, failure);
    }

    public static DoorException DeadlineExceeded() => new(
        StatusCodes.Status504GatewayTimeout,
        new OpenAIError("No provider answered in time.", ErrorTypes.Server, null, "deadline_exceeded"));

    private static string Reasons(IReadOnlyList<ModelCandidate> candidates) => candidates.Count == 0
        ? "none is configured."
        : string.Join("; ", candidates.Select(candidate => $"{candidate.Provider}: {candidate.Reason ?? "is usable"}")) + ".";

    private static string Shortened(string model) => model.Length <= 100 ? model : model[..100] + "…";
}
