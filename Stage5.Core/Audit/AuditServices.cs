using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stage5.Core.Secrets;
using Stage5.Core.Storage;

namespace Stage5.Core.Audit;

public static class AuditServices
{
    /// <summary>What every host that changes something writes with, and what seals and verifies. Needs the store.</summary>
    public static IServiceCollection AddAudit(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AuditOptions>().Bind(configuration.GetSection(AuditOptions.Section))
            .Validate(static options => options.SegmentRecords is >= 100 and <= 1_000_000,
                "Stage5:Audit:SegmentRecords must be 100 to 1,000,000.")
            .Validate(static options => options.Lease >= TimeSpan.FromSeconds(2),
                "Stage5:Audit:Lease must be two seconds or more.")
            .Validate(static options => options.TenantRetention.Values.Append(options.Retention).All(time => time >= TimeSpan.FromDays(1)),
                "Stage5:Audit:Retention and TenantRetention must be a day or more.")
            .ValidateOnStart();
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
            return new AuditKeeper(store, provider.GetRequiredService<Store>(), sealer, segments, options, time,
                provider.GetRequiredService<ILogger<AuditKeeper>>());
        });
        return services;
    }
}
