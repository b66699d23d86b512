namespace Stage5.Core.Access;

/// <summary>Who may give what to others: roles to people, and keys with roles to programs.</summary>
public static class Grants
{
    /// <summary>Roles that the caller may give; none of them has more permissions than the caller may pass
    /// on.</summary>
    public static IReadOnlyList<string> RolesOf(Identity by) =>
        [.. by.Roles.SelectMany(role => Roles.Grantable.GetValueOrDefault(role, [])).Distinct(StringComparer.Ordinal)
            .Where(role => MayGive(by, role))];

    /// <summary>
    /// Whether the caller may give the role, or those of its permissions that <paramref name="scopes"/> names. Who
    /// was kept to fewer permissions than their roles have gives none that they have not.
    /// </summary>
    public static bool MayGive(Identity by, string role, IReadOnlyList<string>? scopes = null)
    {
        if (!by.Roles.Any(own => Roles.Grantable.GetValueOrDefault(own, []).Contains(role, StringComparer.Ordinal)))
            return false;
        return !IsKeptShort(by) || (scopes ?? Roles.Granted[role]).All(by.May);
    }

    /// <summary>The caller may do less than their roles say.</summary>
    public static bool IsKeptShort(Identity who) => !PermissionsOf(who.Roles).All(who.May);

    /// <summary>All that the roles grant together.</summary>
    public static IReadOnlyList<string> PermissionsOf(IEnumerable<string> roles) =>
        [.. roles.SelectMany(role => Roles.Granted.GetValueOrDefault(role, [])).Distinct(StringComparer.Ordinal)];
}
