using System.Security.Claims;
using Stage5.Contracts;
using Stage5.Core.Access.ApiKeys;
using Stage5.Core.Access.Issuers;
using Stage5.Core.Access.Jwt;
using Stage5.Core.Access.People;

namespace Stage5.Core.Access;

/// <summary>Reads a bearer token of any kind Stage5 accepts.</summary>
public sealed class AccessTokens(
    DevelopmentTokenVerifier development, SessionStore sessions, KeyReader keys, IssuerTokens issuers, PeopleDesk people,
    AccessMetrics metrics)
{
    /// <summary>The principal the token stands for, or null when it stands for nobody.</summary>
    public async ValueTask<ClaimsPrincipal?> ReadAsync(string token, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (kind, identity) = await FindAsync(token, cancellationToken);
        metrics.Checked(kind, identity is not null);
        return identity is null ? null : (await people.WelcomeAsync(identity, cancellationToken)).ToPrincipal();
    }

    /// <summary>Who a token that was accepted stands for now; null when it stands for nobody any more.</summary>
    /// <param name="before">Who it stood for then. A session goes on when its token is renewed.</param>
    internal async ValueTask<Identity?> AgainAsync(string token, Identity before, CancellationToken cancellationToken)
    {
        var identity = before.Credential == "session"
            ? await sessions.FindSessionAsync(before.TokenId, cancellationToken)
            : (await FindAsync(token, cancellationToken)).Identity;
        return identity is null ? null : await people.WelcomeAsync(identity, cancellationToken);
    }

    private async ValueTask<(string Kind, Identity? Identity)> FindAsync(string token, CancellationToken ct)
    {
        if (SessionStore.IsSessionToken(token))
            return ("session", await sessions.FindAsync(token, ct));
        if (KeyReader.IsKey(token))
            return ("key", await keys.FindAsync(token, ct));
        if (JwtToken.Read(token, out _) is not { } signed)
            return ("unknown", null);
        return signed.Claims.Text("iss") == DevelopmentTokenVerifier.Issuer
            ? ("development", ReadDevelopment(signed))
            : ("issuer", await issuers.ReadAsync(signed, ct));
    }

    private Identity? ReadDevelopment(JwtToken token) => development.Verify(token) switch
    {
        null => null,
        { Scope: null } access => Identity.OfRole(access.Tenant, access.User, access.Role, access.Id),
        { Scope: DevelopmentTokenVerifier.LoginScope } login =>
            Identity.OfRole(login.Tenant, login.User, login.Role, login.Id)?.Only(Permissions.SessionCreate) is { } once
                ? once with { Credential = "link" }
                : null,
        _ => null,
    };
}
