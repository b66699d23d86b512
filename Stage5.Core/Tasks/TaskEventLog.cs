using System.Globalization;
using System.Runtime.CompilerServices;
using StackExchange.Redis;
using Stage5.Core.Storage;

namespace Stage5.Core.Tasks;

/// <summary>A page of a task's log.</summary>
/// <param name="Task">The task at the same moment.</param>
/// <param name="Events">In order of sequence.</param>
/// <param name="FirstSequence">The oldest event that the log keeps; null where it keeps none.</param>
/// <param name="Older">The log keeps events older than these.</param>
public sealed record TaskEventPage(
    TaskRecord Task, IReadOnlyList<TaskEventItem> Events, long? FirstSequence, bool Older);

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
        string tenant, string taskId, long after, int limit, CancellationToken ct = default)
    {
        var (events, _, _) = await ReadAfterAsync(tenant, taskId, after, limit, ct);
        return events;
    }

    /// <summary>The newest events, or those before a sequence.</summary>
    /// <param name="before">Null for the newest.</param>
    /// <returns>Null when the tenant has no such task (any more).</returns>
    public async Task<TaskEventPage?> ReadPageAsync(
        string tenant, string taskId, long? before, int limit, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        RedisKey[] keys = [Keys.Root(tenant)];
        if (!TaskStore.IsTaskId(taskId))
            return null;
        RedisValue[] args = [taskId, before?.ToString(CultureInfo.InvariantCulture) ?? "", limit];
        var reply = ((RedisResult[]?)await _store.RunAsync(TaskScripts.Page, keys, args, ct))!;
        if (TaskRecordReader.Read(tenant, reply[0]) is not { } task)
            return null;
        var events = Events(reply[2]);
        events.Reverse();
        var first = (long)reply[1];
        return new TaskEventPage(task, events, first == 0 ? null : first, events.Count > 0 && events[0].Sequence > first);
    }

    /// <summary>
    /// Every event after <paramref name="after"/> in order, those of the past and then each as it is appended, until the
    /// terminal one; a heartbeat whenever so much time passed without an event, and a gap where the log no longer keeps
    /// what comes next. Ends at once for a task that does not exist. A viewer that has come to the end of the log once
    /// and is then more than <see cref="ChannelHub{T}.Buffer"/> events behind is told so and let go: it slows nobody and
    /// can come back. One that is still reading the past takes the time it needs.
    /// </summary>
    /// <param name="after">The last sequence the viewer has; 0 for all.</param>
    public async IAsyncEnumerable<TaskEventItem> WatchAsync(
        string tenant,
        string taskId,
        long after,
        TimeSpan heartbeat,
        [EnumeratorCancellation] CancellationToken ct = default)
    {
        await using var viewer = await _hub.JoinAsync(Keys.EventChannel(tenant, taskId), ct);
        var log = new FollowedLog(_time)
        {
            Read = (last, stop) => FollowAsync(tenant, taskId, last, stop),
            IsLast = static item => item.IsTerminal,
        };
        await foreach (var item in log.FollowAsync(viewer, after, heartbeat, ct))
            yield return item;
    }

    private async Task<LogPage> FollowAsync(string tenant, string taskId, long after, CancellationToken ct)
    {
        var (events, task, sequence) = await ReadAfterAsync(tenant, taskId, after, Page, ct);
        if (task is null || (task == true && sequence <= after))
            return new LogPage([], after, More: false, Ended: true);
        // The store has forgotten what this viewer knows: it was emptied, or set back.
        if (sequence < after)
            return new LogPage([TaskEventItem.Gap(after, sequence + 1)], sequence, More: false, Ended: false);
        var items = new List<TaskEventItem>(events.Count);
        var last = after;
        foreach (var item in events)
        {
            if (item.Sequence > last + 1)
                items.Add(TaskEventItem.Gap(last, item.Sequence));
            items.Add(item);
            last = item.Sequence;
        }
        return new LogPage(items, last, More: events.Count == Page, Ended: false);
    }

    /// <returns>Events, whether the task is final (null: there is none), and its last sequence.</returns>
    private async Task<(List<TaskEventItem> Events, bool? Final, long Sequence)> ReadAfterAsync(
        string tenant, string taskId, long after, int limit, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        RedisKey[] keys = [Keys.Root(tenant)];
        var reply = ((RedisResult[]?)await _store.RunAsync(TaskScripts.Log, keys, [taskId, after, limit], ct))!;
        var state = (string?)reply[1];
        bool? final = string.IsNullOrEmpty(state) ? null : state is "completed" or "failed" or "cancelled";
        return (Events(reply[0]), final, (long)reply[2]);
    }

    private static List<TaskEventItem> Events(RedisResult envelopes) =>
        ((RedisValue[]?)envelopes)!.Select(envelope => TaskEventItem.Parse(((byte[]?)envelope)!)).ToList();
}
