using System.Security.Claims;
using Stage5.Contracts;

namespace Stage5.Web.Sessions;

/// <summary>The API's word on a caller, as the principal of a request.</summary>
internal static class SessionPrincipal
{
    public static ClaimsPrincipal Create(CallerView caller, string scheme) => new(new ClaimsIdentity(
        [
            new(ClaimNames.User, caller.User),
            new(ClaimNames.Tenant, caller.Tenant),
            .. caller.Roles.Select(role => new Claim(ClaimNames.Role, role)),
            .. caller.Permissions.Select(permission => new Claim(ClaimNames.Permission, permission)),
        ],
        scheme, ClaimNames.User, ClaimNames.Role));
}
