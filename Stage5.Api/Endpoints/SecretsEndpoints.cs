using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Secrets;

namespace Stage5.Api.Endpoints;

internal static class SecretsEndpoints
{
    public static void MapSecrets(this RouteGroupBuilder api) =>
        api.MapGet("/secrets/health", Read)
            .RequirePermission(Permissions.SecretsRead).WithName("getSecretsHealth").WithTags("Operations")
            .WithSummary("Every secret that is needed: its state, version, age and end; never its value")
            .Produces<SecretsHealthView>()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);

    private static Ok<SecretsHealthView> Read(ClaimsPrincipal user, SecretHealth health) =>
        TypedResults.Ok(health.Read(Identity.From(user).Tenant));
}
