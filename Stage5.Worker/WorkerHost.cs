using Stage5.Core;
using Stage5.Core.Access;
using Stage5.Core.Audit;
using Stage5.Core.Secrets;
using Stage5.ServiceDefaults;

namespace Stage5.Worker;

internal static class WorkerHost
{
    public static void AddWorker(this WebApplicationBuilder builder)
    {
        builder.Services.AddConfigurationRule<StoreRule>().AddConfigurationRule<VaultRule>();
        builder.AddRedisClient("cache");
        builder.AddSecretVaults();
        builder.Services.AddTextRedactor(static services => services.GetRequiredService<KnownSecrets>().Redact);
        builder.Services.AddTextRedactor(static _ => ShippedLines.Redact, ShippedLines.Contains);
        builder.Services.AddCore(builder.Configuration);
        builder.Services.AddSingleton<IAccessObserver, MetricsAudit>();
        builder.Services.AddBearerAccess(services => services.GetRequiredService<AccessTokens>().ReadAsync);

        builder.Services.AddSingleton<WorkerIdentity>();
        builder.Services.AddSingleton<TurnLoop>();
        // Stopped last to first: turns are drained while the worker still reports itself.
        builder.Services.AddHostedService<PresenceLoop>();
        builder.Services.AddHostedService<ReaperLoop>();
        builder.Services.AddAuditSigning(builder.Configuration).AddHostedService<AuditLoop>();
        builder.Services.AddHostedService<ReplyLoop>();
        builder.Services.AddHostedService<WebhookLoop>();
        builder.Services.AddHostedService<WebhookSealLoop>();
        builder.Services.AddHostedService<RecallLoop>();
        builder.Services.AddHostedService<DraftLoop>();
        builder.Services.AddHostedService(static services => services.GetRequiredService<TurnLoop>());
    }
}
