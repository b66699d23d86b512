using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stage5.Contracts;
using Stage5.Core.Access.Jwt;
using Stage5.Core.Storage;

namespace Stage5.Core.Access.Issuers;

/// <summary>Who tokens of configured issuers stand for.</summary>
public sealed partial class IssuerTokens
{
    /// <summary>How old a token may be that starts a session; what was used is remembered for longer.</summary>
    private static readonly TimeSpan SignInAge = TimeSpan.FromMinutes(5);

    private const int TokenIdLength = 32;
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    private readonly IReadOnlyList<Issuer> _issuers;
    private readonly TimeProvider _time;
    private readonly ILogger<IssuerTokens> _logger;

    internal IssuerTokens(
        IOptions<IssuersOptions> options, IssuerDiscovery discovery, TimeProvider time, ILoggerFactory loggers)
    {
        (_time, _logger) = (time, loggers.CreateLogger<IssuerTokens>());
        _issuers =
        [
            .. options.Value.Issuers.Select(entry => new Issuer(entry.Key, entry.Value, new IssuerKeys(
                entry.Key, entry.Value, discovery, time, loggers.CreateLogger<IssuerKeys>()))),
        ];
    }

    /// <summary>Who the token stands for, or null when it stands for nobody.</summary>
    public async ValueTask<Identity?> ReadAsync(JwtToken token, CancellationToken ct)
    {
        // What the token says is believed only as far as to choose whose keys it is verified with.
        var (said, tenantId) = (token.Claims.Text("iss")?.TrimEnd('/'), token.Claims.Text("tid"));
        var issuer = said is null ? null
            : _issuers.FirstOrDefault(one => IssuerTemplate.Fill(one.Options.ExpectedIssuer, tenantId).TrimEnd('/') == said);
        if (issuer is null)
            return null;
        var (identity, refusal) = await VerifyAsync(issuer, token, tenantId, ct);
        if (refusal is { } reason)
            _logger.TokenRefused(issuer.Name, reason);
        return identity;
    }

    private async ValueTask<(Identity? Identity, JwtRefusal? Refusal)> VerifyAsync(
        Issuer issuer, JwtToken token, string? tenantId, CancellationToken ct)
    {
        var options = issuer.Options;
        var tenant = options.Tenant ?? options.Tenants
            .FirstOrDefault(one => one.Key.Equals(tenantId, StringComparison.OrdinalIgnoreCase)).Value;
        if (tenant is null)
            return (null, JwtRefusal.Tenant);
        if (await issuer.Keys.FindAsync(token.KeyId, ct) is not { } metadata)
            return (null, JwtRefusal.ExpiredKeySet);

        var filled = IssuerTemplate.Fill(metadata.Issuer, tenantId);
        var result = JwtVerifier.Verify(token, metadata.Keys,
            new JwtExpectations(filled, [.. options.Audiences, .. options.SignInAudiences])
            {
                Clients = options.Clients,
                TenantId = options.Tenant is null ? tenantId : null,
            }, _time.GetUtcNow());
        if (result.Claims is not { } claims)
            return (null, result.Refusal);
        if (UserOf(claims, options) is not { } user)
            return (null, JwtRefusal.User);
        var tokenId = Convert.ToHexStringLower(SHA256.HashData(token.Message))[..TokenIdLength];
        return Identity.OfRoles(tenant, user, RolesOf(claims, options), tokenId) is { } identity
            ? (identity with { Permissions = Allowed(identity, claims, options) }, null)
            : (null, JwtRefusal.Role);
    }

    private static string? UserOf(JwtClaims claims, IssuerOptions options)
    {
        var said = options.UserClaim is { } claim ? claims.Text(claim) : claims.Text("oid") ?? claims.Text("sub");
        if (said is null)
            return null;
        var name = options.UserPrefix + said;
        // Somebody who chooses their name must not be able to choose the one that stands for somebody else's, or for a
        // program.
        return TenantId.IsValid(name) && !StandIn.IsMatch(said) && !ProgramNames.Include(name)
            ? name
            : $"{options.UserPrefix}u-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(said)))[..32]}";
    }

    private static string[] RolesOf(JwtClaims claims, IssuerOptions options)
    {
        string[] roles =
        [
            .. claims.Texts(options.RolesClaim).Select(options.Roles.GetValueOrDefault).OfType<string>()
                .Distinct(StringComparer.Ordinal),
        ];
        return roles.Length == 0 && options.DefaultRole is { } role ? [role] : roles;
    }

    private string[] Allowed(Identity identity, JwtClaims claims, IssuerOptions options)
    {
        // A token to sign in with does that and nothing else, whomever it is for besides; and a session has all that its
        // roles grant, so that one that was given to a program for less starts none.
        if (claims.Texts("aud").Any(options.SignInAudiences.Contains))
            return IsFresh(claims) && !IsScoped(claims, options) ? [Permissions.SessionCreate] : [];
        return [.. InScope(identity, claims, options)];
    }

    private static IEnumerable<string> InScope(Identity identity, JwtClaims claims, IssuerOptions options) =>
        IsScoped(claims, options)
            ? identity.Permissions.Intersect(
                claims.Words("scp").Concat(claims.Words("scope"))
                    .SelectMany(scope => options.Scopes.GetValueOrDefault(scope) ?? []), StringComparer.Ordinal)
            : identity.Permissions;

    private static bool IsScoped(JwtClaims claims, IssuerOptions options) =>
        options.Scopes.Count > 0 && (claims.Has("scp") || claims.Has("scope"));

    private bool IsFresh(JwtClaims claims)
    {
        var age = _time.GetUtcNow() - claims.Time("iat");
        return age < SignInAge && age > -Skew;
    }

    [GeneratedRegex(@"^u-[0-9a-f]{32}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex StandIn { get; }

    private sealed record Issuer(string Name, IssuerOptions Options, IssuerKeys Keys);
}
