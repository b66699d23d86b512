using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Stage5.Core.Language.Glossaries;
using Stage5.Core.Language.Glossaries.Exchange;
using Stage5.Core.Language.Glossaries.Storing;
using Stage5.Core.Storage;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Language.Glossaries;

/// <summary>One process as the store sees it: a connection and glossaries of its own.</summary>
internal sealed class GlossaryNode : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private GlossaryNode(ConnectionMultiplexer connection, ServiceProvider services) =>
        (Connection, _services) = (connection, services);

    public ConnectionMultiplexer Connection { get; }

    public IDatabase Database => Connection.GetDatabase();

    public GlossaryService Terms => _services.GetRequiredService<GlossaryService>();

    public GlossaryEditor Editor => _services.GetRequiredService<GlossaryEditor>();

    public GlossaryReader Reader => _services.GetRequiredService<GlossaryReader>();

    public GlossaryImporter Importer => _services.GetRequiredService<GlossaryImporter>();

    public GlossaryExporter Exporter => _services.GetRequiredService<GlossaryExporter>();

    public GlossaryStore Store => _services.GetRequiredService<GlossaryStore>();

    public Store Raw => _services.GetRequiredService<Store>();

    public static async Task<GlossaryNode> StartAsync(
        StoreServer server, StoreClock clock, params (string Name, string Value)[] options)
    {
        var connection = await server.ConnectAsync();
        return new GlossaryNode(connection, new ServiceCollection()
            .AddSingleton<IConnectionMultiplexer>(connection)
            .AddSingleton(clock)
            .AddLogging()
            .AddStorage()
            .AddGlossaries(new ConfigurationBuilder().AddInMemoryCollection(options.ToDictionary(
                one => "Stage5:Glossary:" + one.Name, one => (string?)one.Value, StringComparer.Ordinal)).Build())
            .BuildServiceProvider());
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.CloseAsync(allowCommandsToComplete: false);
        await _services.DisposeAsync();
    }
}
