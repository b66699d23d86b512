using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Core.Access.ApiKeys;
using Stage5.Core.Access.People;

namespace Stage5.Core.Access;

public static class AccessServices
{
    /// <summary>Who may do what. Needs the store.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AccessOptions>().Bind(configuration.GetSection(AccessOptions.Section))
            .Validate(static options => options.SessionAccessLifetime > TimeSpan.Zero
                && options.SessionLifetime >= options.SessionAccessLifetime,
                "Stage5:Access: SessionLifetime must be at least SessionAccessLifetime, and both above zero.")
            .ValidateOnStart();
        services.AddSingleton<DevelopmentTokenVerifier>();
        services.AddSingleton<SessionStore>();
        services.AddSingleton<KeyStore>();
        services.AddSingleton<KeyReader>();
        services.AddSingleton<PersonStore>();
        services.AddSingleton<PeopleDesk>();
        services.AddSingleton<Explainer>();
        services.AddSingleton<AccessTokens>();
        return services;
    }
}
