using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Stage5.Web.Pages;

namespace Stage5.Web.Sessions;

/// <summary>Starts a session at the API, for whoever came in through a link or a provider. It is always a new one.</summary>
internal sealed class SessionStarter(SessionApi api, TimeProvider time)
{
    /// <summary>What a one-time link has.</summary>
    public const string Link = "link";

    /// <summary>What a provider gives.</summary>
    public const string Token = "token";

    /// <summary>The person, with the session's tokens in the properties; or why there is none.</summary>
    /// <param name="by">
    /// <see cref="Link"/> or <see cref="Token"/>: a provider's token in a link would sign people in as somebody else.
    /// </param>
    public async Task<(ClaimsPrincipal? Principal, LoginReason Reason)> StartAsync(
        HttpContext context, string bearer, string by, AuthenticationProperties properties, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var session = await api.CreateAsync(bearer, by, ct);
        if (session.IsUnreachable) return (null, LoginReason.ApiUnavailable);
        if (session.Value is null) return (null, LoginReason.LinkSpent);

        var caller = await api.GetCallerAsync(session.Value.AccessToken, ct);
        if (caller.IsUnreachable) return (null, LoginReason.ApiUnavailable);
        if (caller.Value is null) return (null, LoginReason.LinkSpent);

        // Whoever knew the session before knows nothing of the one after.
        var before = await context.AuthenticateAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        if (before.Properties?.GetTokenValue(SessionTicket.AccessTokenName) is { } old) await api.EndAsync(old, ct);

        SessionTicket.Start(session.Value, now).Store(properties);
        return (SessionPrincipal.Create(caller.Value, CookieAuthenticationDefaults.AuthenticationScheme), LoginReason.None);
    }
}
