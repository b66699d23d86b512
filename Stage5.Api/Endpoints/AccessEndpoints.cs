using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
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
            .RequirePermission(Permissions.SessionCreate).WithName("createSession")
            .WithSummary("Start a dashboard session")
            .Audited("session.started", "session")
            .WithDescription("The bearer token is the code of a one-time login link, or a token of a configured issuer for "
                + "one of its SignInAudiences; either works once, within five minutes.")
            .Produces<SessionView>().ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);

        access.MapPost("/session/refresh", RefreshAsync)
            .RequirePermission(Permissions.SessionRefresh)
            .WithName("refreshSession")
            .WithSummary("Renew a session's tokens")
            .AuditedElsewhere("Nothing new is granted; like every check of a token it is counted, not recorded.")
            .WithDescription("The bearer token is the session's refresh token; it works once.")
            .Produces<SessionView>().ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);

        access.MapDelete("/session", EndAsync)
            .RequirePermission(Permissions.AccessSelf).WithName("endSession")
            .WithSummary("End the caller's session").Audited("session.ended", "session")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
    }

    private static Ok<CallerView> Describe(ClaimsPrincipal user)
    {
        var identity = Identity.From(user);
        return TypedResults.Ok(new CallerView(identity.Tenant, identity.User, identity.Roles, identity.Permissions));
    }

    private static async Task<IResult> CreateAsync(
        HttpContext http, ClaimsPrincipal user, SessionStore sessions,
        [FromQuery, Description("The one kind of credential to take: link or token; either if absent.")]
        [AllowedValues("link", "token", null)] string? by = null)
    {
        var identity = Identity.From(user);
        if (by is not null && by != identity.Credential)
        {
            return Problems.Create(StatusCodes.Status401Unauthorized, "wrong_credential",
                $"The bearer token is no {by}.", "Sign in at the provider, or get a link with ./stage5 token --link.");
        }
        if (!await sessions.TryUseLoginAsync(identity.TokenId))
        {
            return Problems.Create(StatusCodes.Status401Unauthorized, "login_link_used",
                "This login link or sign-in token was used before.",
                "Sign in again, or get a new link with ./stage5 token --link.");
        }
        var (id, session) = await sessions.CreateAsync(identity);
        http.AuditNote().ResourceId = id;
        return TypedResults.Ok(session);
    }

    private static async Task<IResult> RefreshAsync(HttpRequest request, SessionStore sessions)
    {
        var token = request.Headers.Authorization.ToString()[BearerPrefix.Length..];
        return await sessions.RefreshAsync(token) is { } session
            ? TypedResults.Ok(session)
            : Problems.Create(StatusCodes.Status401Unauthorized, "session_ended",
                "The session has ended.", "Log in again.");
    }

    private static async Task<IResult> EndAsync(HttpContext http, ClaimsPrincipal user, SessionStore sessions)
    {
        var identity = Identity.From(user);
        if (identity.Credential == "session")
        {
            await sessions.EndAsync(identity.Tenant, identity.User, identity.TokenId);
            http.AuditNote().ResourceId = identity.TokenId;
        }
        else
        {
            // Whoever came with another credential has no session to end.
            http.AuditNote().Written = true;
        }
        return TypedResults.NoContent();
    }
}
