using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Core.Configuration;

namespace Stage5.Core.Access;

public static class AccessServices
{
    /// <summary>Who may do what. Needs the store.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddStage5Options<AccessOptions>(configuration, AccessOptions.Section);
        services.AddSingleton<DevelopmentTokenVerifier>();
        services.AddSingleton<SessionStore>();
        services.AddSingleton<AccessTokens>();
        return services;
    }
}
