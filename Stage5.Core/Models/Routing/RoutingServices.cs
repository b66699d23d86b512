using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stage5.Core.Configuration;
using Stage5.Core.Models.Routing.Health;

namespace Stage5.Core.Models.Routing;

public static class RoutingServices
{
    /// <summary>
    /// Policies of the section <c>Stage5:Routing</c>, health of models and its reports, <see cref="ModelRouter"/> and
    /// <see cref="ModelDispatcher"/>. Wrong values stop the start, all named at once. Needs models and the store.
    /// </summary>
    public static IServiceCollection AddRouting(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Random.Shared);
        services.AddOptions<RoutingOptions>()
            .Configure(options => RoutingOptionsReader.Read(configuration, options)).ValidateOnStart();
        services.AddKeys(RoutingKeys.All);
        services.AddSingleton<IValidateOptions<RoutingOptions>, RoutingOptions.Validator>();
        services.AddSingleton(provider => new RoutingPolicies(
            provider.GetRequiredService<IOptions<RoutingOptions>>(),
            provider.GetRequiredService<ModelProviderSet>(),
            provider.GetRequiredService<ILogger<RoutingPolicies>>()));
        services.AddSingleton<ModelHealthBoard>();
        services.AddSingleton<ModelTelemetry>();
        services.AddSingleton(provider => new ModelRouter(
            provider.GetRequiredService<ModelProviderSet>(),
            provider.GetRequiredService<RoutingPolicies>(),
            provider.GetRequiredService<ModelHealthBoard>(),
            provider.GetRequiredService<Random>()));
        services.AddSingleton(provider => new ModelDispatcher(
            provider.GetRequiredService<ModelHealthBoard>(),
            provider.GetRequiredService<ModelTelemetry>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Random>()));
        services.AddSingleton<ModelProcess>();
        services.AddSingleton<ModelReports>();
        services.AddSingleton(provider => new ModelsOverview(
            provider.GetRequiredService<ModelRouter>(),
            provider.GetRequiredService<ModelHealthBoard>(),
            provider.GetRequiredService<ModelReports>(),
            provider.GetRequiredService<ModelProcess>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<ModelReporter>();
        // A try is told once, by the dispatcher; the client's factory would add four lines of its own.
        foreach (var provider in configuration.GetSection($"{ModelsOptions.Section}:Providers").GetChildren())
            services.AddHttpClient(ModelServices.HttpClientName(provider.Key)).RemoveAllLoggers();
        return services;
    }
}
