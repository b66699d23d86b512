using Stage5.Core.Configuration;

namespace Stage5.Core.Secrets;

/// <summary>
/// Configuration section <c>Stage5:Secrets</c>. Every other key in it is a secret's name, so no secret can have the
/// name of one of these.
/// </summary>
public sealed class SecretOptions
{
    public const string Section = "Stage5:Secrets";

    /// <summary>Only vaults may be sources, and what is needed and missing stops the start.</summary>
    public bool RequireVault { get; set; }

    /// <summary>Minutes a value is used before its source must have said it again; it is asked at about 80 % of them.</summary>
    public double CacheMinutes { get; set; } = 10;

    /// <summary>Minutes the version before stays good once a newer one is seen.</summary>
    public double OverlapMinutes { get; set; } = 60;

    /// <summary>Tenant to the https URI of its own vault, which is asked before the shared one.</summary>
    [KeyExample("https://acme.vault.azure.net/")]
    public IDictionary<string, string?> Vaults { get; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    internal TimeSpan Cache => TimeSpan.FromMinutes(CacheMinutes);

    internal TimeSpan Overlap => TimeSpan.FromMinutes(OverlapMinutes);

    internal static bool IsOption(string key) =>
        key.Equals(nameof(RequireVault), StringComparison.OrdinalIgnoreCase)
        || key.Equals(nameof(CacheMinutes), StringComparison.OrdinalIgnoreCase)
        || key.Equals(nameof(OverlapMinutes), StringComparison.OrdinalIgnoreCase)
        || key.Equals(nameof(Vaults), StringComparison.OrdinalIgnoreCase);
}
