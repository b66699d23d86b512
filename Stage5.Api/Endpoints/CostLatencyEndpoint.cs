using System.Security.Claims;
using System.Text.RegularExpressions;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Language;
using Stage5.Core.Turns;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

internal static partial class CostLatencyEndpoint
{
    public static void MapCostLatency(this RouteGroupBuilder api) =>
        api.MapGet("/cost-latency", (
                int characters, string? model, string? sourceLanguage, string? targetLanguage, ClaimsPrincipal user,
                TurnForecasts forecasts, CancellationToken cancellationToken) =>
                ReadAsync(new CostLatencyRequest
                {
                    Characters = characters,
                    Model = model,
                    SourceLanguage = sourceLanguage,
                    TargetLanguage = targetLanguage,
                }, user, forecasts, cancellationToken))
            .RequirePermission(Permissions.MetadataRead).WithName("getCostLatency").WithTags("Operations")
            .WithSummary("What a translation of so many characters would cost and how long it would take, by model")
            .WithDescription("Worst cases are what a budget would have to cover; expected costs and latencies are as "
                + "measured lately, null with the reason where they were not. model is a provider's id.")
            .Produces<CostLatencyView>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    /// <summary>The one answer, whoever asks.</summary>
    internal static async Task<IResult> ReadAsync(
        CostLatencyRequest request, ClaimsPrincipal user, TurnForecasts forecasts, CancellationToken cancellationToken)
    {
        var errors = Errors(request);
        if (errors.Count > 0) return Problems.Invalid(errors);
        var view = await forecasts.ReadAsync(Identity.From(user).Tenant, request, cancellationToken);
        return view is not null
            ? TypedResults.Ok(view)
            : Problems.Create(StatusCodes.Status404NotFound, TurnErrorCodes.ModelNotFound,
                $"There is no model \"{request.Model}\" for you.",
                "Leave model out, or send one that GET /v1/models lists.");
    }

    private static Dictionary<string, string[]> Errors(CostLatencyRequest request)
    {
        var errors = new Dictionary<string, string[]>();
        if (request.Characters is < 1 or > Limits.TextLength)
            errors["characters"] = ["characters must be 1 to 50,000."];
        if (request.Model is { } model && !ModelName.IsMatch(model))
            errors["model"] = ["model must be a provider's id: letters, digits, _ and -, at most 64."];
        foreach (var (field, tag) in new[]
            { ("sourceLanguage", request.SourceLanguage), ("targetLanguage", request.TargetLanguage) })
        {
            if (tag is not null && !(LanguageTag.TryParse(tag, out var language) && KnownLanguages.HasName(language)))
                errors[field] = [$"{field} must be a known BCP 47 language tag, like en or pt-BR."];
        }

        return errors;
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_/-]{0,63}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ModelName { get; }
}
