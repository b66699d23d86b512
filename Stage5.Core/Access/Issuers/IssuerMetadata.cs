using Stage5.Core.Access.Jwt;

namespace Stage5.Core.Access.Issuers;

/// <summary>What an issuer said of itself.</summary>
/// <param name="Issuer">What <c>iss</c> says in its tokens; may hold <c>{tenantid}</c>.</param>
/// <param name="ReadAt">When it was asked.</param>
internal sealed record IssuerMetadata(string Issuer, JwtKeySet Keys, DateTimeOffset ReadAt);
