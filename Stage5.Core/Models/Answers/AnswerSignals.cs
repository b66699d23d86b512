using System.Collections.Concurrent;
using System.Threading.Channels;
using StackExchange.Redis;
using Stage5.Core.Storage;

namespace Stage5.Core.Models.Answers;

/// <summary>
/// Hears that an answer stands or that its leader gave up: one subscription a tenant, while anybody of this process
/// waits. A message may get lost: who waits polls too.
/// </summary>
internal sealed class AnswerSignals(Store store)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Topic> _topics = new(StringComparer.Ordinal);

    /// <summary>From its return on, messages about the key are heard, as far as any are.</summary>
    public async Task<Watch> JoinAsync(string tenant, AnswerKey key, CancellationToken ct)
    {
        Task subscribed;
        Watch watch;
        lock (_gate)
        {
            if (!_topics.TryGetValue(tenant, out var topic))
            {
                _topics[tenant] = topic = new Topic(Keys.AnswersChannel(tenant));
                topic.Subscribed = store.Subscriber.SubscribeAsync(topic.Channel, topic.Handler);
            }

            topic.Watches[key.Value] = watch = new Watch(() => Leave(tenant, topic, key));
            subscribed = topic.Subscribed;
        }

        try
        {
            await store.InTimeAsync(subscribed, ct);
        }
        catch (Exception e) when (AnswerStore.IsAway(e))
        {
            // Then only the poll finds out.
        }

        return watch;
    }

    private void Leave(string tenant, Topic topic, AnswerKey key)
    {
        lock (_gate)
        {
            topic.Watches.TryRemove(key.Value, out _);
            if (!topic.Watches.IsEmpty) return;
            _topics.Remove(tenant);
            // Sent under the lock: who joins next subscribes after this on the same connection.
            _ = store.Subscriber.UnsubscribeAsync(topic.Channel, topic.Handler)
                .ContinueWith(static task => task.Exception, TaskScheduler.Default);
        }
    }

    /// <summary>The one in this process that waits for a key.</summary>
    internal sealed class Watch(Action leave) : IDisposable
    {
        // One is enough to look again, and it is kept for who is not waiting just now.
        private readonly Channel<bool> _told = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        public void Tell() => _told.Writer.TryWrite(true);

        /// <summary>Returns when told, at the latest after so long.</summary>
        public async Task WaitAsync(TimeSpan most, TimeProvider time, CancellationToken ct)
        {
            using var limit = new CancellationTokenSource(most, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
            try
            {
                await _told.Reader.ReadAsync(either.Token);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                // Nothing was heard: the caller looks for itself.
            }
        }

        public void Dispose() => leave();
    }

    private sealed class Topic
    {
        public Topic(RedisChannel channel)
        {
            Channel = channel;
            Handler = (_, key) =>
            {
                if (Watches.TryGetValue(key.ToString(), out var watch)) watch.Tell();
            };
        }

        public RedisChannel Channel { get; }

        public Action<RedisChannel, RedisValue> Handler { get; }

        public ConcurrentDictionary<string, Watch> Watches { get; } = new(StringComparer.Ordinal);

        public Task Subscribed { get; set; } = Task.CompletedTask;
    }
}
