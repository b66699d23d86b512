using StackExchange.Redis;

namespace Stage5.Core.Storage;

/// <summary>A subscription of the whole process, made when first needed and again if that failed.</summary>
internal sealed class LazySubscription(Store store, RedisChannel channel, Action<RedisValue> heard)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private Task? _subscribed;

    /// <summary>
    /// The same, but not for long and without an exception: whoever cannot be told of changes looks for them.
    /// </summary>
    /// <returns>Why nothing is heard; null when it is.</returns>
    public async Task<Exception?> TryEnsureAsync(CancellationToken ct)
    {
        try
        {
            await EnsureAsync(ct).WaitAsync(Patience, ct);
            return null;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return e;
        }
    }

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
