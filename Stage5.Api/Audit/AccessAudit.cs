using System.Text.Json.Nodes;
using StackExchange.Redis;
using Stage5.Core.Access;
using Stage5.Core.Audit;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Audit;

/// <summary>Records who was not let in. A refusal stands whether it can be recorded or not.</summary>
internal sealed partial class AccessAudit(AuditLog log, ILogger<AccessAudit> logger) : IAccessObserver
{
    public Task FailedAsync(HttpContext context) => WriteAsync(
        new AuditEntry(AuditChains.Platform, AuditActor.Nobody, "authentication.failed", Resource(context))
        {
            Outcome = AuditOutcome.Refused,
            Details = From(context),
        });

    public Task DeniedAsync(HttpContext context, string? permission)
    {
        var identity = Identity.From(context.User);
        var details = From(context);
        details["permission"] = permission;
        return WriteAsync(new AuditEntry(identity.Tenant, identity.Actor, "permission.denied", Resource(context))
        {
            Outcome = AuditOutcome.Refused,
            Details = details,
        });
    }

    private async Task WriteAsync(AuditEntry entry)
    {
        try
        {
            await log.AppendAsync(entry, CancellationToken.None);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogNotRecorded(e, entry.Action, entry.Resource);
        }
    }

    // The pattern, not the path: what a stranger writes into a path does not belong into a record.
    private static string Resource(HttpContext context) =>
        $"endpoint/{context.Request.Method} {(context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "unknown"}";

    private static JsonObject From(HttpContext context) =>
        new() { ["address"] = context.Connection.RemoteIpAddress?.ToString() };

    [LoggerMessage(1200, LogLevel.Error, "Could not record {Action} on {Resource}")]
    private partial void LogNotRecorded(Exception exception, string action, string resource);
}
