using System.Security.Claims;
using System.Text.Json;
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
            .WithDescription("Of the process that answers. What the caller's tenant has set live stands with source live.")
            .Produces<ConfigView>().ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);

        config.MapPost("/validate", Validate)
            .RequirePermission(Permissions.ConfigRead)
            .AuditedElsewhere("Nothing is changed: a configuration is tried and forgotten.")
            .WithName("validateConfig")
            .WithSummary("Try a configuration: what would stop a start, and what would be another value")
            .WithDescription("""
                The document is laid over the configuration in effect and read by the same validators that a start in
                production asks. Nothing is changed. Secrets' values are neither shown nor compared aloud.
                """)
            .Produces<ConfigTrialView>().ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);
    }

    private static Ok<ConfigView> Read(ClaimsPrincipal user, ConfigurationReport report)
    {
        var identity = Identity.From(user);
        return TypedResults.Ok(report.Read(identity.May(Permissions.SettingsRead) ? identity.Tenant : null));
    }

    private static IResult Validate(ConfigTrial trial, ConfigurationReport report) =>
        trial.Document.ValueKind == JsonValueKind.Object
            ? TypedResults.Ok(report.Try(trial.Document))
            : GlossaryAccess.Invalid("document", "document must be a JSON object, as a settings file has it.");
}
