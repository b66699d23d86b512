namespace Stage5.Core.Access;

/// <summary>Who may give what to others: roles to people, and keys with roles to programs.</summary>
public static class Grants
{
    /// <summary>Roles that the caller may give to people.</summary>
    public static IReadOnlyList<string> RolesOf(Identity by) =>
        [.. Of(Roles.Grantable, by).Where(role => MayGive(by, role))];

    /// <summary>Roles that the caller may make a key of with all that they grant.</summary>
    public static IReadOnlyList<string> KeyRolesOf(Identity by) =>
        [.. Of(Roles.Grantable, by).Where(role => MayMakeKey(by, role))];

    /// <summary>Roles that the caller may make a key of that belongs to no tenant.</summary>
    public static IReadOnlyList<string> PlatformKeyRolesOf(Identity by) =>
        [.. Of(Roles.PlatformKeys, by).Where(role => MayMakePlatformKey(by, role))];

    /// <summary>
    /// Whether the caller may give the role to a person. A program, and who was kept to fewer permissions than their
    /// roles have, gives none that they have not: what stands behind them might be the person who made them.
    /// </summary>
    public static bool MayGive(Identity by, string role) =>
        Of(Roles.Grantable, by).Contains(role)
        && ((by.Credential != "key" && !IsKeptShort(by)) || Roles.Granted[role].All(by.May));

    /// <summary>
    /// Whether the caller may make a key of the role, or of those of its permissions that <paramref name="scopes"/>
    /// names. Whoever makes a key holds its secret, so it may do nothing that they may not.
    /// </summary>
    public static bool MayMakeKey(Identity by, string role, IReadOnlyList<string>? scopes = null) =>
        Of(Roles.Grantable, by).Contains(role) && (scopes ?? Roles.Granted[role]).All(by.May);

    /// <summary>Whether the caller may make a key of the role that belongs to no tenant.</summary>
    public static bool MayMakePlatformKey(Identity by, string role) =>
        Of(Roles.PlatformKeys, by).Contains(role) && !IsKeptShort(by);

    /// <summary>The caller may do less than their roles say.</summary>
    public static bool IsKeptShort(Identity who) => !PermissionsOf(who.Roles).All(who.May);

    /// <summary>All that the roles grant together.</summary>
    public static IReadOnlyList<string> PermissionsOf(IEnumerable<string> roles) =>
        [.. roles.SelectMany(role => Roles.Granted.GetValueOrDefault(role, [])).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<string> Of(
        IReadOnlyDictionary<string, IReadOnlyList<string>> grantable, Identity by) =>
        by.Roles.SelectMany(own => grantable.GetValueOrDefault(own, [])).Distinct(StringComparer.Ordinal);
}
