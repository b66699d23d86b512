using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Stage5.Api.Audit;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Settings;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

internal static class SettingsEndpoints
{
    private const int MostVersions = 100;

    public static void MapSettings(this RouteGroupBuilder api)
    {
        var settings = api.MapGroup("/settings").WithTags("Settings");

        settings.MapGet("", ReadAsync)
            .RequirePermission(Permissions.SettingsRead).WithName("getSettings")
            .WithSummary("The tenant's settings that act without a start: value, bounds and where each comes from")
            .WithDescription("The ETag is the version; send it in If-Match to change them.")
            .Produces<SettingsView>().ProducesReadProblems();

        settings.MapPut("", WriteAsync)
            .RequirePermission(Permissions.SettingsWrite).Audited("settings.changed", "settings")
            .WithName("putSettings")
            .WithSummary("Replace what is set live")
            .WithDescription("""
                What is set here goes before configuration, and acts in every process within two seconds. What is left
                out falls back to configuration. Nothing is changed unless every value is right.
                """)
            .Produces<SettingsView>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesReadProblems()
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status428PreconditionRequired);

        settings.MapGet("/history", HistoryAsync)
            .RequirePermission(Permissions.SettingsRead).WithName("getSettingsHistory")
            .WithSummary("Every version of the settings, newest first: who, when, why and what changed")
            .WithDescription("before is the next of a page; limit is 1 to 100, by default 25.")
            .Produces<SettingsHistory>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesReadProblems();

        settings.MapPost("/rollback", RollBackAsync)
            .RequirePermission(Permissions.SettingsWrite).Audited("settings.rolled_back", "settings")
            .WithName("rollBackSettings")
            .WithSummary("Bring back the settings of any version; makes a new one")
            .WithDescription("With If-Match only where that version is the one now; without it, in any case.")
            .Produces<SettingsView>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesReadProblems()
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);
    }

    private static async Task<IResult> ReadAsync(
        ClaimsPrincipal user, SettingsStore store, SettingsCatalogue catalogue, HttpResponse response,
        CancellationToken cancellationToken)
    {
        var tenant = Identity.From(user).Tenant;
        var document = await store.ReadAsync(tenant, cancellationToken);
        response.Headers.ETag = VersionTag.Of(document.Version);
        return TypedResults.Ok(catalogue.View(tenant, document));
    }

    private static async Task<IResult> WriteAsync(
        SettingsUpdate update, SettingsStore store, SettingsCatalogue catalogue, LiveSettings live, HttpContext http,
        CancellationToken cancellationToken)
    {
        if (http.Request.Headers.IfMatch.Count == 0)
        {
            return Problems.Create(StatusCodes.Status428PreconditionRequired, "precondition_required",
                "Settings are only changed by who has seen the current ones.",
                "Read them with GET /api/settings and send their ETag in If-Match.");
        }

        var values = update.Values!;
        var tenant = Identity.From(http.User).Tenant;
        if (catalogue.Errors(tenant, values) is { Count: > 0 } errors)
            return Problems.Invalid(errors);
        var now = await store.ReadAsync(tenant, cancellationToken);
        return VersionTag.TryRead(http.Request, out var expected) && expected == now.Version
            && await TryWriteAsync(http, store, catalogue, live, now, values, update.Reason, null, cancellationToken)
                is { } written
            ? written
            : Stale();
    }

    private static async Task<IResult> HistoryAsync(
        ClaimsPrincipal user, SettingsStore store, long? before, int? limit, CancellationToken cancellationToken)
    {
        if (limit is < 1 or > MostVersions)
            return GlossaryAccess.Invalid("limit", $"limit must be 1 to {MostVersions}.");
        var most = limit ?? 25;
        var found = await store.HistoryAsync(Identity.From(user).Tenant, before, most, cancellationToken);
        return TypedResults.Ok(new SettingsHistory(
            [.. found.Select(Show)], found.Count == most && found[^1].Version > 1 ? found[^1].Version : null));
    }

    private static async Task<IResult> RollBackAsync(
        SettingsRollback rollback, SettingsStore store, SettingsCatalogue catalogue, LiveSettings live,
        HttpContext http, CancellationToken cancellationToken)
    {
        var tenant = Identity.From(http.User).Tenant;
        if (await store.FindAsync(tenant, rollback.Version, cancellationToken) is not { } values)
        {
            return Problems.Create(StatusCodes.Status404NotFound, "version_not_found",
                "There is no such version of the settings.", "Look for it with GET /api/settings/history.");
        }

        // Bounds may have changed since: what cannot be set any more is not brought back behind anybody's back.
        if (catalogue.Errors(tenant, values) is { Count: > 0 } errors)
            return Problems.Invalid(errors);
        var conditional = http.Request.Headers.IfMatch.Count > 0;
        for (var tries = 0; tries < 5; tries++)
        {
            var now = await store.ReadAsync(tenant, cancellationToken);
            if (conditional && !(VersionTag.TryRead(http.Request, out var expected)
                && (expected ?? now.Version) == now.Version))
                return Stale();
            if (await TryWriteAsync(http, store, catalogue, live, now, values, rollback.Reason, rollback.Version,
                    cancellationToken) is { } written)
                return written;
        }

        return Stale();
    }

    // Null when somebody else was first.
    private static async Task<IResult?> TryWriteAsync(
        HttpContext http, SettingsStore store, SettingsCatalogue catalogue, LiveSettings live, SettingsDocument now,
        IReadOnlyDictionary<string, JsonElement> values, string reason, long? rolledBackTo,
        CancellationToken cancellationToken)
    {
        var identity = Identity.From(http.User);
        var (done, version) = await store.WriteAsync(
            identity.Tenant, identity.Actor, now, values, reason, rolledBackTo, cancellationToken);
        if (!done) return null;
        // The script that changed them wrote the record.
        http.AuditNote().Written = true;
        var document = new SettingsDocument(version, values);
        // Who changed them finds them changed here at once; the other processes hear of it.
        live.Put(identity.Tenant, catalogue.Read(identity.Tenant, document));
        http.Response.Headers.ETag = VersionTag.Of(version);
        return TypedResults.Ok(catalogue.View(identity.Tenant, document));
    }

    private static SettingsVersion Show(SettingsRecord record) => new(
        record.Version, record.At, record.User, record.Credential, record.Reason, record.RolledBackTo,
        [
            .. SettingsDiff.Names(record.Before, record.After).Select(name => new SettingChange(
                name, Find(record.Before, name), Find(record.After, name))),
        ]);

    private static JsonElement? Find(IReadOnlyDictionary<string, JsonElement> values, string name) =>
        values.TryGetValue(name, out var value) ? value : null;

    private static ProblemHttpResult Stale() => Problems.Create(
        StatusCodes.Status412PreconditionFailed, "version_conflict", "The settings were changed since they were read.",
        "Read them again with GET /api/settings, and send its ETag.");

    private static RouteHandlerBuilder ProducesReadProblems(this RouteHandlerBuilder route) => route
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
