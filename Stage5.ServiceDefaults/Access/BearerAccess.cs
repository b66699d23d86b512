using System.Security.Claims;

namespace Stage5.ServiceDefaults;

/// <summary>Reads a bearer token: the principal it stands for, or null when it is not valid (any more).</summary>
/// <remarks>
/// The principal's identity must be authenticated and carry one <c>permission</c> claim per permission. An
/// exception (the store is down, for instance) is not a refusal: it reaches the host's exception handler.
/// </remarks>
public delegate ValueTask<ClaimsPrincipal?> BearerReader(string token, CancellationToken cancellationToken);

/// <summary>Names shared by the bearer scheme and whoever builds principals for it.</summary>
public static class BearerAccess
{
    /// <summary>The authentication scheme.</summary>
    public const string Scheme = "Bearer";

    /// <summary>The claim type that carries one permission.</summary>
    public const string PermissionClaim = "permission";

    /// <summary>The permission that <c>/metrics</c> asks for.</summary>
    public const string MetricsPermission = "metrics:read";
}

/// <summary>Declares what an endpoint's caller must hold.</summary>
public sealed record PermissionMetadata(string Permission);
