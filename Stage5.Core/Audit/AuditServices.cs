using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stage5.Core.Configuration;
using Stage5.Core.Secrets;
using Stage5.Core.Settings;
using Stage5.Core.Storage;

namespace Stage5.Core.Audit;

public static class AuditServices
{
    /// <summary>What every host that changes something writes with, and what seals and verifies. Needs the store.</summary>
    public static IServiceCollection AddAudit(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddStage5Options<AuditOptions>(configuration, AuditOptions.Section, nameof(AuditOptions.SigningKey));
        services.AddSetting(new SettingDefinition(SettingNames.AuditRetention, "days", 1, AuditKeeper.MostDays,
            "How long records of the tenant's audit are kept; no shorter than configured.",
            static (provider, tenant) => ConfiguredDays(provider, tenant),
            static tenant => [$"{AuditOptions.Section}:TenantRetention:{tenant}", $"{AuditOptions.Section}:Retention"])
        {
            // Whoever may change settings is among those it watches.
            Least = static (provider, tenant) => ConfiguredDays(provider, tenant),
        });
        services.AddSingleton<AuditLog>();
        services.AddSingleton<AuditStore>();
        services.AddSingleton<AuditKeys>();
        services.AddSingleton<TextFingerprints>();
        services.AddSingleton<AuditBursts>();
        services.AddSingleton<AuditWitness>();
        services.AddSingleton<ISecretWitness>(static provider => provider.GetRequiredService<AuditWitness>());
        services.AddHostedService(static provider => provider.GetRequiredService<AuditWitness>());
        services.AddSingleton(static provider => new AuditReader(
            provider.GetRequiredService<AuditStore>(), provider.GetRequiredService<AuditKeys>()));
        services.AddSingleton(static provider =>
        {
            var options = provider.GetRequiredService<IOptions<AuditOptions>>();
            var segments = string.IsNullOrEmpty(options.Value.Path)
                ? null
                : new AuditSegments(options.Value.Path, options.Value.SegmentRecords);
            var (store, time) = (provider.GetRequiredService<AuditStore>(), provider.GetRequiredService<TimeProvider>());
            var sealer = new AuditSealer(store, segments, provider.GetRequiredService<AuditKeys>(), time,
                provider.GetRequiredService<ILogger<AuditSealer>>());
            return new AuditKeeper(store, provider.GetRequiredService<Store>(), sealer, segments, options,
                provider.GetRequiredService<SettingsStore>(), time,
                provider.GetRequiredService<ILogger<AuditKeeper>>());
        });
        return services;
    }

    /// <summary>For whoever seals: the key that signs is loaded before anything starts.</summary>
    public static IServiceCollection AddAuditSigning(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration[$"{AuditOptions.Section}:{nameof(AuditOptions.SigningKeySecret)}"] is { Length: > 0 } secret)
            services.AddSingleton(new SecretNeed(secret, "signing the audit"));
        return services;
    }

    // Part of a day counts as one: what is set must never be shorter.
    private static long ConfiguredDays(IServiceProvider provider, string tenant) =>
        (long)Math.Ceiling(provider.GetRequiredService<IOptions<AuditOptions>>().Value.RetentionOf(tenant).TotalDays);
}
