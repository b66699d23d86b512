using Microsoft.Extensions.Diagnostics.HealthChecks;
using Stage5.Web.Forwarding;

namespace Stage5.Web.Api;

/// <summary>
/// Whether the API answers. Without it the dashboard is degraded, not down: it still says so on its pages.
/// </summary>
internal sealed class ApiHealthCheck(IHttpClientFactory clients) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            using var response = await clients.CreateClient(ApiForwarder.ClientName)
                .GetAsync(new Uri("/alive", UriKind.Relative), cancellationToken);
            return response.IsSuccessStatusCode
                ? HealthCheckResult.Healthy()
                : new(context.Registration.FailureStatus, "The API answers with errors.");
        }
        catch (HttpRequestException e)
        {
            return new(context.Registration.FailureStatus, "The API cannot be reached.", e);
        }
    }
}
