using Microsoft.Extensions.Diagnostics.HealthChecks;
using Stage5.Web.Forwarding;

namespace Stage5.Web.Api;

/// <summary>The HTTP clients to the API, found by service discovery.</summary>
internal static class ApiClients
{
    internal static readonly Uri Address = new("http://api");

    public static void AddApiClients(this IServiceCollection services)
    {
        services.AddHttpClient(ApiCaller.ClientName, client => client.BaseAddress = Address);
        services.AddHttpClient(ApiForwarder.ClientName, client =>
        {
            client.BaseAddress = Address;
            // Event streams last as long as their task.
            client.Timeout = Timeout.InfiniteTimeSpan;
        }).WithoutResilience().ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = System.Net.DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(5),
        });
        services.AddSingleton<ApiCaller>();
        services.AddSingleton<ApiForwarder>();
        services.AddScoped<DashboardApi>();
        services.AddHealthChecks().AddCheck<ApiHealthCheck>("api", HealthStatus.Degraded);
    }
}
