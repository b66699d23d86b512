using System.Runtime.CompilerServices;
using StackExchange.Redis;
using Stage5.Core.Storage;

namespace Stage5.Core.Tasks;

/// <summary>The append-only log of each task; what is streamed and what is stored are the same.</summary>
/// <remarks>
/// Every method throws <see cref="RedisException"/> or <see cref="TimeoutException"/> when the store is away.
/// </remarks>
public sealed class TaskEventLog
{
    private const int Page = 100;

    private readonly Store _store;
    private readonly TaskEventHub _hub;
    private readonly TimeProvider _time;

    internal TaskEventLog(Store store, TaskEventHub hub, TimeProvider time)
    {
        _store = store;
        _hub = hub;
        _time = time;
    }

    /// <summary>At most <paramref name="limit"/> events after sequence <paramref name="after"/>.</summary>
    public async Task<IReadOnlyList<TaskEventItem>> ReadAsync(
        string tenant, string taskId, long after, int limit, CancellationToken ct = default) =>
        await ReadAsync(tenant, taskId, (RedisValue)after, limit, ct);

    /// <summary>The newest events in order of sequence, and how many the log has.</summary>
    public async Task<(IReadOnlyList<TaskEventItem> Events, long Total)> ReadNewestAsync(
        string tenant, string taskId, int limit, CancellationToken ct = default)
    {
        var items = await ReadAsync(tenant, taskId, RedisValue.EmptyString, limit, ct);
        return (items, items.Count == 0 ? 0 : items[^1].Sequence);
    }

    /// <summary>
    /// Every event after <paramref name="after"/> in order, those of the past and then each as it is appended,
    /// until the terminal one; a heartbeat whenever so much time passed without an event. Ends at once for a task
    /// that does not exist. A viewer that reads slowly slows nobody else.
    /// </summary>
    /// <param name="after">The last sequence the viewer has; 0 for all.</param>
    public async IAsyncEnumerable<TaskEventItem> WatchAsync(
        string tenant,
        string taskId,
        long after,
        TimeSpan heartbeat,
        [EnumeratorCancellation] CancellationToken ct = default)
    {
        // Joined before the log is read, so that nothing falls between the two.
        await using var viewer = await _hub.JoinAsync(Keys.EventChannel(tenant, taskId), ct);
        var last = after;
        while (true)
        {
            IReadOnlyList<TaskEventItem> page;
            do
            {
                page = await ReadAsync(tenant, taskId, last, Page, ct);
                foreach (var item in page)
                {
                    yield return item;
                    last = item.Sequence;
                    if (item.IsTerminal)
                        yield break;
                }
            }
            while (page.Count == Page);
            if (page.Count == 0 && await EndedAsync(tenant, taskId, last, ct))
                yield break;

            var gap = false;
            while (!gap)
            {
                if (viewer.Items.TryRead(out var item))
                {
                    gap = item.Sequence > last + 1;
                    if (item.Sequence != last + 1)
                        continue;
                    yield return item;
                    last = item.Sequence;
                    if (item.IsTerminal)
                        yield break;
                }
                else if (!await viewer.WaitAsync(heartbeat, _time, ct))
                {
                    yield return TaskEventItem.Heartbeat(last);
                    break;
                }
            }
        }
    }

    /// <summary>True when the viewer has all there will ever be.</summary>
    private async Task<bool> EndedAsync(string tenant, string taskId, long last, CancellationToken ct)
    {
        var reply = await _store.RunAsync(TaskScripts.Find, [Keys.Root(tenant)], [taskId], ct);
        var task = TaskRecordReader.Read(tenant, reply);
        return task is null || (task.IsFinal && task.LastSequence <= last);
    }

    private async Task<List<TaskEventItem>> ReadAsync(
        string tenant, string taskId, RedisValue after, int limit, CancellationToken ct)
    {
        RedisKey[] keys = [Keys.Root(tenant)];
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var reply = await _store.RunAsync(TaskScripts.Log, keys, [taskId, after, limit], ct);
        return ((RedisValue[]?)reply)!.Select(m => TaskEventItem.Parse(((byte[]?)m)!)).ToList();
    }
}
