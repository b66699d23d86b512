namespace Stage5.Core.Access.Jwt;

/// <summary>Issuers of many tenants: <c>https://login.microsoftonline.com/{tenantid}/v2.0</c>.</summary>
internal static class IssuerTemplate
{
    private const string Place = "{tenantid}";

    public static bool IsTemplate(string issuer) => issuer.Contains(Place, StringComparison.OrdinalIgnoreCase);

    /// <summary>The issuer of one tenant; what has no place for a tenant stays as it is.</summary>
    public static string Fill(string issuer, string? tenantId) =>
        tenantId is null ? issuer : issuer.Replace(Place, tenantId, StringComparison.OrdinalIgnoreCase);
}
