using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Stage5.Contracts;
using Stage5.Core.Drafts;
using Stage5.Core.Storage;
using Stage5.Core.Tasks;
using Stage5.Tests.Models;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Drafts;

/// <summary>One worker as the store sees it, with models that are there or not as the test says.</summary>
internal sealed class DraftNode : IAsyncDisposable, IDraftReadiness
{
    public static readonly TaskError NoModel = new("no_usable_provider", "No model can do this now.");

    private readonly ServiceProvider _services;
    private readonly ConnectionMultiplexer _connection;

    private DraftNode(ConnectionMultiplexer connection, IServiceCollection services)
    {
        _connection = connection;
        _services = services.AddSingleton<IDraftReadiness>(this).BuildServiceProvider();
        _services.GetRequiredService<ILoggerFactory>().AddProvider(Log);
    }

    public bool Ready { get; set; } = true;

    public RecordingLog Log { get; } = new();

    public IDatabase Database => _connection.GetDatabase();

    public DraftStore Drafts => _services.GetRequiredService<DraftStore>();

    public DraftReplayer Replayer => _services.GetRequiredService<DraftReplayer>();

    public DraftWatch Watch => _services.GetRequiredService<DraftWatch>();

    public DraftClaims Claims => new(
        _services.GetRequiredService<Store>(),
        _services.GetRequiredService<Microsoft.Extensions.Options.IOptions<DraftOptions>>().Value);

    public TaskStore Tasks => _services.GetRequiredService<TaskStore>();

    public TaskQueue Queue => _services.GetRequiredService<TaskQueue>();

    public TaskError? ObstacleTo(string tenant, TaskRequest request) => Ready ? null : NoModel;

    public static async Task<DraftNode> StartAsync(
        StoreServer server, StoreClock clock, TimeProvider time, int seed,
        params (string Name, string Value)[] options)
    {
        var connection = await server.ConnectAsync();
        var settings =
            options.ToDictionary(option => $"Stage5:Drafts:{option.Name}", option => (string?)option.Value);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return new DraftNode(connection, new ServiceCollection()
            .AddSingleton<IConnectionMultiplexer>(connection)
            .AddSingleton(clock)
            .AddSingleton(time)
            .AddSingleton(new Random(seed))
            .AddLogging()
            .AddStorage()
            .AddTasks(configuration.GetSection("Stage5:Tasks"))
            .AddDrafts(configuration));
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.CloseAsync(allowCommandsToComplete: false);
        await _services.DisposeAsync();
    }
}
