namespace Stage5.Core.Access.Jwt;

/// <summary>
/// Verifies signed tokens (RFC 7515, 7519, 8725): the issuer's keys, the list of algorithms and what is expected come
/// from the configuration, never from the token. Pure: the same arguments give the same result.
/// </summary>
public static class JwtVerifier
{
    private const string MediaTypePrefix = "application/";

    /// <summary>The token's claims, or why it is refused. Never throws, whatever the token is.</summary>
    public static JwtResult Verify(string token, JwtKeySet keys, JwtExpectations expected, DateTimeOffset now) =>
        JwtToken.Read(token, out var refusal) is { } read ? Verify(read, keys, expected, now) : refusal;

    /// <inheritdoc cref="Verify(string, JwtKeySet, JwtExpectations, DateTimeOffset)"/>
    public static JwtResult Verify(JwtToken token, JwtKeySet keys, JwtExpectations expected, DateTimeOffset now)
    {
        if (!expected.Algorithms.Contains(token.Algorithm) || !JwtKey.Algorithms.Contains(token.Algorithm))
            return JwtRefusal.Algorithm;
        if (!TypeIsExpected(token.Type, expected))
            return JwtRefusal.Type;

        var named = keys.Find(token.KeyId).ToList();
        if (named.Count == 0)
            return JwtRefusal.UnknownKey;
        var fitting = named.Where(key => key.Fits(token.Algorithm) && IsOf(key, expected)).ToList();
        if (fitting.Count == 0)
            return JwtRefusal.UnsuitableKey;
        if (!fitting.Any(key => key.Verifies(token.Algorithm, token.Message, token.Signature)))
            return JwtRefusal.Signature;

        return Check(token.Claims, expected, now) is { } refusal ? refusal : token.Claims;
    }

    /// <summary>The client that a token was given to; null when it does not say.</summary>
    public static string? ClientOf(JwtClaims claims) =>
        claims.Text("azp") ?? claims.Text("appid") ?? claims.Text("client_id");

    private static JwtRefusal? Check(JwtClaims claims, JwtExpectations expected, DateTimeOffset now)
    {
        if (claims.Text("iss") != expected.Issuer)
            return JwtRefusal.Issuer;
        if (!claims.Texts("aud").Any(expected.Audiences.Contains))
            return JwtRefusal.Audience;
        if (claims.Time("exp") is not { } expires || now >= expires + expected.Skew)
            return JwtRefusal.Expired;
        var notBefore = claims.Time("nbf");
        if (now < notBefore - expected.Skew
            || (notBefore is null && (expected.NotBeforeRequired || claims.Has("nbf"))))
            return JwtRefusal.NotYetValid;
        if (expected.TenantId is { } tenant
            && !string.Equals(claims.Text("tid"), tenant, StringComparison.OrdinalIgnoreCase))
            return JwtRefusal.Tenant;
        return expected.Clients.Count > 0 && !expected.Clients.Contains(ClientOf(claims) ?? "")
            ? JwtRefusal.Client
            : null;
    }

    private static bool TypeIsExpected(string? type, JwtExpectations expected) => type is null
        ? !expected.TypeRequired
        : expected.Types.Contains(
            type.StartsWith(MediaTypePrefix, StringComparison.OrdinalIgnoreCase) ? type[MediaTypePrefix.Length..] : type,
            StringComparer.OrdinalIgnoreCase);

    // One set may hold keys of several issuers; each signs for its own only.
    private static bool IsOf(JwtKey key, JwtExpectations expected) =>
        key.Issuer is null || IssuerTemplate.Fill(key.Issuer, expected.TenantId) == expected.Issuer;
}

/// <summary>A token's claims, or why it was refused; exactly one of them.</summary>
public readonly record struct JwtResult(JwtClaims? Claims, JwtRefusal? Refusal)
{
    public static implicit operator JwtResult(JwtClaims claims) => new(claims, null);

    public static implicit operator JwtResult(JwtRefusal refusal) => new(null, refusal);
}
