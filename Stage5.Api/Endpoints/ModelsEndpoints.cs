using Microsoft.AspNetCore.Http.HttpResults;
using Stage5.Contracts;
using Stage5.Core.Models.Routing.Health;

namespace Stage5.Api.Endpoints;

internal static class ModelsEndpoints
{
    public static void MapModels(this RouteGroupBuilder api) =>
        api.MapGet("/models", ReadAsync)
            .RequirePermission(Permissions.ModelsRead).WithName("getModels").WithTags("Operations")
            .WithSummary("Every model: price, regions, health, breaker, and its share of the answers, over all processes")
            .Produces<ModelsView>()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Ok<ModelsView>> ReadAsync(ModelsOverview models, CancellationToken cancellationToken) =>
        TypedResults.Ok(await models.ReadAsync(cancellationToken));
}
