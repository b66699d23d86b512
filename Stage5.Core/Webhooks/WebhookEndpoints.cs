using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Stage5.Contracts;
using Stage5.Core.Audit;
using Stage5.Core.Storage;
using LuaScript = Stage5.Core.Storage.LuaScript;

namespace Stage5.Core.Webhooks;

/// <summary>What came of a change to an endpoint.</summary>
public enum WebhookChange
{
    Saved,
    Missing,

    /// <summary>It was changed meanwhile: nothing was written.</summary>
    Conflict,

    /// <summary>The tenant has as many as it may.</summary>
    Full,
}

/// <summary>The endpoints of tenants and their secrets.</summary>
/// <remarks>
/// Every method throws <see cref="RedisException"/> or <see cref="TimeoutException"/> when the store is away; what
/// makes or opens a secret, <see cref="NoSealException"/>.
/// </remarks>
public sealed class WebhookEndpoints
{
    private readonly Store _store;
    private readonly WebhookSeal _seal;
    private readonly AddressRules _rules;
    private readonly TextFingerprints _fingerprints;
    private readonly WebhookOptions _options;
    private readonly TimeProvider _time;

    internal WebhookEndpoints(
        Store store, WebhookSeal seal, AddressRules rules, TextFingerprints fingerprints,
        IOptions<WebhookOptions> options, TimeProvider time) =>
        (_store, _seal, _rules, _fingerprints, _options, _time) =
            (store, seal, rules, fingerprints, options.Value, time);

    /// <summary>
    /// Why an endpoint cannot have this URL, in a sentence; null when it can. Where its name leads is looked at when it
    /// is called, each time.
    /// </summary>
    public string? ProblemOf(string url) => WebhookUrls.ProblemOf(url, _rules);

    /// <summary>The oldest first.</summary>
    public async Task<IReadOnlyList<WebhookView>> ListAsync(string tenant, CancellationToken ct = default) =>
        [.. (await ReadAllAsync(tenant, ct)).Select(ViewOf)];

    /// <returns>Null when the tenant has no such endpoint.</returns>
    public async Task<WebhookView?> FindAsync(string tenant, string id, CancellationToken ct = default) =>
        await ReadAsync(tenant, id, ct) is { } endpoint ? ViewOf(endpoint) : null;

    /// <summary>A new endpoint with a secret of its own. On record by the same script, as every change of one is.</summary>
    /// <param name="request">Checked: its URL may be called, its events exist.</param>
    /// <param name="actor">Who does it, for the audit.</param>
    public async Task<(WebhookChange Change, WebhookSecretView? Made)> CreateAsync(
        string tenant, WebhookRequest request, AuditActor actor, CancellationToken ct = default)
    {
        var id = "we" + RandomNumberGenerator.GetHexString(16, lowercase: true);
        var (secret, now) = (WebhookSecret.Make(), _time.GetUtcNow());
        var endpoint = new WebhookEndpoint(id, request.Url, Events(request), request.Description,
            request.Enabled ?? true, DisabledReason: null, now, now, _seal.Seal(secret, tenant, id));
        var change = await SaveAsync(tenant, endpoint,
            Told(tenant, actor, "webhook.created", id) with { After = await ShownAsync(tenant, endpoint, ct) }, ct);
        return (change, change == WebhookChange.Saved
            ? new WebhookSecretView(ViewOf(endpoint with { Version = 1 }), secret.Reveal())
            : null);
    }

    /// <param name="version">The version it must have; null for any.</param>
    public async Task<(WebhookChange Change, WebhookView? Before, WebhookView? After)> UpdateAsync(
        string tenant, string id, WebhookRequest request, long? version, AuditActor actor,
        CancellationToken ct = default)
    {
        if (await ReadAsync(tenant, id, ct) is not { } before)
            return (WebhookChange.Missing, null, null);
        var after = before with
        {
            Version = version ?? before.Version,
            Url = request.Url,
            Events = Events(request),
            Description = request.Description,
            Enabled = request.Enabled ?? true,
            DisabledReason = null,
            UpdatedAt = _time.GetUtcNow(),
        };
        var change = await SaveAsync(tenant, after, Told(tenant, actor, "webhook.changed", id) with
        {
            Before = await ShownAsync(tenant, before, ct),
            After = await ShownAsync(tenant, after, ct),
        }, ct);
        return (change, ViewOf(before), ViewOf(after with { Version = after.Version + 1, Failures = 0 }));
    }

    /// <summary>A new secret; calls carry the one before too until the overlap is over.</summary>
    public async Task<(WebhookChange Change, WebhookSecretView? Made)> RotateAsync(
        string tenant, string id, AuditActor actor, CancellationToken ct = default)
    {
        if (await ReadAsync(tenant, id, ct) is not { } before)
            return (WebhookChange.Missing, null);
        var (secret, now) = (WebhookSecret.Make(), _time.GetUtcNow());
        var after = before with
        {
            Secret = _seal.Seal(secret, tenant, id),
            Previous = before.Secret,
            PreviousUntil = now + _options.Overlap,
            UpdatedAt = now,
        };
        var change = await SaveAsync(tenant, after, Told(tenant, actor, "webhook.rotated", id) with
        {
            Details = new JsonObject { ["previous_until"] = after.PreviousUntil },
        }, ct);
        return (change, change == WebhookChange.Saved
            ? new WebhookSecretView(ViewOf(after with { Version = after.Version + 1 }), secret.Reveal())
            : null);
    }

    /// <summary>Ends an endpoint with all that waits for it.</summary>
    public async Task<bool> DeleteAsync(
        string tenant, string id, AuditActor actor, CancellationToken ct = default)
    {
        while (await ReadAsync(tenant, id, ct) is { } before)
        {
            var told = Told(tenant, actor, "webhook.removed", id) with
            {
                Before = await ShownAsync(tenant, before, ct),
            };
            RedisValue[] args = [id, before.Version, AuditJson.Open(told)];
            // Changed meanwhile: what it was at the end is on record.
            if ((long)await RunAsync(WebhookScripts.Delete, tenant, args, ct) == 1)
                return true;
        }
        return false;
    }

    /// <summary>It said that it is gone for good. On record by the same script.</summary>
    internal Task<WebhookChange> DisableAsync(string tenant, WebhookEndpoint endpoint, CancellationToken ct)
    {
        var told = new AuditEntry(tenant, AuditActor.System, "webhook.disabled", $"webhook/{endpoint.Id}")
        {
            Before = new JsonObject { ["enabled"] = true },
            After = new JsonObject { ["enabled"] = false },
            Details = new JsonObject { ["reason"] = "gone" },
        };
        return SaveAsync(tenant, endpoint with
        {
            Enabled = false,
            DisabledReason = "gone",
            UpdatedAt = _time.GetUtcNow(),
        }, told, ct);
    }

    /// <summary>
    /// Seals what is sealed under a key before the newest anew, so that the old key may go. Called now and then.
    /// </summary>
    /// <returns>How many were sealed anew.</returns>
    public async Task<int> SealAnewAsync(CancellationToken ct = default)
    {
        var done = 0;
        foreach (var tenant in await _store.InTimeAsync(_store.Database.SetMembersAsync(Keys.Tenants), ct))
            done += await SealAnewAsync(tenant.ToString(), ct);
        return done;
    }

    private async Task<int> SealAnewAsync(string tenant, CancellationToken ct)
    {
        var done = 0;
        foreach (var endpoint in await ReadAllAsync(tenant, ct))
        {
            if (_seal.IsNewest(endpoint.Secret) && (endpoint.Previous is not { } old || _seal.IsNewest(old)))
                continue;
            try
            {
                var anew = endpoint with
                {
                    Secret = Anew(endpoint.Secret),
                    Previous = InOverlap(endpoint) ? Anew(endpoint.Previous!) : null,
                };
                // Changed meanwhile: the next time.
                if (await SaveAsync(tenant, anew, told: null, ct) == WebhookChange.Saved)
                    done++;
            }
            catch (NoSealException)
            {
                // Its calls say so, each time: one that cannot be opened must not keep the others from it.
            }

            string Anew(string text) => _seal.Seal(_seal.Open(text, tenant, endpoint.Id), tenant, endpoint.Id);
        }

        return done;
    }

    /// <summary>What its calls are signed with now, the newest first.</summary>
    internal IReadOnlyList<WebhookSecret> SecretsOf(string tenant, WebhookEndpoint endpoint)
    {
        var newest = _seal.Open(endpoint.Secret, tenant, endpoint.Id);
        return InOverlap(endpoint) ? [newest, _seal.Open(endpoint.Previous!, tenant, endpoint.Id)] : [newest];
    }

    internal static WebhookEndpoint? Read(string stored, long failures)
    {
        var space = stored.IndexOf(' ', StringComparison.Ordinal);
        return space < 0
            ? null
            : JsonSerializer.Deserialize(stored[(space + 1)..], WebhookJson.Default.WebhookEndpoint)! with
            {
                Version = long.Parse(stored[..space], CultureInfo.InvariantCulture),
                Failures = failures,
            };
    }

    private bool InOverlap(WebhookEndpoint endpoint) =>
        endpoint.Previous is not null && endpoint.PreviousUntil > _time.GetUtcNow();

    private async Task<WebhookEndpoint?> ReadAsync(string tenant, string id, CancellationToken ct)
    {
        if (!WebhookEndpoint.IsId(id))
            return null;
        var reply = (string[])(await RunAsync(WebhookScripts.Find, tenant, [id], ct))!;
        return reply.Length == 0 ? null : Read(reply[0], long.Parse(reply[1], CultureInfo.InvariantCulture));
    }

    private async Task<IReadOnlyList<WebhookEndpoint>> ReadAllAsync(string tenant, CancellationToken ct)
    {
        var reply = (string[])(await RunAsync(WebhookScripts.List, tenant, [], ct))!;
        return
        [
            .. reply.Chunk(3).Select(one => Read(one[1], long.Parse(one[2], CultureInfo.InvariantCulture))!)
                .OrderBy(one => one.CreatedAt).ThenBy(one => one.Id, StringComparer.Ordinal),
        ];
    }

    private async Task<WebhookChange> SaveAsync(
        string tenant, WebhookEndpoint endpoint, AuditEntry? told, CancellationToken ct)
    {
        // First of all, so that none of its deliveries is ever out of the sweep's sight.
        await _store.InTimeAsync(_store.Database.SetAddAsync(Keys.Tenants, tenant), ct);
        RedisValue[] args =
        [
            endpoint.Id, endpoint.Version, JsonSerializer.Serialize(endpoint, WebhookJson.Default.WebhookEndpoint),
            _options.MostEndpoints, told is null ? "" : AuditJson.Open(told),
            .. endpoint.Enabled ? endpoint.Events.Select(type => (RedisValue)type) : [],
        ];
        return Enum.Parse<WebhookChange>(
            (string)(await RunAsync(WebhookScripts.Save, tenant, args, ct))!, ignoreCase: true);
    }

    private Task<RedisResult> RunAsync(LuaScript script, string tenant, RedisValue[] args, CancellationToken ct) =>
        _store.RunAsync(script, [Keys.Root(tenant)], args, ct);

    private static AuditEntry Told(string tenant, AuditActor actor, string action, string id) =>
        new(tenant, actor, action, $"webhook/{id}");

    // A path or a query may hold a token: the host is on record, and of the rest whether it is another than before.
    private async Task<JsonObject> ShownAsync(string tenant, WebhookEndpoint endpoint, CancellationToken ct) => new()
    {
        ["host"] = new Uri(endpoint.Url).GetLeftPart(UriPartial.Authority),
        ["url_fingerprint"] = await _fingerprints.OfAsync(tenant, endpoint.Url, ct),
        ["events"] = new JsonArray([.. endpoint.Events.Select(type => (JsonNode)type)]),
        ["enabled"] = endpoint.Enabled,
    };

    private static string[] Events(WebhookRequest request) =>
        [.. request.Events.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private WebhookView ViewOf(WebhookEndpoint endpoint) => new(
        endpoint.Id, endpoint.Url, endpoint.Events, endpoint.Description, endpoint.Enabled, endpoint.DisabledReason,
        endpoint.CreatedAt, endpoint.UpdatedAt, InOverlap(endpoint) ? endpoint.PreviousUntil : null,
        endpoint.Failures, endpoint.Version);
}
