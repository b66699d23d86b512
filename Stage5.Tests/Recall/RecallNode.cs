using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Stage5.Contracts;
using Stage5.Core.Guards;
using Stage5.Core.Guards.Compliance;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;
using Stage5.Core.Recall;
using Stage5.Core.Recall.Rooms;
using Stage5.Core.Secrets;
using Stage5.Core.Storage;
using Stage5.Tests.Models;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Recall;

/// <summary>One process as the store sees it: every room that recall stands on, without the pipeline.</summary>
internal sealed class RecallNode : IAsyncDisposable
{
    private readonly ConnectionMultiplexer _connection;
    private readonly IHost _host;

    private RecallNode(ConnectionMultiplexer connection, IHost host) => (_connection, _host) = (connection, host);

    public MemoryStore Memory => Get<MemoryStore>();

    public Recaller Recaller => Get<Recaller>();

    public RecallKeeper Keeper => Get<RecallKeeper>();

    public IDatabase Database => _connection.GetDatabase();

    public RecordingLog Log { get; } = new();

    public static async Task<RecallNode> StartAsync(
        StoreServer server, StoreClock clock, TimeProvider time, ISummarizer? summarizer,
        params (string Key, string Value)[] settings)
    {
        var connection = await server.ConnectAsync();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(
            [KeyValuePair.Create("Stage5:Models:Providers:apertium:Enabled", (string?)"false")]);
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(
            entry => entry.Key.StartsWith("ConnectionStrings", StringComparison.Ordinal)
                ? entry.Key
                : $"Stage5:{entry.Key}",
            entry => (string?)entry.Value));
        var configuration = builder.Configuration;
        builder.Services.AddSingleton<IConnectionMultiplexer>(connection).AddSingleton(clock).AddSingleton(time)
            .AddLogging().AddStorage().AddSecrets(configuration).AddModels(configuration).AddRouting(configuration)
            .AddGuards(configuration).AddCompliance(configuration).AddRecall(configuration);
        if (summarizer is not null) builder.Services.AddSingleton(summarizer);
        var node = new RecallNode(connection, builder.Build());
        node.Get<ILoggerFactory>().AddProvider(node.Log);
        await node._host.StartAsync(TestContext.Current.CancellationToken);
        return node;
    }

    /// <summary>Settings of a provider that embeds.</summary>
    public static (string, string)[] Embeds(
        ScriptedEmbeddings server, string id = "vec", string model = "words-1") =>
    [
        ($"Models:Providers:{id}:Kind", "OpenAICompatible"),
        ($"Models:Providers:{id}:Endpoint", server.Endpoint),
        ($"Models:Providers:{id}:Model", model),
        ($"Models:Providers:{id}:Capabilities:0", "embeddings"),
        ($"Models:Providers:{id}:InputPricePerMillion", "10"),
        ($"Models:Providers:{id}:OutputPricePerMillion", "0"),
    ];

    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    public RoomStore Rooms => Get<RoomStore>();

    public async Task<BudgetsView> BudgetsAsync(string tenant) => await Get<BudgetBook>()
        .ReadAsync(new GuardSubject(tenant, "ana", "key-1"), everyone: true,
            TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await _connection.CloseAsync(allowCommandsToComplete: false);
    }
}
