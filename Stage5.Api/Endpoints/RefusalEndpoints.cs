using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Stage5.Api.Audit;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

/// <summary>Where the dashboard tells of whom it did not let in, so that the audit has it.</summary>
internal static class RefusalEndpoints
{
    public static void MapRefusals(this RouteGroupBuilder api)
    {
        var access = api.MapGroup("/access").WithTags("Access");

        access.MapPost("/denials", DeniedAsync)
            .RequirePermission(Permissions.AccessSelf).WithName("reportDenial")
            .WithSummary("Put on record that the caller was not let in")
            .WithDescription("For the dashboard, with the token of the person whom it refused a page. The "
                + "record is the caller's own; a permission that the caller holds leaves none.")
            .AuditedElsewhere("permission.denied by AccessAudit, summed up like every refusal")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);

        access.MapPost("/sign-in-failures", SignInFailedAsync)
            .RequirePermission(Permissions.SignInsReport).WithName("reportSignInFailure")
            .WithSummary("Put on record that a sign-in at the provider failed")
            .WithDescription("For the dashboard itself. What the API refused it has on record without being told.")
            .AuditedElsewhere("authentication.failed by AccessAudit, summed up like every refusal")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);
    }

    private static async Task<IResult> DeniedAsync(
        DenialReport report, HttpContext http, ClaimsPrincipal user, AccessAudit audit)
    {
        if (!Explainer.Known.Contains(report.Permission))
            return Invalid("permission", "permission must be one that there is, for instance tasks:read.");
        var caller = Identity.From(user);
        // Whoever holds it may come in here: that a page went by older roles is no denial.
        if (!caller.May(report.Permission))
            await audit.DeniedAsync(http, caller, report.Permission, "dashboard");
        return TypedResults.NoContent();
    }

    private static async Task<IResult> SignInFailedAsync(
        SignInFailure failure, ClaimsPrincipal user, AccessAudit audit)
    {
        IPAddress? address = null;
        if (failure.Address is not null && !IPAddress.TryParse(failure.Address, out address))
            return Invalid("address", "address must be an IP address.");
        await audit.SignInFailedAsync(Identity.From(user), failure.Reason, address);
        return TypedResults.NoContent();
    }

    private static ProblemHttpResult Invalid(string field, string message) =>
        Problems.Invalid(new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [message] });
}
