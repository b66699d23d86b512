using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Stage5.Contracts;
using Stage5.Core.Storage;
using LuaScript = Stage5.Core.Storage.LuaScript;

namespace Stage5.Core.Replies;

/// <summary>Deliveries that tasks left behind when they ended, in order for each conversation.</summary>
/// <remarks>
/// Every method throws <see cref="RedisException"/> or <see cref="TimeoutException"/> when the store is away.
/// </remarks>
public sealed class ReplyOutbox
{
    public const int LongestPage = 100;

    private const string DeliverersDied = "Every worker that delivered it ended before it did.";

    // Whoever asks for more gets this: a delivery must not outlast what is kept of it.
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly Store _store;
    private readonly ReplyOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _random;

    internal ReplyOutbox(Store store, IOptions<ReplyOptions> options, TimeProvider time, Random random) =>
        (_store, _options, _time, _random) = (store, options.Value, time, random);

    /// <summary>
    /// Every delivery of a task in the order they were written; none when it left none (any more).
    /// </summary>
    public async Task<IReadOnlyList<DeliveryView>> ListAsync(
        string tenant, string taskId, CancellationToken ct = default) =>
        Views(await RunAsync(ReplyScripts.List, tenant, [taskId], ct));

    /// <summary>What was given up, newest first.</summary>
    /// <param name="user">Null lists the whole tenant's.</param>
    public async Task<IReadOnlyList<DeliveryView>> ListDeadAsync(
        string tenant, string? user, int limit, CancellationToken ct = default)
    {
        RedisValue[] args = [user ?? "", Math.Clamp(limit, 1, LongestPage), RetentionMilliseconds];
        return Views(await RunAsync(ReplyScripts.Dead, tenant, args, ct));
    }

    /// <summary>
    /// Lets what was given up go again, with attempts anew and after what waits for its conversation by now. What
    /// was delivered or still waits is left alone.
    /// </summary>
    /// <param name="deliveryId">Null for all of the task.</param>
    /// <returns>The ids that go again.</returns>
    public async Task<IReadOnlyList<string>> RetryAsync(
        string tenant, string taskId, string? deliveryId = null, CancellationToken ct = default)
    {
        var reply = await RunAsync(ReplyScripts.Again, tenant, [taskId, deliveryId ?? ""], ct);
        return [.. reply.Select(id => (string)id!)];
    }

    /// <summary>
    /// Takes on the delivery that is due the longest, where nobody delivers to its conversation now.
    /// </summary>
    /// <returns>Null when nothing is due.</returns>
    internal async Task<ReplyClaim?> ClaimAsync(string tenant, CancellationToken ct)
    {
        var token = Guid.CreateVersion7(_time.GetUtcNow()).ToString();
        RedisValue[] args =
            [token, (long)_options.Lease.TotalMilliseconds, _options.MaxAttempts, RetentionMilliseconds,
                DeliverersDied];
        // Not to be given up half-way: what was claimed and not heard of would wait for its lease to end.
        ct.ThrowIfCancellationRequested();
        var reply = await RunAsync(ReplyScripts.Claim, tenant, args, CancellationToken.None);
        if (reply.Length == 0)
            return null;
        var fields = reply.Select(field => (string)field!).ToArray();
        var content = JsonSerializer.Deserialize(fields[6], ReplyJson.Default.ReplyContent)!;
        return new ReplyClaim(
            new ReplyDelivery(
                fields[0], tenant, fields[1], fields[2], fields[3], fields[4], NullIfEmpty(fields[5]),
                content, int.Parse(fields[7], CultureInfo.InvariantCulture)),
            token);
    }

    /// <summary>
    /// Says what came of it: it is over, or waits for its next attempt with back-off and jitter.
    /// </summary>
    /// <returns>One of <see cref="DeliveryStates"/>; null when another has taken it over.</returns>
    internal async Task<string?> SettleAsync(ReplyClaim claim, DeliveryResult result, CancellationToken ct)
    {
        var backoff = Backoff.Of(claim.Delivery.Attempt, _options.BackoffBase, _options.BackoffCap, _random);
        var wanted = result.NotBefore < LongestWait ? result.NotBefore : LongestWait;
        var delay = backoff > wanted ? backoff : wanted;
        RedisValue[] args =
        [
            claim.Delivery.Id, claim.Token, result.Outcome.ToString().ToLowerInvariant(), result.Error,
            (long)delay.TotalMilliseconds, _options.MaxAttempts, RetentionMilliseconds,
        ];
        var state = (string)(await _store.RunAsync(
            ReplyScripts.Settle, [Keys.Root(claim.Delivery.Tenant)], args, ct))!;
        return state == "lost" ? null : state;
    }

    /// <summary>For how many conversations of the tenant something is due.</summary>
    internal async Task<long> DueAsync(string tenant, CancellationToken ct) =>
        (long)await _store.RunAsync(ReplyScripts.Due, [Keys.Root(tenant)], [], ct);

    private async Task<RedisResult[]> RunAsync(
        LuaScript script, string tenant, RedisValue[] args, CancellationToken ct) =>
        ((RedisResult[]?)await _store.RunAsync(script, [Keys.Root(tenant)], args, ct))!;

    private long RetentionMilliseconds => (long)_options.Retention.TotalMilliseconds;

    private static DeliveryView[] Views(RedisResult[] reply) => [.. reply.Select(entry => View((string[])entry!))];

    private static DeliveryView View(string[] fields) => new(
        fields[0], fields[1], NullIfEmpty(fields[2]), fields[3],
        int.Parse(fields[4], CultureInfo.InvariantCulture), NullIfEmpty(fields[5]),
        fields[6].Length == 0
            ? null
            : DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(fields[6], CultureInfo.InvariantCulture)),
        fields[7]);

    private static string? NullIfEmpty(string value) => value.Length == 0 ? null : value;
}
