using System.Security.Claims;
using Stage5.Api.Callbacks;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Tasks;

namespace Stage5.Api.Endpoints;

internal static class StatusEndpoints
{
    public static void MapStatus(this RouteGroupBuilder api) =>
        api.MapGet("/status", ReadAsync)
            .RequirePermission(Permissions.StatusRead).WithName("getStatus").WithTags("Operations")
            .WithSummary("What runs, how it is, and what waits in the tenant's queue")
            .Produces<StatusView>()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> ReadAsync(
        ClaimsPrincipal user, TaskStore tasks, ResourceOverview overview, CallbackProof callbacks,
        CancellationToken cancellationToken)
    {
        var resources = overview.ReadAsync(cancellationToken);
        var queue = tasks.QueueStatusAsync(Identity.From(user).Tenant, cancellationToken);
        return TypedResults.Ok(new StatusView(await resources, await queue, callbacks.HmacFallback()));
    }
}
