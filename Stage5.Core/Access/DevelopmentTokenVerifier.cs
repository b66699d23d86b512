using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Stage5.Contracts;
using Stage5.Core.Access.Jwt;

namespace Stage5.Core.Access;

/// <summary>
/// Verifies the tokens that the AppHost signs on a developer's machine: ES256, one key, one issuer.
/// </summary>
public sealed class DevelopmentTokenVerifier
{
    public const string Issuer = "stage5-development";
    public const string Audience = "stage5";

    /// <summary>Value of <c>scope</c> in the one-time login link's token.</summary>
    public const string LoginScope = "login";

    private const int MaxIdLength = 64;

    private static readonly JwtExpectations Expected = new(Issuer, [Audience])
    {
        Algorithms = [JwtKey.Es256],
        Types = ["at+jwt"],
        TypeRequired = true,
        NotBeforeRequired = true,
    };

    private readonly TimeProvider _time;
    private readonly JwtKeySet _keys = JwtKeySet.Empty;

    public DevelopmentTokenVerifier(IOptions<AccessOptions> options, TimeProvider time)
    {
        _time = time;
        if (options.Value.DevelopmentPublicKey is not { Length: > 0 } key)
            return;

        var publicKey = Convert.FromBase64String(key);
        try
        {
            _keys = new([JwtKey.OfSubjectPublicKeyInfo(
                publicKey, Base64Url.EncodeToString(SHA256.HashData(publicKey)))]);
        }
        catch (CryptographicException e)
        {
            throw new CryptographicException($"Stage5:Access:DevelopmentPublicKey: {e.Message}", e);
        }
    }

    /// <summary>The token's claims, or null when it is not a valid token of this issuer.</summary>
    public DevelopmentToken? Verify(string token) => JwtToken.Read(token, out _) is { } read ? Verify(read) : null;

    /// <inheritdoc cref="Verify(string)"/>
    public DevelopmentToken? Verify(JwtToken token)
    {
        var now = _time.GetUtcNow();
        // The key is always named, so that no other is ever tried.
        if (token.KeyId is null || JwtVerifier.Verify(token, _keys, Expected, now).Claims is not { } claims)
            return null;
        var (expires, scope) = (claims.Time("exp")!.Value, claims.Text("scope"));
        // The login link is made and used on one machine: its five minutes are five minutes.
        if (claims.Has("scope") && (scope is null || now >= expires))
            return null;
        return (claims.Text("sub"), claims.Text(ClaimNames.Tenant), claims.Text(ClaimNames.Role), claims.Text("jti")) is
            ({ } user, { } tenant, { } role, { Length: <= MaxIdLength } id)
            ? new DevelopmentToken(tenant, user, role, id, scope, expires)
            : null;
    }
}

/// <summary>A verified development token.</summary>
public sealed record DevelopmentToken(
    string Tenant, string User, string Role, string Id, string? Scope, DateTimeOffset Expires);
