using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http.HttpResults;
using Stage5.Api.Audit;
using Stage5.Contracts;

namespace Stage5.Api.Endpoints;

internal static partial class TelemetryEndpoints
{
    private static readonly Meter Meter = new("Stage5.Api");

    private static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "stage5.browser.failures", "{request}", "Dashboard requests that failed after their last try.");

    public static void MapTelemetry(this RouteGroupBuilder api) =>
        api.MapPost("/telemetry/browser-failures", Record)
            .RequirePermission(Permissions.TelemetryWrite).AuditedElsewhere("it is a line of the log, and changes nothing")
            .WithName("reportBrowserFailure").WithTags("Operations")
            .WithSummary("Report a dashboard request that failed after its last try")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);

    private static NoContent Record(BrowserFailure failure, ILogger<BrowserFailure> logger)
    {
        Failures.Add(1, new KeyValuePair<string, object?>("status", failure.Status));
        LogFailure(logger, failure.Method, failure.Path, failure.Status, failure.Code, failure.Attempts, failure.Page);
        return TypedResults.NoContent();
    }
}
