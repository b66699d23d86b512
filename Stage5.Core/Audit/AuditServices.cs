using Microsoft.Extensions.DependencyInjection;

namespace Stage5.Core.Audit;

public static class AuditServices
{
    /// <summary>What every host that changes something writes with. Needs the store.</summary>
    public static IServiceCollection AddAudit(this IServiceCollection services) =>
        services.AddSingleton<AuditLog>().AddSingleton<TextFingerprints>();
}
