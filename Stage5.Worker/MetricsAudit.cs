using System.Text.Json.Nodes;
using Stage5.Core.Access;
using Stage5.Core.Audit;
using Stage5.ServiceDefaults;

namespace Stage5.Worker;

/// <summary>Records who was not let in to what a worker shows: its <c>/metrics</c>.</summary>
internal sealed class MetricsAudit(AuditBursts bursts) : IAccessObserver
{
    public Task FailedAsync(HttpContext context) => bursts.AppendAsync(
        AuditBursts.NetworkOf(context.Connection.RemoteIpAddress), new AuditEntry(
            AuditChains.Platform, AuditActor.Nobody, "authentication.failed", Resource(context))
        {
            Outcome = AuditOutcome.Refused,
            Details = From(context),
        });

    public Task DeniedAsync(HttpContext context, string? permission)
    {
        var caller = Identity.From(context.User);
        var details = From(context);
        details["permission"] = permission;
        return bursts.AppendAsync($"{caller.Tenant}\n{caller.User}", new AuditEntry(
            caller.Tenant, caller.Actor, "permission.denied", Resource(context))
        {
            Outcome = AuditOutcome.Refused,
            Details = details,
        });
    }

    private static JsonObject From(HttpContext context) => new()
    {
        ["host"] = "worker",
        ["address"] = context.Connection.RemoteIpAddress?.ToString(),
    };

    // The pattern, not the path: what a stranger writes into a path does not belong into a record.
    private static string Resource(HttpContext context) =>
        $"endpoint/{context.Request.Method} {(context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "unknown"}";
}
