#if !USE_ASPIRE
using Azure;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Stage5.ServiceDefaults;

/// <summary>Asks for a secret that need not exist: even "not found" means the vault lets us in.</summary>
internal sealed class KeyVaultHealthCheck(SecretClient client) : IHealthCheck
{
    private const string SecretName = "stage5-health";

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await client.GetSecretAsync(SecretName, cancellationToken: cancellationToken);
            return HealthCheckResult.Healthy("The vault answers.");
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return HealthCheckResult.Healthy("The vault answers.");
        }
        catch (RequestFailedException exception)
        {
            var text = exception.Status == 0 ? "cannot be reached" : $"refuses with status {exception.Status}";
            return new HealthCheckResult(context.Registration.FailureStatus, $"The vault {text}.");
        }
        catch (AuthenticationFailedException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "No credential for the vault works.");
        }
    }
}
#endif
