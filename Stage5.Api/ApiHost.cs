using Stage5.Api.Endpoints;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Models;
using Stage5.Core.Storage;
using Stage5.Core.Tasks;
using Stage5.Core.Turns;

namespace Stage5.Api;

internal static class ApiHost
{
    public static void AddApi(this WebApplicationBuilder builder)
    {
        builder.AddRedisClient("cache");
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddStorage();
        builder.Services.AddTasks(builder.Configuration.GetSection("Stage5:Tasks"));
        builder.Services.AddModels(builder.Configuration);
        builder.Services.AddTurns(builder.Configuration);
        builder.Services.AddAccess(builder.Configuration);
        builder.Services.AddBearerAccess(services => services.GetRequiredService<AccessTokens>().ReadAsync);
        builder.Services.AddSingleton<ResourceOverview>();
        builder.Services.AddStage5Problems();
        builder.Services.AddValidation();
        builder.Services.AddApiDescription();
        builder.Services.ConfigureHttpJsonOptions(static options =>
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJson.Default));
    }

    public static void UseApi(this WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseAuthentication();
        app.UseAuthorization();
    }

    public static void MapApi(this WebApplication app)
    {
        var api = app.MapGroup("/api");
        api.MapTranslate();
        api.MapTasks();
        api.MapStatus();
        api.MapMetadata();
        api.MapAccess();
        api.MapTelemetry();
        app.MapApiDescription();
        app.VerifyEndpointPermissions();
    }
}
