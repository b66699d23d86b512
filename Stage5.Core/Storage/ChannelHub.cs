using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Stage5.Core.Storage;

/// <summary>One subscription a watched channel and process, shared by its viewers.</summary>
/// <param name="parse">Reads a publication once for all viewers; a <see cref="JsonException"/> drops it.</param>
internal abstract class ChannelHub<T>(Store store, Func<byte[], T> parse, ILogger logger)
{
    /// <summary>What a viewer may be behind before it has to read what is stored again.</summary>
    public const int Buffer = 256;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Topic> _topics = new(StringComparer.Ordinal);

    /// <summary>How many channels are watched.</summary>
    public int Topics
    {
        get
        {
            lock (_gate)
                return _topics.Count;
        }
    }

    /// <summary>From its return on, publications reach the viewer, as far as they reach anybody.</summary>
    public async Task<Viewer> JoinAsync(RedisChannel channel, CancellationToken ct)
    {
        var viewer = new Viewer(this, channel);
        Task subscribed;
        lock (_gate)
        {
            if (!_topics.TryGetValue(viewer.Name, out var topic))
                _topics[viewer.Name] = topic = new Topic(this, channel);
            topic.Viewers = [.. topic.Viewers, viewer];
            subscribed = topic.Subscribed;
        }
        try
        {
            await store.InTimeAsync(subscribed, ct);
            return viewer;
        }
        catch
        {
            await viewer.DisposeAsync();
            throw;
        }
    }

    private Task LeaveAsync(Viewer viewer)
    {
        lock (_gate)
        {
            if (!_topics.TryGetValue(viewer.Name, out var topic) || !topic.Viewers.Contains(viewer))
                return Task.CompletedTask;
            topic.Viewers = [.. topic.Viewers.Where(v => v != viewer)];
            if (topic.Viewers.Length > 0)
                return Task.CompletedTask;
            _topics.Remove(viewer.Name);
            // Sent under the lock: a viewer that joins next subscribes after this on the same connection.
            return store.Subscriber.UnsubscribeAsync(viewer.Channel, topic.Handler);
        }
    }

    private async Task UnsubscribedAsync(Viewer viewer)
    {
        try
        {
            await store.InTimeAsync(LeaveAsync(viewer));
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            logger.UnsubscribeFailed(e, viewer.Name);
        }
    }

    private Task Subscribe(RedisChannel channel, Action<RedisChannel, RedisValue> handler) =>
        store.Subscriber.SubscribeAsync(channel, handler);

    private void Heard(Topic topic, RedisChannel channel, RedisValue value)
    {
        T item;
        try
        {
            item = parse(((byte[]?)value)!);
        }
        catch (JsonException e)
        {
            logger.NotAnItem(e, channel.ToString()!);
            return;
        }
        foreach (var viewer in topic.Viewers)
            viewer.Offer(item);
    }

    internal sealed class Viewer : IAsyncDisposable
    {
        private readonly ChannelHub<T> _hub;
        private readonly Channel<T> _items;
        private Task<bool>? _readable;
        private volatile bool _overflowed;

        public Viewer(ChannelHub<T> hub, RedisChannel channel)
        {
            (_hub, Channel, Name) = (hub, channel, channel.ToString()!);
            // What overflows is missing from the sequence, so the viewer notices and reads what is stored.
            _items = System.Threading.Channels.Channel.CreateBounded<T>(
                new BoundedChannelOptions(Buffer) { FullMode = BoundedChannelFullMode.DropOldest },
                _ => _overflowed = true);
        }

        public RedisChannel Channel { get; }

        public string Name { get; }

        /// <summary>More was published since <see cref="Forget"/> than is kept for it.</summary>
        public bool Overflowed => _overflowed;

        public ChannelReader<T> Items => _items.Reader;

        public void Offer(T item) => _items.Writer.TryWrite(item);

        /// <summary>What was published so far is read from the store.</summary>
        public void Forget()
        {
            _overflowed = false;
            while (_items.Reader.TryRead(out _))
            {
                // It is in the store.
            }
        }

        /// <summary>Waits for a publication, at most so long.</summary>
        public async Task<bool> WaitAsync(TimeSpan most, TimeProvider time, CancellationToken ct)
        {
            _readable ??= _items.Reader.WaitToReadAsync(ct).AsTask();
            try
            {
                await _readable.WaitAsync(most, time, ct);
            }
            catch (TimeoutException)
            {
                return false;
            }
            _readable = null;
            return true;
        }

        public ValueTask DisposeAsync() => new(_hub.UnsubscribedAsync(this));
    }

    private sealed class Topic
    {
        public Topic(ChannelHub<T> hub, RedisChannel channel)
        {
            Handler = (_, value) => hub.Heard(this, channel, value);
            Subscribed = hub.Subscribe(channel, Handler);
        }

        public Action<RedisChannel, RedisValue> Handler { get; }

        public Task Subscribed { get; }

        public Viewer[] Viewers { get; set; } = [];
    }
}
