using NSubstitute;
using NSubstitute.ExceptionExtensions;
using StackExchange.Redis;
using Stage5.Core.Storage;

namespace Stage5.Tests.Stores;

/// <summary>A store that answers every command, and tells nobody of what is published.</summary>
internal static class DeafStore
{
    public static Store Of(TaskNode node)
    {
        var connection = Substitute.For<IConnectionMultiplexer>();
        connection.TimeoutMilliseconds.Returns(5_000);
        connection.GetDatabase(Arg.Any<int>(), Arg.Any<object>()).Returns(node.Database);
        var subscriber = Substitute.For<ISubscriber>();
        subscriber.SubscribeAsync(default, default!, default)
            .ThrowsAsyncForAnyArgs(new TimeoutException("Nothing is subscribed to."));
        connection.GetSubscriber(Arg.Any<object>()).Returns(subscriber);
        return new Store(connection);
    }
}
