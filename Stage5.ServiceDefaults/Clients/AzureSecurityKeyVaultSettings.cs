#if !USE_ASPIRE
namespace Aspire.Azure.Security.KeyVault;

/// <summary>Stands in for the class of the same name in <c>Aspire.Azure.Security.KeyVault</c>.</summary>
public sealed class AzureSecurityKeyVaultSettings
{
    /// <summary>The vault, https.</summary>
    public Uri? VaultUri { get; set; }

    /// <summary>Null means <c>DefaultAzureCredential</c>.</summary>
    public global::Azure.Core.TokenCredential? Credential { get; set; }

    /// <summary>True leaves out the health check.</summary>
    public bool DisableHealthChecks { get; set; }
}
#endif
