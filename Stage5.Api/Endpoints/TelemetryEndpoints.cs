using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http.HttpResults;
using Stage5.Api.Audit;
using Stage5.Contracts;
using Stage5.Contracts.Events;

namespace Stage5.Api.Endpoints;

internal static partial class TelemetryEndpoints
{
    private static readonly Meter Meter = new("Stage5.Api");

    private static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "stage5.browser.failures", "{request}", "Dashboard requests that failed after their last try.");

    private static readonly Counter<long> Mismatches = Meter.CreateCounter<long>(
        "stage5.events.contract_mismatches", "{event}", "Task events that a dashboard's page refused.");

    public static void MapTelemetry(this RouteGroupBuilder api)
    {
        Describe(api.MapPost("/telemetry/browser-failures", Record), "reportBrowserFailure",
            "Report a dashboard request that failed after its last try");
        Describe(api.MapPost("/telemetry/contract-mismatches", RecordMismatch), "reportContractMismatch",
            "Report a task event that is not what the contract of events says");
    }

    private static void Describe(RouteHandlerBuilder endpoint, string name, string summary) => endpoint
        .RequirePermission(Permissions.TelemetryWrite).AuditedElsewhere("it is a line of the log, and changes nothing")
        .WithName(name).WithTags("Operations").WithSummary(summary)
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

    private static NoContent RecordMismatch(ContractMismatch mismatch, ILogger<ContractMismatch> logger)
    {
        // What a browser sends is no label: of the types only those of the contract.
        var type = mismatch.EventType is { } named && EventContract.Current.Types.Contains(named) ? named : "other";
        Mismatches.Add(1, new("kind", mismatch.Kind), new("type", type));
        LogMismatch(logger, mismatch.Kind, mismatch.EventType, mismatch.Expected, mismatch.Page);
        return TypedResults.NoContent();
    }
}
