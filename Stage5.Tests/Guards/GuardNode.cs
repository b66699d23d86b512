using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Stage5.Core.Guards;
using Stage5.Core.Storage;
using Stage5.Tests.Models;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Guards;

/// <summary>One process as the store sees it: a connection and guards of its own.</summary>
internal sealed class GuardNode : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly ConnectionMultiplexer _connection;
    private bool _stopped;

    private GuardNode(ConnectionMultiplexer connection, ServiceProvider services) =>
        (_connection, _services) = (connection, services);

    public IDatabase Database => _connection.GetDatabase();

    public TurnGuard Guard => _services.GetRequiredService<TurnGuard>();

    public BudgetBook Book => _services.GetRequiredService<BudgetBook>();

    public HoldKeeper Keeper => _services.GetRequiredService<HoldKeeper>();

    public GuardStore Store => _services.GetRequiredService<GuardStore>();

    public RecordingLog Log { get; } = new();

    public static async Task<GuardNode> StartAsync(
        StoreServer server, StoreClock clock, TimeProvider time, IDictionary<string, string?> settings)
    {
        var connection = await server.ConnectAsync();
        var services = new ServiceCollection();
        var node = new GuardNode(connection, services
            .AddSingleton<IConnectionMultiplexer>(connection)
            .AddSingleton(clock)
            .AddSingleton(time)
            .AddLogging()
            .AddStorage()
            .AddGuards(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .BuildServiceProvider());
        node._services.GetRequiredService<ILoggerFactory>().AddProvider(node.Log);
        foreach (var hosted in node._services.GetServices<IHostedService>())
            await hosted.StartAsync(CancellationToken.None);
        return node;
    }

    /// <summary>As a host stops: what is to be settled is.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _stopped = true;
        foreach (var hosted in _services.GetServices<IHostedService>())
            await hosted.StopAsync(cancellationToken);
    }

    /// <summary>As a process dies: nobody renews or settles any more.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_stopped)
            await StopAsync(new CancellationToken(canceled: true));
        await _connection.CloseAsync(allowCommandsToComplete: false);
        await _services.DisposeAsync();
    }
}
