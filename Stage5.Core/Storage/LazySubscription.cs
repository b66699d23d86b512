using StackExchange.Redis;

namespace Stage5.Core.Storage;

/// <summary>A subscription of the whole process, made when first needed and again if that failed.</summary>
internal sealed class LazySubscription(Store store, RedisChannel channel, Action<RedisValue> heard)
{
    private readonly Lock _gate = new();
    private Task? _subscribed;

    public Task EnsureAsync(CancellationToken ct)
    {
        lock (_gate)
        {
            if (_subscribed is null or { IsFaulted: true } or { IsCanceled: true })
                _subscribed = store.Subscriber.SubscribeAsync(channel, (_, value) => heard(value));
            return _subscribed.IsCompletedSuccessfully ? Task.CompletedTask : store.InTimeAsync(_subscribed, ct);
        }
    }
}
