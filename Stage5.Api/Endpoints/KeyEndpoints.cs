using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Stage5.Api.Audit;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Access.ApiKeys;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

internal static class KeyEndpoints
{
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(366);

    public static void MapKeys(this RouteGroupBuilder api)
    {
        var keys = api.MapGroup("/keys").WithTags("Keys");

        keys.MapGet("", ListAsync)
            .RequirePermission(Permissions.KeysManage).WithName("getKeys")
            .WithSummary("The tenant's API keys, and the roles that the caller may give to one")
            .WithDescription("Newest first, without secrets; those that have expired included.")
            .Produces<KeyList>().ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);

        keys.MapPost("", CreateAsync)
            .RequirePermission(Permissions.KeysManage).WithName("postKey")
            .Audited("key.created", "key")
            .WithSummary("Make an API key")
            .WithDescription("The answer holds the secret, which is never told again. Nobody makes a key that may "
                + "do more than they may give to others: 403 role_not_grantable. 409 key_name_taken, keys_full.")
            .Produces<IssuedKeyView>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict);

        keys.MapPost("/{id}/rotate", RotateAsync)
            .RequirePermission(Permissions.KeysManage).WithName("rotateKey")
            .Audited("key.rotated", "key", "id")
            .WithSummary("Give an API key a new secret")
            .WithDescription("The secret before stays good for overlapHours, 0 to 168, and then ends; one from before "
                + "that ends at once. The answer holds the new secret, which is never told again.")
            .Produces<IssuedKeyView>().ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);

        keys.MapDelete("/{id}", RevokeAsync)
            .RequirePermission(Permissions.KeysManage).WithName("deleteKey")
            .Audited("key.revoked", "key", "id")
            .WithSummary("Revoke an API key")
            .WithDescription("It ends in every process within a second, and cannot be brought back.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<KeyList>> ListAsync(
        ClaimsPrincipal user, KeyStore keys, TimeProvider time, CancellationToken cancellationToken)
    {
        var identity = Identity.From(user);
        var now = time.GetUtcNow();
        return TypedResults.Ok(new KeyList(
            [.. (await keys.ListAsync(identity.Tenant, cancellationToken)).Select(key => View(key, now))],
            RoleViews.Of(Grants.RolesOf(identity))));
    }

    private static async Task<IResult> CreateAsync(
        KeyInput input, ClaimsPrincipal user, KeyStore keys, TimeProvider time, HttpContext http,
        CancellationToken cancellationToken)
    {
        var identity = Identity.From(user);
        var now = time.GetUtcNow();
        if (Errors(input, now) is { Count: > 0 } errors)
            return Problems.Invalid(errors);
        if (!Grants.MayGive(identity, input.Role, input.Scopes))
            return RoleViews.NotGrantable(input.Role);

        var scopes = input.Scopes is null ? null : input.Scopes.Distinct(StringComparer.Ordinal).ToArray();
        var (outcome, issued) = await keys.CreateAsync(
            identity, new ApiKeyDraft(input.Name, input.Role, scopes, input.ExpiresAt), cancellationToken);
        if (issued is null)
            return Refused(outcome);
        // The script that made it wrote the record.
        http.AuditNote().Written = true;
        return Issued(http, issued, now, created: true);
    }

    private static async Task<IResult> RotateAsync(
        string id, KeyRotation rotation, ClaimsPrincipal user, KeyStore keys, TimeProvider time, HttpContext http,
        CancellationToken cancellationToken)
    {
        var identity = Identity.From(user);
        if (await keys.FindAsync(identity.Tenant, id, cancellationToken) is not { } key || key.Id != id)
            return Missing();
        // Whoever rotates a key holds its secret.
        if (!Grants.MayGive(identity, key.Role, key.Permissions))
            return RoleViews.NotGrantable(key.Role);
        if (await keys.RotateAsync(
            identity, id, TimeSpan.FromHours(rotation.OverlapHours), cancellationToken) is not { } issued)
            return Missing();
        http.AuditNote().Written = true;
        return Issued(http, issued, time.GetUtcNow(), created: false);
    }

    private static async Task<IResult> RevokeAsync(
        string id, ClaimsPrincipal user, KeyStore keys, HttpContext http, CancellationToken cancellationToken)
    {
        if (!await keys.RevokeAsync(Identity.From(user), id, cancellationToken))
            return Missing();
        http.AuditNote().Written = true;
        return TypedResults.NoContent();
    }

    private static Dictionary<string, string[]> Errors(KeyInput input, DateTimeOffset now)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (!Roles.Granted.TryGetValue(input.Role, out var granted))
        {
            errors["role"] = [$"role must be one of: {RoleViews.Names}."];
        }
        else if (input.Scopes is { } scopes && (scopes.Count == 0 || !scopes.All(granted.Contains)))
        {
            errors["scopes"] =
                [$"scopes must be permissions of the role {input.Role}: {string.Join(", ", granted)}."];
        }

        if (input.ExpiresAt is { } end && (end <= now || end > now + LongestLife))
            errors["expiresAt"] = ["expiresAt must be in the future, at most 366 days ahead."];
        return errors;
    }

    private static IResult Issued(HttpContext http, IssuedKey issued, DateTimeOffset now, bool created)
    {
        http.Response.Headers.CacheControl = "no-store";
        var view = new IssuedKeyView(View(issued.Key, now), issued.Secret);
        return created ? TypedResults.Created($"/api/keys/{issued.Key.Id}", view) : TypedResults.Ok(view);
    }

    private static KeyView View(ApiKey key, DateTimeOffset now) => new(
        key.Id, key.Name, key.User, key.Role, key.Scopes, key.CreatedBy, key.CreatedAt, key.ExpiresAt,
        key.LastUsedAt, key.RotatedAt, key.OldUntil, key.ExpiresAt <= now ? "expired" : "active");

    private static ProblemHttpResult Refused(KeyOutcome outcome) => outcome == KeyOutcome.Full
        ? Problems.Create(StatusCodes.Status409Conflict, "keys_full",
            "The tenant has as many keys as it may have.", "Revoke keys that nobody needs.")
        : Problems.Create(StatusCodes.Status409Conflict, "key_name_taken",
            "Another key of the tenant has this name.", "Choose another name, or rotate or revoke that key.");

    private static ProblemHttpResult Missing() => Problems.Create(
        StatusCodes.Status404NotFound, "key_not_found", "There is no such key in this tenant.",
        "See GET /api/keys.");
}

/// <summary>How roles are told of, and refused.</summary>
internal static class RoleViews
{
    /// <summary>Every role that there is.</summary>
    public static string Names { get; } = string.Join(", ", Roles.Granted.Keys.Order(StringComparer.Ordinal));

    public static IReadOnlyList<RoleView> Of(IEnumerable<string> roles) =>
        [.. roles.Select(role => new RoleView(role, Roles.Granted[role]))];

    public static ProblemHttpResult NotGrantable(string role) => Problems.Create(
        StatusCodes.Status403Forbidden, "role_not_grantable",
        $"The caller may not give the role {role}, or not all of what is asked for with it.",
        "Ask an administrator who may.");
}
