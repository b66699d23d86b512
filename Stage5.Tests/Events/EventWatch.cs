using System.Collections.Concurrent;
using System.Text.Json;
using StackExchange.Redis;
using Stage5.Contracts.Events;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Events;

/// <summary>Hears every event that is appended in a store, and fails at its end if one was not as the contract says.</summary>
internal sealed class EventWatch : IAsyncDisposable
{
    private const string Channels = "*:events:*";
    private const string Over = "over:events:";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly ConcurrentQueue<string> _wrong = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConnectionMultiplexer _connection;

    private EventWatch(ConnectionMultiplexer connection) => _connection = connection;

    public static async Task<EventWatch> OnAsync(StoreServer store)
    {
        var watch = new EventWatch(await store.ConnectAsync());
        await watch._connection.GetSubscriber().SubscribeAsync(new RedisChannel(Channels, RedisChannel.PatternMode.Pattern),
            (channel, message) => watch.Hear(channel.ToString(), message.ToString()));
        return watch;
    }

    public async ValueTask DisposeAsync()
    {
        // Messages come in order: with this one, whatever was published before it. Of a store that was killed none comes.
        if (_connection.IsConnected)
        {
            await _connection.GetSubscriber().PublishAsync(Over, "");
            await _over.Task.WaitAsync(Patience);
        }

        await _connection.CloseAsync(allowCommandsToComplete: false);
        _connection.Dispose();
        _wrong.ShouldBeEmpty("docs/events says what an event has to be");
    }

    private void Hear(string channel, string message)
    {
        if (channel == Over) _over.TrySetResult();
        // Behind the last colon of a task's channel stands its id; other channels carry other things.
        if (!Guid.TryParse(channel[(channel.LastIndexOf(':') + 1)..], out _)) return;
        using var item = JsonDocument.Parse(message);
        if (EventContract.Current.Check(item.RootElement) is { } difference) _wrong.Enqueue($"{difference}: {message}");
    }
}
