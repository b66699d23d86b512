using Stage5.Api.Audit;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Guards;
using Stage5.Core.Language.Detection;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

internal static class DetectEndpoints
{
    public static void MapDetect(this RouteGroupBuilder api) =>
        api.MapPost("/detect", DetectAsync)
            .RequirePermission(Permissions.TurnsWrite).AuditedElsewhere(AuditPlaces.Nothing)
            .WithName("detect").WithTags("Turns")
            .WithSummary("Tell which language a text is in")
            .WithDescription("""
                Decided on this machine; no model is called and nothing is kept. A text without a letter is `und` with
                confidence 0. Counts as a request against the caller's rates.
                """)
            .Produces<DetectionView>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> DetectAsync(
        DetectRequest request, HttpContext http, TurnGuard guard, AccessAudit audit, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(request.Text))
            return Problems.Create(StatusCodes.Status400BadRequest, "text_required",
                "The text is empty.", "Send at least one character that is not white space.");

        if (request.Text.Length > Limits.TextLength)
            return Problems.Create(StatusCodes.Status413PayloadTooLarge, "text_too_long",
                $"At most {Limits.TextLength} characters are taken.", "The beginning of the text is enough to tell.");

        var identity = Identity.From(http.User);
        var subject = new GuardSubject(identity.Tenant, identity.User, identity.TokenId);
        var admission = await guard.CountAsync(new AdmitRequest(subject, TrafficClass.Live), cancellationToken);
        if (admission.Denial is { } denial)
        {
            await audit.RefusedAsync(identity, denial.Code, "turn/detect");
            return denial.ToResult(admission.Rate, http);
        }
        RateHeaders.Write(http.Response, admission.Rate);
        return TypedResults.Ok(View(LanguageDetector.Default.Detect(request.Text)));
    }

    internal static DetectionView View(Detection detection) => new(
        detection.Language, detection.Confidence,
        [.. detection.Candidates.Select(one => new DetectedLanguageView(one.Language, one.Confidence))]);
}
