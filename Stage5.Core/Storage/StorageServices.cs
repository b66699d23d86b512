using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Stage5.Core.Storage;

public static class StorageServices
{
    /// <summary>Adds <see cref="Store"/>. The host registers the <c>IConnectionMultiplexer</c>.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services)
    {
        services.TryAddSingleton<StoreClock>();
        services.TryAddSingleton<Store>();
        return services;
    }
}
