using System.Security.Claims;
using Stage5.Contracts;
using Stage5.ServiceDefaults;
using Stage5.Web.Api;

namespace Stage5.Web.Sessions;

/// <summary>The API's side of a session.</summary>
internal sealed class SessionApi(ApiCaller caller)
{
    private const string SessionPath = "/api/access/session";

    /// <summary>Exchanges what somebody signed in with.</summary>
    /// <param name="by">What it has to be: <c>link</c>, the code of a one-time link, or <c>token</c>, a provider's.</param>
    public Task<ApiResult<SessionView>> CreateAsync(string bearer, string by, CancellationToken ct) =>
        caller.SendAsync(HttpMethod.Post, $"{SessionPath}?by={by}", bearer, ContractsJson.Default.SessionView, ct);

    /// <summary>Exchanges a refresh token; it works once.</summary>
    public Task<ApiResult<SessionView>> RenewAsync(string refreshToken, CancellationToken ct) =>
        caller.SendAsync(
            HttpMethod.Post, SessionPath + "/refresh", refreshToken, ContractsJson.Default.SessionView, ct);

    public Task<ApiResult<SessionView>> EndAsync(string accessToken, CancellationToken ct) =>
        caller.SendAsync(HttpMethod.Delete, SessionPath, accessToken, ContractsJson.Default.SessionView, ct);

    public Task<ApiResult<CallerView>> GetCallerAsync(string accessToken, CancellationToken ct) =>
        caller.SendAsync(HttpMethod.Get, "/api/access/me", accessToken, ContractsJson.Default.CallerView, ct);

    /// <summary>The principal of a token that a program presents to this host.</summary>
    /// <exception cref="HttpRequestException">The API, which alone knows, could not be reached.</exception>
    public async ValueTask<ClaimsPrincipal?> ReadBearerAsync(string token, CancellationToken cancellationToken)
    {
        var known = await GetCallerAsync(token, cancellationToken);
        if (known.IsUnreachable) throw new HttpRequestException("The API cannot be asked who the caller is.");
        return known.Value is null ? null : SessionPrincipal.Create(known.Value, BearerAccess.Scheme);
    }
}
