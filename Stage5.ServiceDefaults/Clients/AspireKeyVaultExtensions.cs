#if !USE_ASPIRE
using Aspire.Azure.Security.KeyVault;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Stage5.ServiceDefaults;

namespace Microsoft.Extensions.Hosting;

/// <summary>Stands in for <c>Aspire.Azure.Security.KeyVault</c>: the call used here.</summary>
public static class AspireKeyVaultExtensions
{
    /// <summary>
    /// Registers one <see cref="SecretClient"/> for the vault at <c>ConnectionStrings:{connectionName}</c> and a
    /// health check of that name.
    /// </summary>
    /// <exception cref="InvalidOperationException">At first use: no vault URI, or not an https one.</exception>
    public static void AddAzureKeyVaultClient(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<AzureSecurityKeyVaultSettings>? configureSettings = null)
    {
        var settings = new AzureSecurityKeyVaultSettings();
        var address = builder.Configuration.GetConnectionString(connectionName);
        if (Uri.TryCreate(address, UriKind.Absolute, out var uri))
        {
            settings.VaultUri = uri;
        }

        configureSettings?.Invoke(settings);
        builder.Services.AddSingleton(_ => settings.VaultUri is { Scheme: "https" } vault
            // Who asks decides when to ask again: it knows what it holds and what Retry-After said.
            ? new SecretClient(
                vault,
                settings.Credential ?? new DefaultAzureCredential(),
                new SecretClientOptions { Retry = { MaxRetries = 0 } })
            : throw new InvalidOperationException(
                $"The vault of '{connectionName}' is unknown: set ConnectionStrings:{connectionName} to its "
                + "https URI."));
        if (!settings.DisableHealthChecks)
        {
            builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
                connectionName,
                services => new KeyVaultHealthCheck(services.GetRequiredService<SecretClient>()),
                failureStatus: null,
                tags: null,
                timeout: TimeSpan.FromSeconds(5)));
        }
    }
}
#endif
