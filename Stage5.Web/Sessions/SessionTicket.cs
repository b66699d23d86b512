using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Stage5.Contracts;

namespace Stage5.Web.Sessions;

/// <summary>What the session cookie carries besides the person: the API's tokens and the session's times.</summary>
/// <param name="StartedAt">When the person signed in.</param>
/// <param name="LastActiveAt">When they last did something; polling does not count.</param>
internal sealed record SessionTicket(
    DateTimeOffset StartedAt,
    DateTimeOffset LastActiveAt,
    string AccessToken,
    DateTimeOffset AccessExpiresAt,
    string RefreshToken,
    DateTimeOffset RefreshExpiresAt)
{
    internal const string AccessTokenName = "access_token";

    private const string RefreshTokenName = "refresh_token";
    private const string StartedName = "started";
    private const string ActiveName = "active";
    private const string AccessExpiresName = "access_expires";
    private const string RefreshExpiresName = "refresh_expires";

    /// <summary>A session that starts now.</summary>
    public static SessionTicket Start(SessionView session, DateTimeOffset now) =>
        new(now, now, session.AccessToken, now.AddSeconds(session.ExpiresIn),
            session.RefreshToken, now.AddSeconds(session.RefreshExpiresIn));

    /// <summary>The same session with fresh tokens.</summary>
    public SessionTicket Renew(SessionView session, DateTimeOffset now) => Start(session, now) with
    {
        StartedAt = StartedAt,
        LastActiveAt = LastActiveAt,
    };

    public void Store(AuthenticationProperties properties) => properties.StoreTokens(
    [
        new() { Name = AccessTokenName, Value = AccessToken },
        new() { Name = RefreshTokenName, Value = RefreshToken },
        new() { Name = StartedName, Value = Format(StartedAt) },
        new() { Name = ActiveName, Value = Format(LastActiveAt) },
        new() { Name = AccessExpiresName, Value = Format(AccessExpiresAt) },
        new() { Name = RefreshExpiresName, Value = Format(RefreshExpiresAt) },
    ]);

    /// <summary>What <see cref="Store"/> stored; null when the cookie is not of this shape.</summary>
    public static SessionTicket? Read(AuthenticationProperties properties) =>
        properties.GetTokenValue(AccessTokenName) is { } access
        && properties.GetTokenValue(RefreshTokenName) is { } refresh
        && Parse(properties, StartedName) is { } started
        && Parse(properties, ActiveName) is { } active
        && Parse(properties, AccessExpiresName) is { } accessExpires
        && Parse(properties, RefreshExpiresName) is { } refreshExpires
            ? new(started, active, access, accessExpires, refresh, refreshExpires)
            : null;

    private static string Format(DateTimeOffset time) =>
        time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset? Parse(AuthenticationProperties properties, string name) =>
        long.TryParse(properties.GetTokenValue(name), CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
