using System.Runtime.CompilerServices;
using System.Threading.Channels;
using StackExchange.Redis;
using Stage5.Contracts;
using Stage5.Core.Storage;

namespace Stage5.Core.Reviews;

/// <summary>A review as it is after an entry of the ledger; a heartbeat where it is null.</summary>
public readonly record struct ReviewChange(long Number, ReviewSummary? Review);

/// <summary>Tells reviewers how the queue goes.</summary>
public sealed class ReviewWatch
{
    private readonly Store _store;
    private readonly ReviewQueue _queue;
    private readonly TimeProvider _time;

    internal ReviewWatch(Store store, ReviewQueue queue, TimeProvider time) =>
        (_store, _queue, _time) = (store, queue, time);

    /// <summary>
    /// Each review that changes, as it is then; of several changes that come together only the last is said. A
    /// heartbeat whenever so much time passed without. What is published only says that something changed, and with
    /// each heartbeat it is looked for anyway: a message that is lost comes late and not never.
    /// </summary>
    /// <param name="after">Number of the last entry seen; null for what happens from now on.</param>
    /// <exception cref="RedisException">The store is away.</exception>
    /// <exception cref="TimeoutException">The store did not answer.</exception>
    public async IAsyncEnumerable<ReviewChange> WatchAsync(
        string tenant, long? after, TimeSpan heartbeat, [EnumeratorCancellation] CancellationToken ct = default)
    {
        var told = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        var channel = Keys.ReviewsChannel(tenant);
        Action<RedisChannel, RedisValue> heard = (_, _) => told.Writer.TryWrite(true);
        // Listened to before the ledger is read, so that nothing falls between the two.
        await _store.InTimeAsync(_store.Subscriber.SubscribeAsync(channel, heard), ct);
        try
        {
            for (var quiet = false; ; quiet = !await ToldAsync(told.Reader, heartbeat, ct))
            {
                var (changed, number) = await _queue.ChangedAsync(tenant, after, ct);
                foreach (var (at, review) in changed)
                    yield return new ReviewChange(at, review);
                after = number;
                if (quiet && changed.Count == 0)
                    yield return default;
            }
        }
        finally
        {
            try
            {
                await _store.InTimeAsync(_store.Subscriber.UnsubscribeAsync(channel, heard), CancellationToken.None);
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                // Without its connection nobody is subscribed.
            }
        }
    }

    private async Task<bool> ToldAsync(ChannelReader<bool> told, TimeSpan heartbeat, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(heartbeat, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            return await told.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }
}
