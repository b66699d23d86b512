using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Stage5.Core.Storage;

namespace Stage5.Core.Tasks;

/// <summary>One subscription a watched task and process, shared by its viewers.</summary>
internal sealed partial class TaskEventHub(Store store, ILogger<TaskEventHub> logger)
{
    /// <summary>What a viewer may be behind before it has to read the log again.</summary>
    public const int Buffer = 256;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Topic> _topics = new(StringComparer.Ordinal);

    /// <summary>How many tasks are watched.</summary>
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

    internal sealed class Viewer(TaskEventHub hub, RedisChannel channel) : IAsyncDisposable
    {
        // What overflows is missing from the sequence, so the viewer notices and reads the log.
        private readonly Channel<TaskEventItem> _items = System.Threading.Channels.Channel
            .CreateBounded<TaskEventItem>(new BoundedChannelOptions(Buffer)
            {
                FullMode = BoundedChannelFullMode.DropOldest,
            });

        public RedisChannel Channel => channel;

        public string Name { get; } = channel.ToString()!;

        public ChannelReader<TaskEventItem> Items => _items.Reader;

        public void Offer(TaskEventItem item) => _items.Writer.TryWrite(item);

        public async ValueTask DisposeAsync()
        {
            try
            {
                await hub.UnsubscribedAsync(this);
            }
            catch (Exception e) when (e is RedisException or TimeoutException)
            {
                hub.UnsubscribeFailed(e, Name);
            }
        }
    }

    private Task UnsubscribedAsync(Viewer viewer) => store.InTimeAsync(LeaveAsync(viewer));

    private sealed class Topic
    {
        public Topic(TaskEventHub hub, RedisChannel channel)
        {
            Handler = (_, value) => Heard(hub, value);
            Subscribed = hub.Subscribe(channel, Handler);
        }

        public Action<RedisChannel, RedisValue> Handler { get; }

        public Task Subscribed { get; }

        public Viewer[] Viewers { get; set; } = [];

        private void Heard(TaskEventHub hub, RedisValue value)
        {
            TaskEventItem item;
            try
            {
                item = TaskEventItem.Parse(((byte[]?)value)!);
            }
            catch (JsonException e)
            {
                hub.NotAnEvent(e);
                return;
            }
            foreach (var viewer in Viewers)
                viewer.Offer(item);
        }
    }

    private Task Subscribe(RedisChannel channel, Action<RedisChannel, RedisValue> handler) =>
        store.Subscriber.SubscribeAsync(channel, handler);
}
