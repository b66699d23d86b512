using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Stage5.Core.Secrets;

public static class SecretServices
{
    /// <summary>Secrets by name.</summary>
    public static IServiceCollection AddSecrets(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton<ISecrets>(new ConfigurationSecrets(configuration));
}
