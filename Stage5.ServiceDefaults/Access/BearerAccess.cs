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

    /// <summary>The claim that says that the store could not be asked what the caller may do.</summary>
    public const string UnsettledClaim = "unsettled";

    /// <summary>The permission that <c>/metrics</c> asks for.</summary>
    public const string MetricsPermission = "metrics:read";

    /// <summary>Call before somebody is refused: who might be let in when the store answers again is not denied.</summary>
    /// <exception cref="TimeoutException">It is not known what the caller may do: 503, as the host says it.</exception>
    public static void ThrowIfUnsettled(ClaimsPrincipal caller)
    {
        if (caller.HasClaim(claim => claim.Type == UnsettledClaim))
            throw new TimeoutException("The store did not say which roles the caller has.");
    }
}

/// <summary>Declares what an endpoint's caller must hold.</summary>
public sealed record PermissionMetadata(string Permission);
