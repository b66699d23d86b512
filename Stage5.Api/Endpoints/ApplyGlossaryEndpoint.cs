using System.Security.Claims;
using System.Text;
using Stage5.Api.Audit;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Guards;
using Stage5.Core.Language;
using Stage5.Core.Language.Glossaries;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

internal static class ApplyGlossaryEndpoint
{
    private const int MostGlossaries = 50;

    public static void MapApplyGlossary(this RouteGroupBuilder api) =>
        api.MapPost("/apply-glossary", CountAndApplyAsync)
            .RequirePermission(Permissions.GlossaryRead).AuditedElsewhere(AuditPlaces.Nothing).WithName("applyGlossary").WithTags("Glossary")
            .WithSummary("Replace the terms of a text by what the glossary says, without a model")
            .WithDescription("policy strict answers 409 no_term_matched when no term is in the text; fallback (the "
                + "default) answers the text as it is. Terms are never replaced inside URLs, code, placeholders and "
                + "mentions. The longest term stands where several overlap.")
            .Produces<ApplyGlossaryResponse>().ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);

    private static async Task<IResult> CountAndApplyAsync(
        ApplyGlossaryRequest request, HttpContext http, TurnGuard guard, GlossaryService glossary, GlossaryAccess access,
        AccessAudit audit, CancellationToken cancellationToken)
    {
        var admission = await CountAsync(Identity.From(http.User), guard, cancellationToken);
        if (admission.Denial is { } denial)
        {
            await audit.RefusedAsync(Identity.From(http.User), denial.Code, "glossary/apply");
            return denial.ToResult(admission.Rate, http);
        }
        RateHeaders.Write(http.Response, admission.Rate);
        return await ApplyAsync(request, http.User, glossary, access, cancellationToken);
    }

    /// <summary>Counts as a request against the caller's rates.</summary>
    internal static Task<Admission> CountAsync(Identity identity, TurnGuard guard, CancellationToken cancellationToken) =>
        guard.CountAsync(
            new AdmitRequest(new GuardSubject(identity.Tenant, identity.User, identity.TokenId), TrafficClass.Live),
            cancellationToken);

    /// <summary>The one way terms are applied, whoever asks.</summary>
    internal static async Task<IResult> ApplyAsync(
        ApplyGlossaryRequest request, ClaimsPrincipal user, GlossaryService glossary, GlossaryAccess access,
        CancellationToken cancellationToken)
    {
        if (request.Text?.Length > Limits.TextLength)
            return Problems.Create(StatusCodes.Status413PayloadTooLarge, "text_too_long",
                $"At most {Limits.TextLength} characters are taken.", "Send it in parts.");
        var errors = Errors(request, out var source, out var target);
        if (errors.Count > 0) return Problems.Invalid(errors);
        if (request.ConversationId is not null)
        {
            var (book, problem) = await access.FindAsync(
                user, GlossaryScope.Channel, request.ConversationId, write: false, cancellationToken);
            if (book is null) return problem!;
        }

        var identity = Identity.From(user);
        var plan = await glossary.PlanAsync(
            new GlossaryQuery(identity.Tenant, identity.User, request.ConversationId, request.Text!, source!, target!)
            {
                GlossaryIds = request.GlossaryIds,
            }, cancellationToken);
        if (plan.Matches.Count == 0 && request.Policy == "strict")
        {
            return Problems.Create(StatusCodes.Status409Conflict, "no_term_matched",
                "No term of the glossary is in this text.", "Send policy fallback to have the text as it is.");
        }

        var text = new StringBuilder(request.Text!.Length);
        var views = new List<GlossaryMatchView>(plan.Matches.Count);
        var at = 0;
        foreach (var match in plan.Matches)
        {
            text.Append(request.Text, at, match.Start - at);
            views.Add(new GlossaryMatchView(
                match.Start, match.Length, text.Length, match.Target.Length, match.Source, match.Target,
                match.EntryId, match.Scope, Enum.Parse<GlossaryKind>(match.Kind, ignoreCase: true)));
            text.Append(match.Target);
            at = match.Start + match.Length;
        }

        text.Append(request.Text, at, request.Text.Length - at);
        return TypedResults.Ok(new ApplyGlossaryResponse(text.ToString(), views, plan.Version));
    }

    private static Dictionary<string, string[]> Errors(
        ApplyGlossaryRequest request, out LanguageTag? source, out LanguageTag? target)
    {
        var errors = new Dictionary<string, string[]>();
        if (string.IsNullOrWhiteSpace(request.Text))
            errors["text"] = ["text is required."];
        source = Language("sourceLanguage", request.SourceLanguage);
        target = Language("targetLanguage", request.TargetLanguage);
        if (request.Policy is not ("strict" or "fallback"))
            errors["policy"] = ["policy must be one of: strict, fallback."];
        if (request.GlossaryIds?.Count > MostGlossaries || request.GlossaryIds?.Any(id => id is not { Length: <= 64 }) == true)
            errors["glossaryIds"] = [$"glossaryIds must be at most {MostGlossaries} names."];
        return errors;

        LanguageTag? Language(string field, string? text)
        {
            if (!string.IsNullOrEmpty(text) && GlossaryQueries.TryLanguage(text, out var tag)) return tag;
            errors[field] = [string.IsNullOrEmpty(text)
                ? $"{field} is required."
                : $"{field} must be a known BCP 47 language tag, like en or pt-BR."];
            return null;
        }
    }
}
