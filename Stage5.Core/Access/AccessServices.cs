using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stage5.Core.Access.ApiKeys;
using Stage5.Core.Access.Issuers;
using Stage5.Core.Access.People;
using Stage5.Core.Configuration;

namespace Stage5.Core.Access;

public static class AccessServices
{
    /// <summary>Who may do what. Needs the store.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddStage5Options<AccessOptions>(configuration, AccessOptions.Section);
        services.AddSingleton<IValidateOptions<AccessOptions>>(static provider =>
            new DevelopmentKeyValidator(provider.GetService<IHostEnvironment>()));
        services.AddIssuers(configuration);
        services.AddSingleton<DevelopmentTokenVerifier>();
        services.AddSingleton<SessionStore>();
        services.AddSingleton<ProtectionKeyStore>();
        services.AddSingleton<AccessMetrics>();
        services.AddSingleton<KeyStore>();
        services.AddSingleton<KeyReader>();
        services.AddSingleton<PersonStore>();
        services.AddSingleton<PeopleDesk>();
        services.AddSingleton<Explainer>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<AccessWatch>();
        return services;
    }

    private static void AddIssuers(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<IssuersOptions>().ValidateOnStart();
        services.AddKeys(OptionKey.Of(typeof(IssuerOptions), $"{IssuersOptions.Section}:{{issuer}}"));
        services.AddSingleton<IConfigureOptions<IssuersOptions>>(new IssuersOptionsReader(configuration));
        services.AddSingleton<IValidateOptions<IssuersOptions>>(static provider =>
            new IssuersOptionsValidator(provider.GetService<IHostEnvironment>()));
        // One question is one try: how often is asked is decided where it is known who waits.
        services.AddHttpClient(IssuerDiscovery.ClientName)
            .ConfigureHttpClient(static client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigureAdditionalHttpMessageHandlers(static (handlers, _) => handlers.Clear())
            .ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = TimeSpan.FromSeconds(5),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            });
        services.AddSingleton(static provider => new IssuerTokens(
            provider.GetRequiredService<IOptions<IssuersOptions>>(),
            new IssuerDiscovery(
                provider.GetRequiredService<IHttpClientFactory>(), provider.GetRequiredService<TimeProvider>()),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
    }
}
