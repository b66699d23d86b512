using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Stage5.Contracts;
using Stage5.Core.Configuration;

namespace Stage5.Core.Secrets;

public static class SecretServices
{
    /// <summary>
    /// Adds <see cref="ISecrets"/>, <see cref="SecretHealth"/> and <see cref="KnownSecrets"/>. The host registers the
    /// <c>SecretClient</c> of the shared vault, if there is one, and a <c>Func&lt;Uri, SecretClient&gt;</c> for vaults
    /// of tenants; whoever needs a secret registers a <see cref="SecretNeed"/>.
    /// </summary>
    public static IServiceCollection AddSecrets(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Random.Shared);
        var secret = new KnownKey($"{SecretOptions.Section}:{{name}}", "text", Default: null,
            "The secret of that name, in development; with RequireVault only vaults are asked.", "sk-…");
        services.AddStage5Options<SecretOptions>(configuration, SecretOptions.Section);
        services.AddKeys([new OptionKey(secret with { Secret = true })]);
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<SecretOptions>, SecretOptionsValidator>());
        services.AddSingleton(_ => new KnownSecrets(configuration));
        services.AddSingleton(provider => new ConfigurationSource(
            configuration, provider.GetRequiredService<IOptions<SecretOptions>>()));
        services.AddSingleton<SecretVaults>();
        services.AddSingleton<SecretReading>();
        services.AddSingleton<SecretStore>();
        services.AddSingleton<ISecrets>(static provider => provider.GetRequiredService<SecretStore>());
        services.AddSingleton(static provider => new SecretHealth(
            provider.GetRequiredService<SecretStore>(),
            provider.GetRequiredService<SecretVaults>(),
            provider.GetRequiredService<ConfigurationSource>(),
            provider.GetRequiredService<IOptions<SecretOptions>>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<SecretMetrics>();
        services.AddHostedService<SecretRefresher>();
        return services;
    }
}
