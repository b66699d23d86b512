using System.Net;
using System.Text.Json.Nodes;
using StackExchange.Redis;
using Stage5.Core.Access;
using Stage5.Core.Audit;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Audit;

/// <summary>Records who was not let in, and what guards refused. A refusal stands whether it can be recorded or not.</summary>
internal sealed class AccessAudit(AuditBursts bursts, TextFingerprints fingerprints) : IAccessObserver
{
    public Task FailedAsync(HttpContext context) => bursts.AppendAsync(
        AuditBursts.NetworkOf(context.Connection.RemoteIpAddress), new AuditEntry(
            AuditChains.Platform, AuditActor.Nobody, "authentication.failed", Resource(context))
        {
            Outcome = AuditOutcome.Refused,
            Details = From(context),
        });

    /// <summary>Somebody did not get through the sign-in of a host that says so with a key of its own.</summary>
    /// <param name="reporter">Whose word it is.</param>
    /// <param name="reason">One of a few words; what a stranger wrote does not belong into a record.</param>
    /// <param name="address">Where they are, as the reporter says.</param>
    public Task SignInFailedAsync(Identity reporter, string reason, IPAddress? address) => bursts.AppendAsync(
        AuditBursts.NetworkOf(address), new AuditEntry(
            AuditChains.Platform, AuditActor.Nobody, "authentication.failed", "dashboard/sign-in")
        {
            Outcome = AuditOutcome.Refused,
            Details = new JsonObject
            {
                ["address"] = address?.ToString(),
                ["reason"] = reason,
                ["reported_by"] = reporter.TokenId,
            },
        });

    public Task DeniedAsync(HttpContext context, string? permission) =>
        DeniedAsync(context, Identity.From(context.User), permission, Resource(context));

    /// <summary>The same of what is no endpoint of its own: a tool, a page of the dashboard.</summary>
    public Task DeniedAsync(HttpContext? context, Identity caller, string? permission, string resource)
    {
        var details = context is null ? [] : From(context);
        details["permission"] = permission;
        return bursts.AppendAsync(SourceOf(caller), new AuditEntry(
            caller.Tenant, caller.Actor, "permission.denied", resource)
        {
            Outcome = AuditOutcome.Refused,
            Details = details,
        });
    }

    /// <summary>A guard did not let a call in: its rate, money, place, size, or what is in its text.</summary>
    /// <param name="resource">What was asked for: <c>turn/translate</c>, <c>call/chat</c>, …</param>
    /// <param name="text">The text, where it was looked at; its fingerprint is kept.</param>
    public async Task RefusedAsync(
        Identity caller, string code, string resource, IReadOnlyList<string>? classes = null, string? text = null) =>
        await bursts.AppendAsync($"{SourceOf(caller)}\n{code}", new AuditEntry(
            caller.Tenant, caller.Actor, "guard.refused", resource)
        {
            Outcome = AuditOutcome.Refused,
            Details = new JsonObject
            {
                ["code"] = code,
                ["classes"] = classes is null ? null : new JsonArray([.. classes.Select(one => (JsonNode)one)]),
            },
            Fingerprint = text is null ? null : await FingerprintAsync(caller.Tenant, text),
        });

    private async Task<string?> FingerprintAsync(string tenant, string text)
    {
        try
        {
            return await fingerprints.OfAsync(tenant, text);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            // The store that would take the record is away as well.
            return null;
        }
    }

    private static string SourceOf(Identity caller) => $"{caller.Tenant}\n{caller.User}";

    // The pattern, not the path: what a stranger writes into a path does not belong into a record.
    private static string Resource(HttpContext context) =>
        $"endpoint/{context.Request.Method} {(context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText?.TrimEnd('/') ?? "unknown"}";

    private static JsonObject From(HttpContext context) => new() { ["address"] = Address(context) };

    private static string? Address(HttpContext context) => context.Connection.RemoteIpAddress?.ToString();
}
