using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Stage5.Contracts;
using Stage5.Web.Components.Pages;
using Stage5.Web.Pages;

namespace Stage5.Web.Sessions;

/// <summary>Signing in with a one-time link, and signing out.</summary>
internal static class SessionEndpoints
{
    internal const string LoginRoute = "/login";

    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        // WebApp.MapWeb names this route as the one that is open.
        routes.MapGet(LoginRoute, LoginAsync).AllowAnonymous();
        routes.MapPost("/logout", LogoutAsync).RequirePermission(Permissions.AccessSelf);
    }

    private static async Task<IResult> LoginAsync(
        string? code, HttpContext context, SessionApi api, TimeProvider time, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(code)) return LoginPage.Result(LoginReason.None, StatusCodes.Status200OK);

        var now = time.GetUtcNow();
        var session = await api.CreateAsync(code, ct);
        if (session.IsUnreachable) return Unavailable();
        if (session.Value is null)
            return LoginPage.Result(LoginReason.LinkSpent, StatusCodes.Status401Unauthorized);

        var caller = await api.GetCallerAsync(session.Value.AccessToken, ct);
        if (caller.IsUnreachable) return Unavailable();
        if (caller.Value is null)
            return LoginPage.Result(LoginReason.LinkSpent, StatusCodes.Status401Unauthorized);

        var properties = new AuthenticationProperties();
        SessionTicket.Start(session.Value, now).Store(properties);
        await context.SignInAsync(
            SessionPrincipal.Create(caller.Value, CookieAuthenticationDefaults.AuthenticationScheme), properties);
        return Results.LocalRedirect("/");
    }

    private static IResult Unavailable() => LoginPage.Result(
        LoginReason.ApiUnavailable, StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> LogoutAsync(HttpContext context, SessionApi api, CancellationToken ct)
    {
        // The cookie goes whatever the API says; tokens it could not end expire by themselves.
        if (await context.GetTokenAsync(SessionTicket.AccessTokenName) is { } token) await api.EndAsync(token, ct);
        await context.SignOutAsync();
        return Results.LocalRedirect(LoginRoute);
    }
}
