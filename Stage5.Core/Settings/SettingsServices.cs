using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Stage5.Core.Storage;

namespace Stage5.Core.Settings;

public static class SettingsServices
{
    /// <summary>
    /// Live settings: <see cref="SettingsStore"/>, <see cref="SettingsCatalogue"/> and who follows changes. Needs the
    /// store. Rooms add their own settings with <see cref="AddSetting"/>.
    /// </summary>
    public static IServiceCollection AddSettings(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<LiveSettings>();
        services.AddSingleton<SettingsStore>();
        services.AddSingleton(provider => new SettingsCatalogue(
            provider.GetServices<SettingDefinition>(), provider, configuration));
        services.AddSingleton(static provider => new SettingsFollower(
            provider.GetRequiredService<SettingsStore>(),
            provider.GetRequiredService<Store>(),
            provider.GetRequiredService<SettingsCatalogue>(),
            provider.GetRequiredService<LiveSettings>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SettingsFollower>>()));
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<SettingsFollower>());
        return services;
    }

    /// <summary>Declares a setting that acts without a start.</summary>
    public static IServiceCollection AddSetting(this IServiceCollection services, SettingDefinition definition)
    {
        services.TryAddSingleton<LiveSettings>();
        return services.AddSingleton(definition);
    }
}
