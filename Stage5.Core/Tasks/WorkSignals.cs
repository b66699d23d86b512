using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Stage5.Core.Storage;

namespace Stage5.Core.Tasks;

/// <summary>
/// Says that a tenant has work, and hears it. Both the hint and the publication may get lost: workers poll, and a
/// sweep repairs the hint.
/// </summary>
internal sealed partial class WorkSignals
{
    private readonly Store _store;
    private readonly TimeProvider _time;
    private readonly ILogger<WorkSignals> _logger;
    private readonly LazySubscription _subscription;
    private TaskCompletionSource _next = NewSource();
    private long _version;

    public WorkSignals(Store store, TimeProvider time, ILogger<WorkSignals> logger)
    {
        _store = store;
        _time = time;
        _logger = logger;
        _subscription = new(store, Keys.WorkChannel, _ => Heard());
    }

    /// <summary>Grows with each publication heard.</summary>
    public long Version => Volatile.Read(ref _version);

    public Task SubscribeAsync(CancellationToken ct) => _subscription.EnsureAsync(ct);

    /// <summary>The task is stored already: a failure here only delays it, so the caller does not fail.</summary>
    public async Task NotifyAsync(string tenant)
    {
        try
        {
            // One round trip: both go down one connection, in this order.
            await _store.InTimeAsync(Task.WhenAll(
                _store.Database.SetAddAsync(Keys.Work, tenant),
                _store.Subscriber.PublishAsync(Keys.WorkChannel, tenant)));
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            HintFailed(e, tenant);
        }
    }

    /// <summary>Waits until something is published after <paramref name="version"/>, at most so long.</summary>
    public async Task WaitAsync(long version, TimeSpan max, CancellationToken ct)
    {
        await SubscribeAsync(ct);
        var next = Volatile.Read(ref _next).Task;
        if (Version != version)
            return;
        try
        {
            await next.WaitAsync(max, _time, ct);
        }
        catch (TimeoutException)
        {
            // Nothing was published: the caller looks for itself.
        }
    }

    private void Heard()
    {
        Interlocked.Increment(ref _version);
        Interlocked.Exchange(ref _next, NewSource()).TrySetResult();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
