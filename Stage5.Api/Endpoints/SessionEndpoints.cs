using System.Security.Claims;
using System.Text.Json.Nodes;
using Stage5.Api.Audit;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Storage;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

/// <summary>Sessions of oneself, and of others for whoever holds <c>access:manage</c>: seen and ended.</summary>
internal static class SessionEndpoints
{
    public static void MapSessions(this RouteGroupBuilder api)
    {
        var sessions = api.MapGroup("/access/sessions").WithTags("Access");

        sessions.MapGet("", ListAsync)
            .RequirePermission(Permissions.AccessSelf).WithName("getSessions")
            .WithSummary("One's dashboard sessions")
            .WithDescription("With user= those of somebody else of the tenant, for holders of access:manage.")
            .Produces<SessionList>().ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);

        sessions.MapDelete("/{id}", RevokeAsync)
            .RequirePermission(Permissions.AccessSelf).WithName("deleteSession")
            .WithSummary("End a session at once")
            .WithDescription("One's own, or for holders of access:manage anybody's of the tenant. The next request that "
                + "comes with it is refused, on every replica.")
            .Audited("session.revoked", "session", "id")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ListAsync(
        HttpContext http, ClaimsPrincipal caller, SessionStore sessions, IAccessObserver observer, string? user,
        CancellationToken ct)
    {
        var identity = Identity.From(caller);
        var whose = user ?? identity.User;
        if (!TenantId.IsValid(whose))
        {
            return Problems.Invalid(new Dictionary<string, string[]>(StringComparer.Ordinal)
            {
                ["user"] = ["user must be 1 to 64 of a-z 0-9 . _ @ and -, a letter or digit first."],
            });
        }
        if (whose != identity.User && !identity.May(Permissions.AccessManage))
        {
            await observer.DeniedAsync(http, Permissions.AccessManage);
            return Problems.Create(StatusCodes.Status403Forbidden, "permission_denied",
                $"Sessions of others are for holders of {Permissions.AccessManage}.", "Leave user out to see your own.");
        }
        var found = await sessions.ListAsync(identity.Tenant, whose, ct);
        return TypedResults.Ok(new SessionList(
            [.. found.Select(session => session with { Current = session.SessionId == identity.TokenId })]));
    }

    private static async Task<IResult> RevokeAsync(
        HttpContext http, ClaimsPrincipal caller, SessionStore sessions, string id, CancellationToken ct)
    {
        var identity = Identity.From(caller);
        // Somebody else's is as unknown as one that is not there, to whoever may not see it.
        if (await sessions.DescribeAsync(identity.Tenant, id, ct) is not { } session
            || (session.User != identity.User && !identity.May(Permissions.AccessManage)))
        {
            return Problems.Create(StatusCodes.Status404NotFound, "session_not_found",
                "There is no such session, or it has ended.", "List them with GET /api/access/sessions.");
        }
        await sessions.EndAsync(identity.Tenant, session.User, id);
        http.AuditNote().Details = new JsonObject { ["user"] = session.User };
        return TypedResults.NoContent();
    }
}
