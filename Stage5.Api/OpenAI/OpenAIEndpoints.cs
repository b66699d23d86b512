using System.Security.Claims;
using Stage5.Api.Audit;
using Stage5.Api.Endpoints;
using Stage5.Api.OpenAI.Errors;
using Stage5.Api.OpenAI.Requests;
using Stage5.Api.OpenAI.Upstreams;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Models;
using Stage5.Core.Settings;

namespace Stage5.Api.OpenAI;

/// <summary>The addresses that any OpenAI client knows.</summary>
internal static class OpenAIEndpoints
{
    public static IServiceCollection AddOpenAI(this IServiceCollection services) => services
        .AddSingleton<Microsoft.AspNetCore.Authorization.IAuthorizationMiddlewareResultHandler, OpenAIAuthorizationResults>()
        .AddSingleton<WireUpstream>()
        .AddSingleton<BridgeUpstream>()
        .AddSingleton<DoorPlanner>()
        .AddSingleton<ModelList>()
        .AddSingleton<Door>();

    public static void MapOpenAI(this WebApplication app)
    {
        var door = app.MapGroup(OpenAIErrors.Prefix).WithTags("OpenAI").NeedsFeature(SettingNames.OpenAI);
        door.MapPost("/chat/completions", (HttpContext http, Door to) => to.AnswerAsync(http, ModelCapabilities.Chat))
            .RequirePermission(Permissions.TurnsWrite).AuditedElsewhere(AuditPlaces.Calls).WithMetadata(new BodyLimit(RequestBody.MostBytes))
            .WithName("createChatCompletion").WithSummary("OpenAI's chat completions, streamed or not");
        door.MapPost("/embeddings", (HttpContext http, Door to) => to.AnswerAsync(http, ModelCapabilities.Embeddings))
            .RequirePermission(Permissions.TurnsWrite).AuditedElsewhere(AuditPlaces.Calls).WithMetadata(new BodyLimit(RequestBody.MostBytes))
            .WithName("createEmbedding").WithSummary("OpenAI's embeddings");
        door.MapGet("/models", (ClaimsPrincipal user, ModelList models) => models.Of(Identity.From(user).Tenant))
            .RequirePermission(Permissions.MetadataRead)
            .WithName("listModels").WithSummary("The models that the caller may name");
        // A model's name may have a slash in it: stage5/default.
        door.MapGet("/models/{**id}", (string id, ClaimsPrincipal user, ModelList models) =>
                models.Find(Identity.From(user).Tenant, Uri.UnescapeDataString(id)))
            .RequirePermission(Permissions.MetadataRead)
            .WithName("retrieveModel").WithSummary("One of them");
    }
}
