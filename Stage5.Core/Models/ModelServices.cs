using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Stage5.Core.Models;

public static class ModelServices
{
    /// <summary>The named HTTP client of a provider, for whoever wants to add to it.</summary>
    public static string HttpClientName(string providerId) => $"models:{providerId}";

    /// <summary>
    /// Adds <see cref="Translator"/> and the providers of the section <c>Stage5:Models</c>. Wrong values stop the start, all named at once.
    /// </summary>
    public static IServiceCollection AddModels(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<ModelsOptions>()
            .Bind(configuration.GetSection(ModelsOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ModelsOptions>, ModelsOptionsValidator>();
        foreach (var provider in configuration.GetSection($"{ModelsOptions.Section}:Providers").GetChildren())
        {
            // A redirect would carry the key elsewhere; the time limit of a try is the client's own.
            services.AddHttpClient(HttpClientName(provider.Key))
                .ConfigureHttpClient(client => client.Timeout = Timeout.InfiniteTimeSpan)
                // A host's defaults (retry, breaker, a total time limit) are for its own services. Here one call is
                // one try as long as configured; what follows a failure is decided where its cost is known.
                .ConfigureAdditionalHttpMessageHandlers((handlers, _) => handlers.Clear())
                .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
                .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    AutomaticDecompression = DecompressionMethods.All,
                    PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                    ConnectTimeout = TimeSpan.FromSeconds(10),
                });
        }

        services.AddHttpClient();
        services.AddSingleton(provider => ActivatorUtilities
            .CreateInstance<ModelProviderFactory>(provider, configuration).Create());
        services.AddSingleton<Translator>();
        return services;
    }
}
