using Stage5.Api.Audit;
using Stage5.Api.Callbacks;
using Stage5.Api.Configuration;
using Stage5.Api.Endpoints;
using Stage5.Api.Mcp;
using Stage5.Api.OpenAI;
using Stage5.Api.OpenAI.Errors;
using Stage5.Contracts;
using Stage5.Core;
using Stage5.Core.Access;
using Stage5.Core.Guards.Compliance;
using Stage5.Core.Reviews;
using Stage5.Core.Secrets;
using Stage5.ServiceDefaults;

namespace Stage5.Api;

internal static class ApiHost
{
    public static void AddApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddConfigurationRule<StoreRule>().AddConfigurationRule<VaultRule>();
        builder.AddRedisClient("cache");
        builder.AddSecretVaults();
        builder.Services.AddTextRedactor(static services => services.GetRequiredService<KnownSecrets>().Redact);
        builder.Services.AddTextRedactor(static _ => SensitiveText.Redact);
        builder.Services.AddCore(builder.Configuration);
        builder.Services.AddBearerAccess(services => services.GetRequiredService<AccessTokens>().ReadAsync);
        builder.Services.AddSingleton<AccessAudit>();
        builder.Services.AddSingleton<IAccessObserver>(static services => services.GetRequiredService<AccessAudit>());
        builder.Services.AddSingleton<ConfigurationReport>();
        builder.Services.AddFeatureSettings();
        builder.Services.AddCallbacks(builder.Configuration);
        builder.Services.AddSingleton<ResourceOverview>();
        builder.Services.AddSingleton<TurnDoor>();
        builder.Services.AddSingleton<TurnAnswer>();
        builder.Services.AddSingleton<GlossaryAccess>();
        builder.Services.AddSingleton<ProcessingChoices>();
        builder.Services.AddSingleton<FeatureList>();
        builder.Services.AddSingleton<MetadataReader>();
        builder.Services.AddSingleton<ClientConfiguration>();
        builder.AddCorsAllowList();
        builder.Services.AddStage5Problems();
        builder.Services.AddValidation();
        builder.Services.AddReviewGauges();
        builder.Services.AddOpenAI();
        builder.Services.AddMcp();
        builder.Services.AddApiDescription();
        builder.Services.ConfigureHttpJsonOptions(static options =>
        {
            options.SerializerOptions.MaxDepth = RequestLimits.JsonDepth;
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJson.Default);
        });
    }

    public static void UseApi(this WebApplication app)
    {
        app.UseTrustedProxies();
        app.UseSecurityHeaders();
        app.UseCorsAllowList();
        app.UseOpenAIErrors();
        app.UseRequestLimits();
        app.UseAuthentication();
        app.UseAuthorization();
    }

    public static void MapApi(this WebApplication app)
    {
        var api = app.MapGroup("/api");
        api.MapTurns();
        api.MapDetect();
        api.MapTasks();
        api.MapEvents();
        api.MapConversations();
        api.MapMessages();
        api.MapDeliveries();
        api.MapDrafts();
        api.MapStatus();
        api.MapMetadata();
        api.MapLocalization();
        api.MapCostLatency();
        api.MapModels();
        api.MapBudgets();
        api.MapGlossary();
        api.MapGlossaryFiles();
        api.MapApplyGlossary();
        api.MapSettings();
        api.MapConfig();
        api.MapSecrets();
        api.MapAccess();
        api.MapSessions();
        api.MapProtectionKeys();
        api.MapRefusals();
        api.MapPeople();
        api.MapKeys();
        api.MapTelemetry();
        api.MapAudit();
        api.MapCallbacks();
        api.MapWebhooks();
        api.MapReviews();
        api.MapReviewMetrics();
        app.MapOpenAI();
        app.MapMcp();
        app.MapApiDescription();
        app.VerifyEndpointPermissions();
        app.VerifyAuditing("/health", "/alive", "/metrics");
        app.VerifyCallbacks();
    }
}
