namespace Stage5.Core.Access.ApiKeys;

/// <summary>A program's key, without its secret.</summary>
/// <param name="Id">UUIDv7, 32 lower-case hexadecimal digits.</param>
/// <param name="User">Whose tasks and conversations its calls are.</param>
/// <param name="Scopes">Permissions it is kept to; null for all of its role's.</param>
/// <param name="ExpiresAt">Null for never.</param>
/// <param name="OldUntil">Until when the secret before this one is good; null when it is not.</param>
public sealed record ApiKey(
    string Tenant,
    string Id,
    string Name,
    string User,
    string Role,
    IReadOnlyList<string>? Scopes,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? RotatedAt,
    DateTimeOffset? OldUntil)
{
    /// <summary>What it may do. Each may know who it is.</summary>
    public IReadOnlyList<string> Permissions =>
        Roles.Granted.GetValueOrDefault(Role) is not { } granted ? []
        : Scopes is null ? granted
        : [.. granted.Where(permission => permission == Contracts.Permissions.AccessSelf
            || Scopes.Contains(permission, StringComparer.Ordinal))];

    /// <summary>Who calls with it.</summary>
    public Identity Identity => new(Tenant, User, [Role], Permissions, Id) { Credential = "key" };
}

/// <summary>A key as it is to be made.</summary>
/// <param name="Scopes">Null for all of the role's permissions.</param>
public sealed record ApiKeyDraft(
    string Name, string Role, IReadOnlyList<string>? Scopes, DateTimeOffset? ExpiresAt);

/// <summary>A key with its new secret, which is nowhere else.</summary>
/// <param name="Secret">The whole of what a program sends.</param>
public sealed record IssuedKey(ApiKey Key, string Secret);

/// <summary>What making a key came to.</summary>
public enum KeyOutcome
{
    Done,

    /// <summary>Another key of the tenant has this name.</summary>
    NameTaken,

    /// <summary>The tenant has as many keys as it may have.</summary>
    Full,
}
