using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Stage5.Api.Audit;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Access.People;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

internal static class PeopleEndpoints
{
    private const int MostSkipped = 1_000_000;

    public static void MapPeople(this RouteGroupBuilder api)
    {
        var access = api.MapGroup("/access").WithTags("Access");

        access.MapGet("/people", ListAsync)
            .RequirePermission(Permissions.AccessManage).WithName("getPeople")
            .WithSummary("Who was seen in the tenant, and which roles they have")
            .WithDescription("Who was seen last stands first; limit is 1 to 200, by default 50; cursor is nextCursor "
                + "of the page before.")
            .Produces<PeoplePage>().ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);

        access.MapPut("/people/{user}/roles", AssignAsync)
            .RequirePermission(Permissions.AccessManage).WithName("putRoles")
            .Audited("role.assigned", "person", "user")
            .WithSummary("Give a person roles in place of their token's")
            .WithDescription("Send the person's version in If-Match: 412 when somebody changed them meanwhile. roles "
                + "null goes by the token again, an empty list lets the person do nothing. They hold within a "
                + "second. Nobody changes their own roles (403 own_roles) or gives or takes one that they may not give (403 "
                + "role_not_grantable); the last administrator stays one (409 last_admin).")
            .Produces<PersonView>().ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status428PreconditionRequired);

        access.MapGet("/explain", ExplainAsync)
            .RequirePermission(Permissions.AccessSelf).WithName("explainAccess")
            .WithSummary("Why the caller may do something, or why not")
            .WithDescription("permission is for instance tasks:read. user names a person who was seen or the user of a "
                + "key, and needs access:manage; without it the answer is about the caller and their credential.")
            .Produces<AccessExplanation>().ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ListAsync(
        ClaimsPrincipal user, PersonStore people, int? limit, string? cursor, CancellationToken cancellationToken)
    {
        var most = limit ?? 50;
        if (most is < 1 or > 200)
            return Invalid("limit", "limit must be 1 to 200.");
        var skip = 0;
        if (cursor is not null && (!int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out skip)
            || skip > MostSkipped))
            return Invalid("cursor", "cursor must be the nextCursor of a page.");

        var identity = Identity.From(user);
        var (total, page) = await people.ListAsync(identity.Tenant, skip, most, cancellationToken);
        return TypedResults.Ok(new PeoplePage(
            [.. page.Select(person => View(person, identity))], total,
            skip + page.Count < total && page.Count > 0
                ? (skip + page.Count).ToString(CultureInfo.InvariantCulture)
                : null,
            RoleViews.Of(Grants.RolesOf(identity))));
    }

    private static async Task<IResult> AssignAsync(
        string user, RolesUpdate update, ClaimsPrincipal caller, PersonStore people, HttpContext http,
        CancellationToken cancellationToken)
    {
        if (http.Request.Headers.IfMatch.Count == 0)
        {
            return Problems.Create(StatusCodes.Status428PreconditionRequired, "precondition_required",
                "Roles are only changed by who has seen them as they are.",
                "Send the person's version in If-Match.");
        }
        if (update.Roles?.FirstOrDefault(role => role is null || !Roles.Granted.ContainsKey(role)) is not null)
            return Invalid("roles", $"roles must be among: {RoleViews.Names}.");

        var identity = Identity.From(caller);
        if (await people.FindAsync(identity.Tenant, user, cancellationToken) is not { } person)
            return Missing();
        if (person.User == identity.User)
        {
            return Problems.Create(StatusCodes.Status403Forbidden, "own_roles", "Nobody changes their own roles.",
                "Ask another administrator of the tenant.");
        }
        // Taking a role away is for who may give it: what stands in a token of the installation is not the
        // tenant's.
        var roles = update.Roles?.Distinct(StringComparer.Ordinal).ToArray();
        if ((roles ?? []).Concat(person.TokenRoles).Concat(person.Roles)
            .FirstOrDefault(role => !Grants.MayGive(identity, role)) is { } ungrantable)
            return RoleViews.NotGrantable(ungrantable);
        if (!VersionTag.TryRead(http.Request, out var expected) || (expected ?? person.Version) != person.Version)
            return Stale();

        var (outcome, after) = await people.AssignAsync(identity, person, roles, cancellationToken);
        switch (outcome)
        {
            case AssignOutcome.Done:
                // The script that changed them wrote the record.
                http.AuditNote().Written = true;
                http.Response.Headers.ETag = VersionTag.Of(after!.Version);
                return TypedResults.Ok(View(after, identity));
            case AssignOutcome.LastAdmin:
                return Problems.Create(StatusCodes.Status409Conflict, "last_admin",
                    "The tenant would be left without an administrator.", "Make somebody else one first.");
            default:
                return outcome == AssignOutcome.Version ? Stale() : Missing();
        }
    }

    private static async Task<IResult> ExplainAsync(
        string? permission, string? user, ClaimsPrincipal caller, Explainer explainer, HttpContext http,
        IAccessObserver observer, CancellationToken cancellationToken)
    {
        if (permission is null || !Explainer.Known.Contains(permission))
            return Invalid("permission", "permission must be one that there is, for instance tasks:read.");
        var identity = Identity.From(caller);
        if (user is null || user == identity.User)
            return TypedResults.Ok(await explainer.OfAsync(identity, permission, cancellationToken));
        if (!identity.May(Permissions.AccessManage))
        {
            await observer.DeniedAsync(http, Permissions.AccessManage);
            return Problems.Create(StatusCodes.Status403Forbidden, "permission_denied",
                $"What others may do is for holders of {Permissions.AccessManage}.", "Ask without user.");
        }
        return await explainer.OfAsync(identity.Tenant, user, permission, cancellationToken) is { } explanation
            ? TypedResults.Ok(explanation)
            : Missing();
    }

    private static PersonView View(PersonRecord person, Identity caller) => new(
        person.User, person.FirstSeenAt, person.LastSeenAt, person.Source, person.Roles, person.TokenRoles,
        person.Assigned is not null, person.AssignedBy, person.AssignedAt, person.Version,
        person.User == caller.User);

    private static ProblemHttpResult Stale() => Problems.Create(
        StatusCodes.Status412PreconditionFailed, "version_conflict",
        "The roles were changed since they were read.",
        "Read them again with GET /api/access/people, and send the version in If-Match.");

    private static ProblemHttpResult Missing() => Problems.Create(
        StatusCodes.Status404NotFound, "person_not_found", "Nobody of this name was seen in this tenant.",
        "See GET /api/access/people.");

    private static ProblemHttpResult Invalid(string field, string message) =>
        Problems.Invalid(new Dictionary<string, string[]> { [field] = [message] });
}
