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
    private readonly Signal _signal;
    private readonly ILogger<WorkSignals> _logger;
    private readonly LazySubscription _subscription;

    public WorkSignals(Store store, TimeProvider time, ILogger<WorkSignals> logger)
    {
        _store = store;
        _signal = new Signal(time);
        _logger = logger;
        _subscription = new(store, Keys.WorkChannel, _ => _signal.Raise());
    }

    /// <summary>Grows with each publication heard.</summary>
    public long Version => _signal.Version;

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
        await _signal.WaitAsync(version, max, ct);
    }
}
