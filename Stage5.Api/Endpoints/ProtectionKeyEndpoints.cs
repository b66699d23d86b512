using Microsoft.AspNetCore.Http.HttpResults;
using Stage5.Api.Audit;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

/// <summary>Where replicas of the dashboard share the keys that protect its cookies.</summary>
internal static class ProtectionKeyEndpoints
{
    public static void MapProtectionKeys(this RouteGroupBuilder api)
    {
        var keys = api.MapGroup("/access/protection-keys").WithTags("Access");

        keys.MapGet("", ReadAsync)
            .RequirePermission(Permissions.ProtectionKeys).WithName("getProtectionKeys")
            .WithSummary("Keys that protect dashboard cookies")
            .WithDescription("For the dashboard itself.")
            .Produces<ProtectionKeyList>().ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);

        keys.MapPost("", KeepAsync)
            .RequirePermission(Permissions.ProtectionKeys).WithName("postProtectionKey")
            .WithSummary("Keep a key that protects dashboard cookies")
            .WithDescription("For the dashboard itself. The same key may be sent again; 409 protection_key_exists when "
                + "another has its name.")
            .Audited("protection_key.created", "protection_key")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Ok<ProtectionKeyList>> ReadAsync(ProtectionKeyStore store, CancellationToken ct) =>
        TypedResults.Ok(new ProtectionKeyList(await store.ReadAsync(ct)));

    private static async Task<IResult> KeepAsync(
        HttpContext http, ProtectionKey key, ProtectionKeyStore store, CancellationToken ct)
    {
        http.AuditNote().ResourceId = key.Name;
        return await store.KeepAsync(key, ct)
            ? TypedResults.NoContent()
            : Problems.Create(StatusCodes.Status409Conflict, "protection_key_exists",
                "Another key has this name.", "Send it under a name of its own.");
    }
}
