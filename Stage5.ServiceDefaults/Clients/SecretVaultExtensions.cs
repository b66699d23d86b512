using Azure.Core;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.Hosting;

/// <summary>The vaults a host may read secrets from.</summary>
public static class SecretVaultExtensions
{
    private const string Connection = "secrets";

    /// <summary>
    /// The shared vault, if <c>ConnectionStrings:secrets</c> is there, and a way to open vaults of tenants
    /// (<c>Func&lt;Uri, SecretClient&gt;</c>), with the process's own identity.
    /// </summary>
    public static void AddSecretVaults(this IHostApplicationBuilder builder)
    {
        if (!string.IsNullOrWhiteSpace(builder.Configuration.GetConnectionString(Connection)))
        {
            builder.AddAzureKeyVaultClient(Connection);
        }

        // Secrets are served from memory while a vault is away, so that is no reason to take the process out.
        builder.Services.PostConfigure<HealthCheckServiceOptions>(static checks =>
        {
            foreach (var check in checks.Registrations.Where(check => check.Name == Connection))
            {
                check.FailureStatus = HealthStatus.Degraded;
            }
        });
        builder.Services.TryAddSingleton<Func<Uri, SecretClient>>(static _ =>
        {
            var identity = new Lazy<TokenCredential>(static () => new DefaultAzureCredential());
            return vault => new SecretClient(vault, identity.Value, new SecretClientOptions { Retry = { MaxRetries = 0 } });
        });
    }
}
