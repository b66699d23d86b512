using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stage5.ServiceDefaults;

namespace Microsoft.Extensions.Hosting;

/// <summary>Resilience of HTTP clients: every client has it; one can have other limits or none.</summary>
public static class HttpResilienceExtensions
{
    private static readonly TimeSpan FactoryTimeout = TimeSpan.FromSeconds(100);

    /// <summary>Other limits for this client, with pipelines of its own. Starts from the defaults.</summary>
    public static IHttpClientBuilder WithResilience(
        this IHttpClientBuilder builder, Action<HttpResilienceOptions> configure)
    {
        ResiliencePipelines? pipelines = null;
        builder.WithoutResilience();
        builder.Services.AddOptions<HttpResilienceOptions>(builder.Name).Configure(configure);
        builder.ConfigureAdditionalHttpMessageHandlers((handlers, services) =>
        {
            // Outermost, so that each try is resolved anew; made once, so that its circuits outlive a handler.
            LazyInitializer.EnsureInitialized(ref pipelines, () => Create(services, builder.Name));
            handlers.Insert(0, new ResilienceHandler(pipelines));
        });
        return builder.ConfigureHttpClient((services, client) =>
        {
            var total = services.GetRequiredService<IOptionsMonitor<HttpResilienceOptions>>().Get(builder.Name);
            var needed = total.TotalTimeout + TimeSpan.FromSeconds(10);
            client.Timeout = needed > FactoryTimeout ? needed : FactoryTimeout;
        });
    }

    /// <summary>None for this client: no timeout, retry, circuit or limit but its own.</summary>
    public static IHttpClientBuilder WithoutResilience(this IHttpClientBuilder builder) =>
        builder.ConfigureAdditionalHttpMessageHandlers((handlers, _) =>
        {
            foreach (var handler in handlers.OfType<ResilienceHandler>().ToList())
            {
                handlers.Remove(handler);
            }
        });

    internal static void AddHttpClientDefaults(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => Create(provider, Options.Options.DefaultName));
        services.AddServiceDiscovery();
        services.ConfigureHttpClientDefaults(http =>
        {
            http.AddHttpMessageHandler(provider =>
                new ResilienceHandler(provider.GetRequiredService<ResiliencePipelines>()));
            http.AddServiceDiscovery();
            // At the level Trace they pass header values on, tokens among them. Spans tell what they told.
            http.RemoveAllLoggers();
        });
    }

    private static ResiliencePipelines Create(IServiceProvider services, string name) => new(
        services.GetRequiredService<IOptionsMonitor<HttpResilienceOptions>>().Get(name),
        services.GetRequiredService<TimeProvider>(),
        Random.Shared.NextDouble,
        services.GetRequiredService<ILogger<ResiliencePipelines>>());
}
