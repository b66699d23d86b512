using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Stage5.Contracts;
using Stage5.Core.Audit;
using Stage5.Core.Storage;
using LuaScript = Stage5.Core.Storage.LuaScript;

namespace Stage5.Core.Webhooks;

/// <summary>A delivery that this process has taken on under a lease.</summary>
/// <param name="Attempt">1 for the first call.</param>
public sealed record WebhookClaim(string Tenant, string Id, string EndpointId, string Type, int Attempt)
{
    /// <summary>The JSON that is signed and sent, as it is.</summary>
    internal string Body { get; init; } = "";

    /// <summary>As it is now; null when it is gone.</summary>
    internal WebhookEndpoint? Endpoint { get; init; }

    /// <summary>Fences it: once another has taken it over, this one decides nothing.</summary>
    internal string Token { get; init; } = "";
}

/// <summary>What came of a call.</summary>
/// <param name="Outcome"><c>delivered</c>, <c>failed</c> (it may pass) or <c>impossible</c>.</param>
/// <param name="Status">HTTP status; null when there was no answer.</param>
/// <param name="NotBefore">The least wait before the next, where the endpoint asked for one.</param>
internal sealed record WebhookResult(string Outcome, int? Status, string Error = "", TimeSpan NotBefore = default)
{
    public const string Delivered = "delivered";
    public const string Failed = "failed";
    public const string Impossible = "impossible";

    /// <summary>The endpoint wants no more calls.</summary>
    public bool Gone => Status == 410;
}

/// <summary>Events on their way to webhook endpoints, each endpoint's apart from every other's.</summary>
/// <remarks>
/// Every method throws <see cref="RedisException"/> or <see cref="TimeoutException"/> when the store is away.
/// </remarks>
public sealed class WebhookOutbox
{
    public const int LongestPage = 100;

    // Its time is over long before, unless every worker that takes it up dies of it.
    private const int MostAttempts = 100;
    private const string WorkersDied = "Every worker that called it ended before it said what came of it.";

    // With jitter a fifth longer or shorter; then the last of them, until the time it is tried for is over.
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10),
        TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(4),
    ];

    private readonly Store _store;
    private readonly WebhookOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _random;

    internal WebhookOutbox(Store store, IOptions<WebhookOptions> options, TimeProvider time, Random random) =>
        (_store, _options, _time, _random) = (store, options.Value, time, random);

    /// <summary>Puts an event there for whoever asked for its type, once however often it is called.</summary>
    /// <param name="key">Names it, of letters, digits, <c>-</c> and <c>_</c>.</param>
    /// <param name="data">JSON.</param>
    /// <param name="endpoint">The one endpoint it is for; null for all that asked for the type.</param>
    /// <returns>For how many endpoints it is.</returns>
    internal async Task<long> PutAsync(
        string tenant, string type, string key, string data, string? endpoint, CancellationToken ct) =>
        (long)await RunAsync(WebhookScripts.Put, tenant, [type, key, data, endpoint ?? "", ""], ct);

    /// <summary>Puts a test event there for one endpoint. On record in the same step.</summary>
    /// <param name="actor">Who asked for it, for the audit.</param>
    /// <returns>The id of its delivery.</returns>
    public async Task<string> TestAsync(
        string tenant, string endpoint, AuditActor actor, CancellationToken ct = default)
    {
        var key = Guid.CreateVersion7(_time.GetUtcNow()).ToString();
        var data = new JsonObject { ["webhookId"] = endpoint }.ToJsonString();
        var told = new AuditEntry(tenant, actor, "webhook.tested", $"webhook/{endpoint}");
        await RunAsync(
            WebhookScripts.Put, tenant, [WebhookEvents.Test, key, data, endpoint, AuditJson.Open(told)], ct);
        return $"msg_{key}_{endpoint}";
    }

    /// <summary>Newest first.</summary>
    /// <param name="state">One of <see cref="DeliveryStates"/>; null for any.</param>
    public async Task<IReadOnlyList<WebhookDeliveryView>> ListAsync(
        string tenant, string endpoint, string? state, int limit, CancellationToken ct = default)
    {
        RedisValue[] args = [endpoint, state ?? "", Math.Clamp(limit, 1, LongestPage)];
        return [.. ((RedisResult[])(await RunAsync(WebhookScripts.Deliveries, tenant, args, ct))!).Select(View)];
    }

    /// <summary>Lets what was given up go again, as long as at first. What was delivered or waits is left alone.</summary>
    /// <param name="actor">Who asked for it: on record in the same step when it goes again.</param>
    /// <returns>Whether it goes again, and what is seen of it; null when there is none of that id.</returns>
    public async Task<(bool Again, WebhookDeliveryView View)?> ReplayAsync(
        string tenant, string id, AuditActor actor, CancellationToken ct = default)
    {
        var told = new AuditEntry(tenant, actor, "webhook.replayed", $"webhook-delivery/{id}");
        var reply = (RedisResult[])(await RunAsync(
            WebhookScripts.Again, tenant, [id, AuditJson.Open(told)], ct))!;
        return reply.Length == 0 ? null : ((string?)reply[0] == "again", View(reply[1]));
    }

    /// <summary>Takes on what is due the longest of an endpoint that has a place for it.</summary>
    /// <returns>Null when nothing is due.</returns>
    internal async Task<WebhookClaim?> ClaimAsync(string tenant, CancellationToken ct)
    {
        var token = Guid.CreateVersion7(_time.GetUtcNow()).ToString();
        RedisValue[] args =
        [
            token, (long)_options.Lease.TotalMilliseconds, _options.PerEndpoint, MostAttempts,
            (long)_options.Retention.TotalMilliseconds, WorkersDied,
        ];
        // Not to be given up half-way: what was claimed and not heard of would wait for its lease to end.
        ct.ThrowIfCancellationRequested();
        var reply = (string[])(await RunAsync(WebhookScripts.Claim, tenant, args, CancellationToken.None))!;
        return reply.Length == 0
            ? null
            : new WebhookClaim(
                tenant, reply[0], reply[1], reply[2], int.Parse(reply[4], CultureInfo.InvariantCulture))
            {
                Body = reply[3],
                Endpoint = WebhookEndpoints.Read(reply[5], failures: 0),
                Token = token,
            };
    }

    /// <summary>Says what came of it: it is over, and on record, or waits for its next call.</summary>
    /// <returns>One of <see cref="DeliveryStates"/>; null when another has taken it over.</returns>
    internal async Task<string?> SettleAsync(WebhookClaim claim, WebhookResult result, CancellationToken ct)
    {
        var wait = Waits[Math.Min(claim.Attempt, Waits.Length) - 1] * (0.8 + 0.4 * _random.NextDouble());
        var delay = result.NotBefore > wait ? result.NotBefore : wait;
        var delivered = result.Outcome == WebhookResult.Delivered;
        var told = new AuditEntry(claim.Tenant, AuditActor.System,
            delivered ? "webhook.delivered" : "webhook.given_up", $"webhook-delivery/{claim.Id}")
        {
            Outcome = delivered ? AuditOutcome.Succeeded : AuditOutcome.Failed,
            Details = new JsonObject
            {
                ["webhook"] = claim.EndpointId,
                ["type"] = claim.Type,
                ["attempts"] = claim.Attempt,
                ["status"] = result.Status,
            },
        };
        RedisValue[] args =
        [
            claim.Id, claim.Token, result.Outcome, result.Status is { } status ? status : "", result.Error,
            (long)Math.Min(delay.TotalMilliseconds, _options.TriedFor.TotalMilliseconds),
            (long)_options.TriedFor.TotalMilliseconds, (long)_options.Retention.TotalMilliseconds,
            _options.PerEndpoint, AuditJson.Open(told, traceId: null),
        ];
        var state = (string)(await RunAsync(WebhookScripts.Settle, claim.Tenant, args, ct))!;
        return state == "lost" ? null : state;
    }

    /// <summary>For how many endpoints of the tenant something is due.</summary>
    internal async Task<long> DueAsync(string tenant, CancellationToken ct) =>
        (long)await RunAsync(WebhookScripts.Due, tenant, [], ct);

    private Task<RedisResult> RunAsync(LuaScript script, string tenant, RedisValue[] args, CancellationToken ct) =>
        _store.RunAsync(script, [Keys.Root(tenant)], args, ct);

    private static WebhookDeliveryView View(RedisResult entry)
    {
        var fields = (string[])entry!;
        return new WebhookDeliveryView(
            fields[0], fields[1], fields[2], fields[3], int.Parse(fields[4], CultureInfo.InvariantCulture),
            fields[5].Length == 0 ? null : int.Parse(fields[5], CultureInfo.InvariantCulture),
            fields[6].Length == 0 || fields[3] == DeliveryStates.Delivered ? null : fields[6],
            TimeOf(fields[7])!.Value, TimeOf(fields[9]), TimeOf(fields[8]));
    }

    private static DateTimeOffset? TimeOf(string? milliseconds) => string.IsNullOrEmpty(milliseconds)
        ? null
        : DateTimeOffset.FromUnixTimeMilliseconds(
            (long)double.Parse(milliseconds, NumberStyles.Float, CultureInfo.InvariantCulture));
}
