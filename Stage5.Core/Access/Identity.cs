using System.Security.Claims;
using Stage5.Contracts;
using Stage5.Core.Audit;
using Stage5.Core.Storage;

namespace Stage5.Core.Access;

/// <summary>Who a request comes from. Tenant and user come from here, never from a body.</summary>
/// <param name="TokenId">Id of the token or session it was proved with.</param>
public sealed record Identity(
    string Tenant, string User, IReadOnlyList<string> Roles, IReadOnlyList<string> Permissions, string TokenId)
{
    private const string AuthenticationType = "Bearer";

    /// <summary>Kind of the credential: <c>token</c>, <c>session</c>, <c>key</c>, <c>link</c> or <c>signature</c>.</summary>
    public string Credential { get; init; } = "token";

    /// <summary>False where the store could not be asked which roles hold: what is refused then is 503, not 403.</summary>
    public bool IsSettled { get; init; } = true;

    /// <summary>Who acts, as the audit has it.</summary>
    public AuditActor Actor => new(User, Credential, TokenId);

    /// <summary>An identity with all that the role grants; null for a role, tenant or user that cannot be.</summary>
    public static Identity? OfRole(string tenant, string user, string role, string tokenId) =>
        OfRoles(tenant, user, [role], tokenId);

    /// <summary>An identity with all that any of the roles grants; null where there is none or one cannot be.</summary>
    public static Identity? OfRoles(string tenant, string user, IReadOnlyList<string> roles, string tokenId) =>
        roles.Count > 0 && roles.All(Access.Roles.Granted.ContainsKey)
        && TenantId.IsValid(tenant) && TenantId.IsValid(user)
        // Nobody's tenant, but for the dashboard itself.
        && (tenant != AuditChains.Platform || roles is [Access.Roles.Dashboard])
            ? new Identity(tenant, user, roles,
                [.. roles.SelectMany(role => Access.Roles.Granted[role]).Distinct(StringComparer.Ordinal)], tokenId)
            : null;

    /// <summary>The same person, able to do one thing only.</summary>
    public Identity Only(string permission) => this with { Permissions = [permission] };

    /// <summary>The same person, of whom it is not known which roles hold: able to see how Stage5 is.</summary>
    public Identity Unsettled() => this with
    {
        IsSettled = false,
        Permissions =
        [
            .. Permissions.Where(permission =>
                permission is Contracts.Permissions.StatusRead or Contracts.Permissions.MetadataRead),
        ],
    };

    public bool May(string permission) => Permissions.Contains(permission, StringComparer.Ordinal);

    public static Identity From(ClaimsPrincipal principal) => new(
        principal.FindFirstValue(ClaimNames.Tenant) ?? throw new InvalidOperationException("No tenant claim."),
        principal.FindFirstValue(ClaimNames.User) ?? throw new InvalidOperationException("No user claim."),
        [.. principal.FindAll(ClaimNames.Role).Select(claim => claim.Value)],
        [.. principal.FindAll(ClaimNames.Permission).Select(claim => claim.Value)],
        principal.FindFirstValue(ClaimNames.TokenId) ?? "")
    {
        Credential = principal.FindFirstValue(ClaimNames.Credential) ?? "token",
        IsSettled = !principal.HasClaim(claim => claim.Type == ClaimNames.Unsettled),
    };

    public ClaimsPrincipal ToPrincipal()
    {
        var identity = new ClaimsIdentity(AuthenticationType, ClaimNames.User, ClaimNames.Role);
        identity.AddClaim(new Claim(ClaimNames.Tenant, Tenant));
        identity.AddClaim(new Claim(ClaimNames.User, User));
        identity.AddClaim(new Claim(ClaimNames.TokenId, TokenId));
        identity.AddClaim(new Claim(ClaimNames.Credential, Credential));
        if (!IsSettled)
            identity.AddClaim(new Claim(ClaimNames.Unsettled, "true"));
        identity.AddClaims(Roles.Select(role => new Claim(ClaimNames.Role, role)));
        identity.AddClaims(Permissions.Select(permission => new Claim(ClaimNames.Permission, permission)));
        return new ClaimsPrincipal(identity);
    }
}
