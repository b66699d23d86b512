using System.Security.Claims;
using Stage5.Contracts;
using Stage5.Core.Access.ApiKeys;
using Stage5.Core.Access.People;

namespace Stage5.Core.Access;

/// <summary>Reads a bearer token of any kind Stage5 accepts.</summary>
public sealed class AccessTokens(
    DevelopmentTokenVerifier development, SessionStore sessions, KeyReader keys, PeopleDesk people)
{
    /// <summary>The principal the token stands for, or null when it stands for nobody.</summary>
    public async ValueTask<ClaimsPrincipal?> ReadAsync(string token, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var identity = KeyReader.IsKey(token) ? await keys.FindAsync(token, cancellationToken)
            : SessionStore.IsSessionToken(token) ? await sessions.FindAsync(token, cancellationToken)
            : ReadDevelopment(token);
        return identity is null ? null : (await people.WelcomeAsync(identity, cancellationToken)).ToPrincipal();
    }

    private Identity? ReadDevelopment(string token) => development.Verify(token) switch
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
