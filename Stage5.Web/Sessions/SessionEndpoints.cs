using Microsoft.AspNetCore.Authentication;
using Stage5.Contracts;
using Stage5.Web.Api;
using Stage5.Web.Components.Pages;
using Stage5.Web.Pages;
using Stage5.Web.Security;
using Stage5.Web.SignIn;

namespace Stage5.Web.Sessions;

/// <summary>Signing in, with a one-time link or at a provider, and signing out.</summary>
internal static class SessionEndpoints
{
    internal const string LoginRoute = "/login";
    internal const string SignInRoute = "/login/start";

    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        // WebApp.MapWeb names these routes as open.
        routes.MapGet(LoginRoute, LoginAsync).AllowAnonymous();
        routes.MapGet(SignInRoute, SignInAsync).AllowAnonymous();
        routes.MapPost("/logout", LogoutAsync).RequirePermission(Permissions.AccessSelf);
    }

    private static async Task<IResult> LoginAsync(
        string? code, HttpContext context, SessionStarter sessions, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(code)) return LoginPage.Result(LoginReason.None, StatusCodes.Status200OK);

        var properties = new AuthenticationProperties();
        var (principal, reason) = await sessions.StartAsync(context, code, SessionStarter.Link, properties, ct);
        if (principal is null)
        {
            return LoginPage.Result(reason, reason == LoginReason.ApiUnavailable
                ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status401Unauthorized);
        }
        await context.SignInAsync(principal, properties);
        return Results.LocalRedirect("/");
    }

    private static async Task<IResult> SignInAsync(
        string? returnUrl, SignInSettings settings, HttpContext context, CancellationToken ct)
    {
        if (!settings.IsConfigured) return Results.LocalRedirect(LoginRoute);
        try
        {
            await context.RequestServices.GetRequiredService<SignInProvider>().FindAsync(ct);
        }
        catch (Exception e) when (ApiCaller.IsUnreachable(e) && !ct.IsCancellationRequested)
        {
            return LoginPage.Result(LoginReason.ProviderUnavailable, StatusCodes.Status503ServiceUnavailable);
        }
        // The provider leads back here, and from here to where the person wanted to go: never to another host.
        return Results.Challenge(
            new AuthenticationProperties { RedirectUri = LocalAddress.Of(returnUrl) }, [SignInOptions.Scheme]);
    }

    private static async Task<IResult> LogoutAsync(HttpContext context, SessionApi api, CancellationToken ct)
    {
        // The cookie goes whatever the API says; tokens it could not end expire by themselves.
        if (await context.GetTokenAsync(SessionTicket.AccessTokenName) is { } token) await api.EndAsync(token, ct);
        await context.SignOutAsync();
        return Results.LocalRedirect(LoginRoute);
    }
}
