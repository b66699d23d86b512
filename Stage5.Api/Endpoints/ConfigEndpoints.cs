using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Stage5.Api.Audit;
using Stage5.Api.Configuration;
using Stage5.Contracts;
using Stage5.Core.Access;

namespace Stage5.Api.Endpoints;

internal static class ConfigEndpoints
{
    public static void MapConfig(this RouteGroupBuilder api)
    {
        var config = api.MapGroup("/config").WithTags("Configuration");

        config.MapGet("", Read)
            .RequirePermission(Permissions.ConfigRead).WithName("getConfig")
            .WithSummary("The configuration in effect: each key's value, default, source and meaning; no secret")
            .WithDescription("""
                Of the process that answers. What the caller's tenant has set live stands with source live. What belongs
                to another tenant is shown to a platform administrator only.
                """)
            .Produces<ConfigView>().ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);

        config.MapPost("/validate", Validate)
            .RequirePermission(Permissions.ConfigRead)
            .AuditedElsewhere("Nothing is changed: a configuration is tried and forgotten.")
            .WithName("validateConfig")
            .WithSummary("Try a configuration: what would stop a start, and what would be another value")
            .WithDescription("""
                The document is laid over the configuration in effect and read by the validators that every host asks
                before it starts, in the environment of the process that answers; keys that nobody knows are errors in
                each. What only a vault, the store or another host could say is not asked. Nothing is changed. A secret in
                the document is always among the changes, whatever it is now; neither value is shown. What belongs to
                another tenant is left out, but for a platform administrator.
                """)
            .Produces<ConfigTrialView>().ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);
    }

    private static Ok<ConfigView> Read(ClaimsPrincipal user, ConfigurationReport report) =>
        TypedResults.Ok(report.Read(Identity.From(user)));

    private static IResult Validate(
        ConfigTrial trial, ClaimsPrincipal user, ConfigurationReport report, CancellationToken ct)
    {
        if (TrialDocument.Read(trial.Document, out var problem) is not { } document)
            return GlossaryAccess.Invalid("document", problem);
        using var _ = document as IDisposable;
        return TypedResults.Ok(report.Try(document, Identity.From(user), ct));
    }
}
