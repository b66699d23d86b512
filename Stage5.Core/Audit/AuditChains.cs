namespace Stage5.Core.Audit;

/// <summary>Names of chains: one a tenant, and one for what belongs to none.</summary>
public static class AuditChains
{
    /// <summary>
    /// What no tenant can be told of: a caller whom nobody knows, a start, a secret. No identity but the dashboard's own is of this tenant.
    /// </summary>
    public const string Platform = "stage5.platform";

    /// <summary>Format of a record; changes with its fields.</summary>
    public const string Format = "stage5.audit.v1";
}
