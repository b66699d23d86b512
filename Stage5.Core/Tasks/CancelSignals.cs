using System.Collections.Concurrent;
using StackExchange.Redis;
using Stage5.Core.Storage;

namespace Stage5.Core.Tasks;

/// <summary>Tells this process's runs promptly that they are to be cancelled; their heartbeat would too.</summary>
internal sealed class CancelSignals
{
    private readonly ConcurrentDictionary<string, TaskRun> _runs = new(StringComparer.Ordinal);
    private readonly LazySubscription _subscription;

    public CancelSignals(Store store) => _subscription = new(store, Keys.CancelChannel, Heard);

    public void Add(TaskRun run) => _runs[run.RunId] = run;

    public void Remove(TaskRun run) => _runs.TryRemove(run.RunId, out _);

    public Task SubscribeAsync(CancellationToken ct) => _subscription.EnsureAsync(ct);

    private void Heard(RedisValue runId)
    {
        if (_runs.TryGetValue(runId.ToString(), out var run))
            run.Stop(StopReason.CancelRequested);
    }
}
