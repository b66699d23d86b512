using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Stage5.Api.Audit;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Access.ApiKeys;
using Stage5.Core.Audit;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

internal static class KeyEndpoints
{
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(366);

    public static void MapKeys(this RouteGroupBuilder api)
    {
        Map(api.MapGroup("/keys").WithTags("Keys"), Tenants);
        Map(api.MapGroup("/keys/platform").WithTags("Keys"), Platform);
    }

    private static readonly KeyKind Tenants = new(
        Permissions.KeysManage, "", "the tenant's", static identity => identity, Grants.KeyRolesOf, Grants.MayMakeKey);

    private static readonly KeyKind Platform = new(
        Permissions.KeysPlatform, "Platform", "the installation's own",
        static identity => identity with { Tenant = AuditChains.Platform },
        Grants.PlatformKeyRolesOf, static (by, role, _) => Grants.MayMakePlatformKey(by, role));

    private static void Map(RouteGroupBuilder keys, KeyKind kind)
    {
        keys.MapGet("", (ClaimsPrincipal user, KeyStore keys, TimeProvider time, CancellationToken ct) =>
                ListAsync(kind, user, keys, time, ct))
            .RequirePermission(kind.Permission).WithName($"get{kind.Name}Keys")
            .WithSummary($"API keys that are {kind.Whose}, and the roles that the caller may make one of")
            .WithDescription("Newest first, without secrets; those that have expired included.")
            .Produces<KeyList>().ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);

        keys.MapPost("", (KeyInput input, HttpContext http, KeyStore keys, TimeProvider time) =>
                CreateAsync(kind, input, http, keys, time))
            .RequirePermission(kind.Permission).WithName($"post{kind.Name}Key")
            .Audited("key.created", "key")
            .WithSummary($"Make an API key that is {kind.Whose}")
            .WithDescription("The answer holds the secret, which is never told again. Nobody makes a key that may do more "
                + "than themselves: 403 role_not_grantable. 409 key_name_taken, keys_full.")
            .Produces<IssuedKeyView>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict);

        keys.MapPost("/{id}/rotate", (
                string id, KeyRotation rotation, HttpContext http, KeyStore keys, TimeProvider time) =>
                RotateAsync(kind, id, rotation, http, keys, time))
            .RequirePermission(kind.Permission).WithName($"rotate{kind.Name}Key")
            .Audited("key.rotated", "key", "id")
            .WithSummary($"Give an API key that is {kind.Whose} a new secret")
            .WithDescription("The secret before stays good for overlapHours, 0 to 168, and then ends; one from before "
                + "that ends at once. The answer holds the new secret, which is never told again.")
            .Produces<IssuedKeyView>().ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);

        keys.MapDelete("/{id}", (string id, HttpContext http, KeyStore keys) => RevokeAsync(kind, id, http, keys))
            .RequirePermission(kind.Permission).WithName($"delete{kind.Name}Key")
            .Audited("key.revoked", "key", "id")
            .WithSummary($"Revoke an API key that is {kind.Whose}")
            .WithDescription("It ends in every process within a second, and cannot be brought back.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<KeyList>> ListAsync(
        KeyKind kind, ClaimsPrincipal user, KeyStore keys, TimeProvider time, CancellationToken cancellationToken)
    {
        var identity = kind.By(Identity.From(user));
        var now = time.GetUtcNow();
        return TypedResults.Ok(new KeyList(
            [.. (await keys.ListAsync(identity.Tenant, cancellationToken)).Select(key => View(key, now))],
            RoleViews.Of(kind.RolesOf(identity))));
    }

    private static async Task<IResult> CreateAsync(
        KeyKind kind, KeyInput input, HttpContext http, KeyStore keys, TimeProvider time)
    {
        var identity = kind.By(Identity.From(http.User));
        var now = time.GetUtcNow();
        if (Errors(input, now) is { Count: > 0 } errors)
            return Problems.Invalid(errors);
        if (!kind.MayMake(identity, input.Role, input.Scopes))
            return RoleViews.NotGrantable(input.Role);

        var scopes = input.Scopes is null ? null : input.Scopes.Distinct(StringComparer.Ordinal).ToArray();
        var (outcome, issued) = await keys.CreateAsync(
            identity, new ApiKeyDraft(input.Name, input.Role, scopes, input.ExpiresAt), http.RequestAborted);
        if (issued is null)
            return Refused(outcome);
        // The script that made it wrote the record.
        http.AuditNote().Written = true;
        return Issued(http, issued, now, created: true);
    }

    private static async Task<IResult> RotateAsync(
        KeyKind kind, string id, KeyRotation rotation, HttpContext http, KeyStore keys, TimeProvider time)
    {
        var identity = kind.By(Identity.From(http.User));
        if (await keys.FindAsync(identity.Tenant, id, http.RequestAborted) is not { } key || key.Id != id)
            return Missing();
        // Whoever rotates a key holds its secret.
        if (!kind.MayMake(identity, key.Role, key.Permissions))
            return RoleViews.NotGrantable(key.Role);
        if (await keys.RotateAsync(
            identity, id, TimeSpan.FromHours(rotation.OverlapHours), http.RequestAborted) is not { } issued)
            return Missing();
        http.AuditNote().Written = true;
        return Issued(http, issued, time.GetUtcNow(), created: false);
    }

    private static async Task<IResult> RevokeAsync(KeyKind kind, string id, HttpContext http, KeyStore keys)
    {
        if (!await keys.RevokeAsync(kind.By(Identity.From(http.User)), id, http.RequestAborted))
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
        return created ? TypedResults.Created($"{http.Request.Path}/{issued.Key.Id}", view) : TypedResults.Ok(view);
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

    /// <summary>
    /// Keys of a tenant, or keys of none. Two sets of addresses, so that each has the one permission that it asks for.
    /// </summary>
    /// <param name="By">The caller, as a member of what the keys belong to.</param>
    private sealed record KeyKind(
        string Permission, string Name, string Whose, Func<Identity, Identity> By,
        Func<Identity, IReadOnlyList<string>> RolesOf, Func<Identity, string, IReadOnlyList<string>?, bool> MayMake);
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
