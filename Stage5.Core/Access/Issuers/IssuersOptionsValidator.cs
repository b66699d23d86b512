using System.Text.RegularExpressions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Stage5.Core.Access.Jwt;
using Stage5.Core.Audit;
using Stage5.Core.Storage;

namespace Stage5.Core.Access.Issuers;

/// <summary>Names everything that is wrong with the issuers at once.</summary>
internal sealed partial class IssuersOptionsValidator(IHostEnvironment? environment = null)
    : IValidateOptions<IssuersOptions>
{
    private static readonly HashSet<string> KnownPermissions =
        Access.Roles.Granted.Values.SelectMany(static granted => granted).ToHashSet(StringComparer.Ordinal);

    public ValidateOptionsResult Validate(string? name, IssuersOptions options)
    {
        string[] errors =
        [
            .. options.Misread,
            .. options.Issuers.SelectMany(issuer =>
                ErrorsOf(issuer.Value).Select(error => $"{IssuersOptions.Section}:{issuer.Key}:{error}")
                    .Where(error => !options.Misread.Exists(misread => IsOfTheSame(misread, error)))),
            .. Alike(options), .. Mixed(options),
        ];
        return errors.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private IEnumerable<string> ErrorsOf(IssuerOptions issuer)
    {
        if (issuer.Authority is not { } authority)
            yield return "Authority is missing, for instance https://login.microsoftonline.com/{tenant id}/v2.0.";
        else if (!IsSafe(authority) || authority.Query.Length > 0 || authority.Fragment.Length > 0)
            yield return "Authority must be an https address without query (http only on loopback, in development).";
        if (issuer.Audiences.Count == 0 && issuer.SignInAudiences.Count == 0)
            yield return "Audiences is empty, and so is SignInAudiences: no token could be for Stage5.";
        if (issuer.Audiences.Intersect(issuer.SignInAudiences, StringComparer.Ordinal).FirstOrDefault() is { } both)
            yield return $"'{both}' is in Audiences and SignInAudiences: tokens to sign in with are for nothing else.";
        if (issuer.Tenant is null == (issuer.Tenants.Count == 0))
            yield return "One of Tenant and Tenants must be set, and not both.";
        if (IssuerTemplate.IsTemplate(issuer.ExpectedIssuer) && issuer.Tenants.Count == 0)
            yield return "Tenants must name the tenants that may sign in: the issuer is one of many tenants.";
        foreach (var tenant in issuer.AllTenants.Where(tenant => !TenantId.IsValid(tenant) || tenant == AuditChains.Platform))
            yield return $"Tenant '{tenant}' is no name of a tenant: 1 to 64 of a-z 0-9 . _ @ -, a letter or digit first.";
        if (issuer.Roles.Count == 0 && issuer.DefaultRole is null)
            yield return "Roles is empty and there is no DefaultRole: nobody could do anything.";
        foreach (var role in issuer.Roles.Values.Append(issuer.DefaultRole).OfType<string>().Distinct().Where(IsUnknown))
            yield return $"Role '{role}' is none of: {string.Join(", ", Access.Roles.Granted.Keys.Order())}.";
        foreach (var permission in issuer.Scopes.Values.SelectMany(list => list).Distinct().Except(KnownPermissions))
            yield return $"Scopes: '{permission}' is no permission.";
        if (issuer.UserPrefix.Length > 0 && !Prefix.IsMatch(issuer.UserPrefix))
            yield return "UserPrefix may hold 1 to 16 of a-z 0-9 . _ @ -, a letter or digit first.";
        if (ProgramNames.Include(issuer.UserPrefix))
            yield return "UserPrefix begins as the names of keys and callbacks do: no person may have one of those.";
        if (issuer.KeysFloor < TimeSpan.FromSeconds(1) || issuer.KeysRefresh < issuer.KeysFloor
            || issuer.KeysKept <= issuer.KeysRefresh)
            yield return "KeysFloor must be at least 1 s, KeysRefresh at least that, and KeysKept more than KeysRefresh.";
    }

    // What could not be read is not missing.
    private static bool IsOfTheSame(string misread, string error) =>
        misread.Split(' ', 2)[0] == error.Split(' ', 2)[0];

    private bool IsSafe(Uri authority) => authority.Scheme == Uri.UriSchemeHttps
        || (authority.IsLoopback && environment?.IsDevelopment() == true);

    private static bool IsUnknown(string role) => !Access.Roles.Granted.ContainsKey(role);

    private static IEnumerable<string> Alike(IssuersOptions options) => options.Issuers
        .GroupBy(issuer => issuer.Value.ExpectedIssuer.TrimEnd('/'), StringComparer.Ordinal)
        .Where(group => group.Key.Length > 0 && group.Count() > 1)
        .Select(group => $"{IssuersOptions.Section}: {string.Join(" and ", group.Select(issuer => issuer.Key))} "
            + "are the same issuer; put their audiences into one.");

    // Otherwise who may choose a name at one issuer could be somebody of the other.
    private static IEnumerable<string> Mixed(IssuersOptions options) =>
        from one in options.Issuers
        from other in options.Issuers
        where string.CompareOrdinal(one.Key, other.Key) < 0
            && one.Value.AllTenants.Intersect(other.Value.AllTenants).Any()
            && (one.Value.UserPrefix.StartsWith(other.Value.UserPrefix, StringComparison.Ordinal)
                || other.Value.UserPrefix.StartsWith(one.Value.UserPrefix, StringComparison.Ordinal))
        select $"{IssuersOptions.Section}: {one.Key} and {other.Key} have a tenant in common; give each a UserPrefix "
            + "of its own, neither the beginning of the other.";

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._@-]{0,15}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Prefix { get; }
}
