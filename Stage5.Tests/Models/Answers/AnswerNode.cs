using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Stage5.Core.Models.Answers;
using Stage5.Core.Storage;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Models.Answers;

/// <summary>One process as the store sees it: a connection and a cache of its own.</summary>
internal sealed class AnswerNode : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private AnswerNode(ConnectionMultiplexer connection, ServiceProvider services) =>
        (Connection, _services) = (connection, services);

    public ConnectionMultiplexer Connection { get; }

    public AnswerCache Cache => _services.GetRequiredService<AnswerCache>();

    public RecordingLog Log { get; } = new();

    public static async Task<AnswerNode> StartAsync(
        StoreServer server, StoreClock clock, TimeProvider time, params (string Name, string Value)[] options)
    {
        var connection = await server.ConnectAsync();
        var settings = options.ToDictionary(option => $"Stage5:Answers:{option.Name}", option => (string?)option.Value);
        var node = new AnswerNode(connection, new ServiceCollection()
            .AddSingleton<IConnectionMultiplexer>(connection)
            .AddSingleton(clock)
            .AddSingleton(time)
            .AddLogging()
            .AddStorage()
            .AddAnswers(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .BuildServiceProvider());
        node._services.GetRequiredService<ILoggerFactory>().AddProvider(node.Log);
        return node;
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.CloseAsync(allowCommandsToComplete: false);
        await _services.DisposeAsync();
    }
}
