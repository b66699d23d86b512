using Stage5.Contracts;
using Stage5.Core.Access.ApiKeys;
using Stage5.Core.Access.People;

namespace Stage5.Core.Access;

/// <summary>Says why somebody may do something, or why not.</summary>
public sealed class Explainer(PersonStore people, KeyStore keys, TimeProvider time)
{
    /// <summary>Every permission that there is: of a role, or of a credential that is for one thing
    /// only.</summary>
    public static IReadOnlySet<string> Known { get; } = Roles.Granted.Values.SelectMany(granted => granted)
        .Append(Permissions.SessionCreate).Append(Permissions.SessionRefresh).Append(Permissions.CallbacksDeliver)
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Of the caller, with the credential that they came with.</summary>
    public async Task<AccessExplanation> OfAsync(Identity caller, string permission, CancellationToken ct)
    {
        if (caller.Credential == "key")
        {
            var key = await keys.FindAsync(caller.Tenant, caller.TokenId, ct);
            return Explain(caller, permission, "key", key?.Scopes, ended: false);
        }

        var person = await people.FindAsync(caller.Tenant, caller.User, ct);
        return Explain(
            caller, permission, person?.Assigned is null ? "token" : "assigned", scopes: null, ended: false);
    }

    /// <summary>Of a person or a key of the tenant; null when there is none of the name.</summary>
    /// <param name="user">A person as they were last seen, or the user that a key stands for.</param>
    public async Task<AccessExplanation?> OfAsync(
        string tenant, string user, string permission, CancellationToken ct)
    {
        if (await people.FindAsync(tenant, user, ct) is { } person)
        {
            return Explain(
                new Identity(tenant, user, person.Roles, Access.Grants.PermissionsOf(person.Roles), ""), permission,
                person.Assigned is null ? "token" : "assigned", scopes: null, ended: false);
        }

        return await keys.FindAsync(tenant, user, ct) is { } key
            ? Explain(key.Identity, permission, "key", key.Scopes, key.ExpiresAt <= time.GetUtcNow())
            : null;
    }

    private static AccessExplanation Explain(
        Identity who, string permission, string from, IReadOnlyList<string>? scopes, bool ended)
    {
        var granting = who.Roles.Where(role => Grants(role, permission)).ToList();
        var would = Roles.Granted.Keys.Where(role => Grants(role, permission))
            .Order(StringComparer.Ordinal).ToList();
        var allowed = who.May(permission) && !ended;
        var (reason, detail) = (ended, allowed, granting.Count > 0) switch
        {
            (true, _, _) => ("expired", "The key has ended."),
            (_, true, true) => ("granted", $"Granted by the role {string.Join(", ", granting)}."),
            (_, true, false) => ("ofCredential", "The credential is for this and nothing else."),
            (_, false, true) => ("outsideScopes",
                $"The role {string.Join(", ", granting)} grants it, but the credential is kept to less."),
            _ => ("notOfRoles", who.Roles.Count == 0
                ? "There is no role that holds."
                : $"No role that holds grants it: {string.Join(", ", who.Roles)}."),
        };
        return new AccessExplanation(
            who.User, permission, allowed, reason, who.Roles, from, granting, scopes, would, detail);
    }

    private static bool Grants(string role, string permission) =>
        Roles.Granted.GetValueOrDefault(role, []).Contains(permission, StringComparer.Ordinal);
}
