using Stage5.Contracts;

namespace Stage5.Api.Configuration;

/// <summary>Which keys belong to a tenant: by a level of the key, or by what is configured beside it.</summary>
internal sealed class TenantKeys(IEnumerable<KnownKey> known)
{
    private const string Everyone = "Default";
    private const string Placeholder = "{tenant}";
    private const string Issuers = "Stage5:Access:Issuers";
    private const string Sources = "Stage5:Callbacks:Sources";

    // Sections whose next level is a tenant.
    private readonly string[] _sections =
    [
        .. known.Where(key => key.Key.Contains(Placeholder, StringComparison.Ordinal))
            .Select(key => key.Key[..key.Key.IndexOf($":{Placeholder}", StringComparison.Ordinal)])
            .Append("Stage5:Audit:TenantRetention").Append("Stage5:Secrets:Vaults")
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>Whether the key says something of a tenant that is another one.</summary>
    public bool IsOfAnother(string key, string tenant, IConfiguration configuration) =>
        Level(key, _sections) is { } level ? !Is(level, Everyone) && !Is(level, tenant)
        : Level(key, [Issuers]) is { } issuer ? IsOfIssuer(key, configuration.GetSection($"{Issuers}:{issuer}"), tenant)
        : Level(key, [Sources]) is { } source && configuration[$"{Sources}:{source}:Tenant"] is { } its && !Is(its, tenant);

    // An issuer may know people of several tenants; then each sees what all have in common, and itself.
    private static bool IsOfIssuer(string key, IConfigurationSection issuer, string tenant)
    {
        var tenants = issuer.GetSection("Tenants");
        string[] owners = [.. tenants.GetChildren().Select(one => one.Value).Append(issuer["Tenant"]).OfType<string>()];
        if (owners.Length > 0 && !owners.Any(owner => Is(owner, tenant)))
            return true;
        return key.StartsWith($"{tenants.Path}:", StringComparison.OrdinalIgnoreCase)
            && tenants[key[(tenants.Path.Length + 1)..]] is { } owner && !Is(owner, tenant);
    }

    private static string? Level(string key, string[] sections) => sections
        .Where(section => key.StartsWith($"{section}:", StringComparison.OrdinalIgnoreCase))
        .Select(section => key[(section.Length + 1)..].Split(':', 2)[0]).FirstOrDefault();

    private static bool Is(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
