#if !USE_ASPIRE
using Microsoft.Extensions.DependencyInjection.Extensions;
using Stage5.ServiceDefaults;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Stands in for <c>Microsoft.Extensions.ServiceDiscovery</c>: the calls used here.</summary>
public static class ServiceDiscoveryServiceCollectionExtensions
{
    /// <summary>Resolves names from the configuration section <c>services</c>.</summary>
    public static IServiceCollection AddServiceDiscovery(this IServiceCollection services)
    {
        services.TryAddSingleton<ServiceResolver>();
        return services;
    }
}

/// <summary>Stands in for <c>Microsoft.Extensions.ServiceDiscovery</c>.</summary>
public static class ServiceDiscoveryHttpClientBuilderExtensions
{
    /// <summary>The client may call <c>http://api</c> or <c>https+http://api</c>.</summary>
    public static IHttpClientBuilder AddServiceDiscovery(this IHttpClientBuilder httpClientBuilder)
    {
        httpClientBuilder.Services.AddServiceDiscovery();
        return httpClientBuilder.AddHttpMessageHandler(services =>
            new ServiceDiscoveryHandler(services.GetRequiredService<ServiceResolver>()));
    }
}
#endif
