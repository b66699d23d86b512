using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Stage5.Api.Audit;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

internal static class AccessEndpoints
{
    private const string BearerPrefix = "Bearer ";

    public static void MapAccess(this RouteGroupBuilder api)
    {
        var access = api.MapGroup("/access").WithTags("Access");

        access.MapGet("/me", Describe)
            .RequirePermission(Permissions.AccessSelf).WithName("getCaller")
            .WithSummary("Who the caller is and what they may do")
            .Produces<CallerView>().ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);

        access.MapPost("/session", CreateAsync)
            .RequirePermission(Permissions.SessionCreate).Audited("session.started", "session").WithName("createSession")
            .WithSummary("Start a dashboard session")
            .WithDescription("The bearer token is the code of a one-time login link; it works once, within five minutes.")
            .Produces<SessionView>().ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);

        access.MapPost("/session/refresh", RefreshAsync)
            .RequirePermission(Permissions.SessionRefresh)
            .AuditedElsewhere("it goes on with what session.started told of; a token that is refused is authentication.failed")
            .WithName("refreshSession")
            .WithSummary("Renew a session's tokens")
            .WithDescription("The bearer token is the session's refresh token; it works once.")
            .Produces<SessionView>().ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);

        access.MapDelete("/session", EndAsync)
            .RequirePermission(Permissions.AccessSelf).Audited("session.ended", "session").WithName("endSession")
            .WithSummary("End the caller's session")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
    }

    private static Ok<CallerView> Describe(ClaimsPrincipal user)
    {
        var identity = Identity.From(user);
        return TypedResults.Ok(new CallerView(identity.Tenant, identity.User, identity.Roles, identity.Permissions));
    }

    private static async Task<IResult> CreateAsync(ClaimsPrincipal user, SessionStore sessions)
    {
        var identity = Identity.From(user);
        return await sessions.TryUseLoginAsync(identity.TokenId)
            ? TypedResults.Ok(await sessions.CreateAsync(identity))
            : Problems.Create(StatusCodes.Status401Unauthorized, "login_link_used",
                "This login link was used before.", "Get a new one with ./stage5 token --link.");
    }

    private static async Task<IResult> RefreshAsync(HttpRequest request, SessionStore sessions)
    {
        var token = request.Headers.Authorization.ToString()[BearerPrefix.Length..];
        return await sessions.RefreshAsync(token) is { } session
            ? TypedResults.Ok(session)
            : Problems.Create(StatusCodes.Status401Unauthorized, "session_ended",
                "The session has ended.", "Log in again.");
    }

    private static async Task<IResult> EndAsync(ClaimsPrincipal user, SessionStore sessions, HttpContext http)
    {
        http.AuditNote().ResourceId = Identity.From(user).TokenId;
        await sessions.EndAsync(Identity.From(user).TokenId);
        return TypedResults.NoContent();
    }
}
