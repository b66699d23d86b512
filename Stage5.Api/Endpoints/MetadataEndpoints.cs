using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Stage5.Contracts;
using Stage5.Core.Access;

namespace Stage5.Api.Endpoints;

internal static class MetadataEndpoints
{
    public static void MapMetadata(this RouteGroupBuilder api)
    {
        api.MapGet("/metadata", ReadAsync)
            .RequirePermission(Permissions.MetadataRead).WithName("getMetadata").WithTags("Operations")
            .WithSummary("What can be chosen from: models, languages, pairs, features, tones, limits, own usage")
            .WithDescription("For this caller and at this moment; what is not available says why.")
            .Produces<MetadataView>()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        api.MapGet("/configuration", (ClaimsPrincipal user, ClientConfiguration configuration) =>
                TypedResults.Ok(configuration.Read(Identity.From(user).Tenant)))
            .RequirePermission(Permissions.MetadataRead).WithName("getConfiguration").WithTags("Operations")
            .WithSummary("What a client may set itself up by: modes, tones, locales, limits, what is kept and redacted")
            .Produces<ConfigurationView>()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
    }

    private static async Task<Ok<MetadataView>> ReadAsync(
        ClaimsPrincipal user, MetadataReader metadata, CancellationToken cancellationToken) =>
        TypedResults.Ok(await metadata.ReadAsync(Identity.From(user), cancellationToken));
}
