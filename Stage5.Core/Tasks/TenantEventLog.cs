using System.Runtime.CompilerServices;
using StackExchange.Redis;
using Stage5.Core.Storage;

namespace Stage5.Core.Tasks;

/// <summary>Which events of a tenant's tasks are wanted.</summary>
/// <param name="User">Whose tasks; null for everybody's.</param>
/// <param name="TaskId">Which task; null for all.</param>
/// <param name="Types">Which types; empty for all.</param>
public sealed record TenantEventFilter(string? User, string? TaskId, IReadOnlyCollection<string> Types)
{
    internal bool Shows(TaskEventItem item) =>
        (User is null || item.User == User) && (TaskId is null || item.TaskId == TaskId)
        && (Types.Count == 0 || Types.Contains(item.Type));
}

/// <summary>
/// What happens to all tasks of a tenant, in the order in which it happened, under the tenant's own numbers. It keeps
/// the newest 10,000 events; pieces of texts (<c>token_delta</c>) are not in it.
/// </summary>
/// <remarks>
/// Every method throws <see cref="RedisException"/> or <see cref="TimeoutException"/> when the store is away.
/// </remarks>
public sealed class TenantEventLog
{
    private const int Page = 200;

    private readonly Store _store;
    private readonly TenantEventHub _hub;
    private readonly TimeProvider _time;

    internal TenantEventLog(Store store, TenantEventHub hub, TimeProvider time) =>
        (_store, _hub, _time) = (store, hub, time);

    /// <summary>The number of the newest event; 0 where there was none.</summary>
    public async Task<long> NewestAsync(string tenant, CancellationToken ct = default) =>
        (long)(await RunAsync(tenant, [""], ct))[0];

    /// <summary>
    /// Every event after <paramref name="after"/> that the filter lets through, without end; for the rest as
    /// <see cref="TaskEventLog.WatchAsync"/>.
    /// </summary>
    /// <param name="after">The last number the viewer has.</param>
    public async IAsyncEnumerable<TaskEventItem> WatchAsync(
        string tenant,
        TenantEventFilter filter,
        long after,
        TimeSpan heartbeat,
        [EnumeratorCancellation] CancellationToken ct = default)
    {
        await using var viewer = await _hub.JoinAsync(Keys.TenantEventsChannel(tenant), ct);
        var log = new FollowedLog(_time)
        {
            Read = (last, stop) => ReadAsync(tenant, filter, last, stop),
            Shows = filter.Shows,
        };
        await foreach (var item in log.FollowAsync(viewer, after, heartbeat, ct))
            yield return item;
    }

    private async Task<LogPage> ReadAsync(string tenant, TenantEventFilter filter, long after, CancellationToken ct)
    {
        RedisValue[] types = [.. filter.Types.Select(type => (RedisValue)type)];
        var reply = await RunAsync(tenant, [after, Page, filter.User ?? "", filter.TaskId ?? "", .. types], ct);
        var (newest, oldest, upto) = ((long)reply[0], (long)reply[1], (long)reply[2]);
        // The store has forgotten what this viewer knows: it was emptied, or set back.
        if (newest < after)
            return new LogPage([TaskEventItem.Gap(after, newest + 1)], newest, More: false, Ended: false);
        var items = new List<TaskEventItem>();
        // Where nothing is kept, all there was since is gone.
        var next = oldest == 0 ? newest + 1 : oldest;
        if (next > after + 1)
            items.Add(TaskEventItem.Gap(after, next));
        for (var i = 3; i < reply.Length; i += 3)
        {
            var (number, envelope) = ((long)reply[i], ((byte[]?)reply[i + 2])!);
            items.Add(envelope.Length == 0
                ? TaskEventItem.Gap(number - 1, number + 1)
                : TaskEventItem.OfTenant(number, (string)reply[i + 1]!, envelope));
        }
        return new LogPage(items, upto, More: upto < newest, Ended: false);
    }

    private async Task<RedisResult[]> RunAsync(string tenant, RedisValue[] args, CancellationToken ct)
    {
        RedisKey[] keys = [Keys.Root(tenant)];
        return ((RedisResult[]?)await _store.RunAsync(TaskScripts.Feed, keys, args, ct))!;
    }
}
