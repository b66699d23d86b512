using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;
using Stage5.Contracts;
using Stage5.Core;
using Stage5.Core.Guards;
using Stage5.Core.Guards.Compliance;
using Stage5.Core.Storage;
using Stage5.Core.Turns;
using Stage5.Tests.Models;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Turns;

/// <summary>
/// A process that runs turns: every room of Core, a real store, and two scripted model servers, a dear one that comes
/// first and a cheap one that comes second.
/// </summary>
internal sealed class TurnWorld : IAsyncDisposable
{
    private readonly ConnectionMultiplexer _connection;
    private readonly IHost _host;

    private TurnWorld(
        ConnectionMultiplexer connection, IHost host, ScriptedOpenAIServer dear, ScriptedOpenAIServer cheap) =>
        (_connection, _host, Dear, Cheap) = (connection, host, dear, cheap);

    /// <summary>Costs 100 units a million tokens of output and nothing of input.</summary>
    public ScriptedOpenAIServer Dear { get; }

    /// <summary>Costs 1 unit a million tokens of output and nothing of input.</summary>
    public ScriptedOpenAIServer Cheap { get; }

    public StoreClock Clock => _host.Services.GetRequiredService<StoreClock>();

    public TurnPipeline Pipeline => _host.Services.GetRequiredService<TurnPipeline>();

    public ComplianceGuard Compliance => _host.Services.GetRequiredService<ComplianceGuard>();

    public TurnGuard Guard => _host.Services.GetRequiredService<TurnGuard>();

    public static async Task<TurnWorld> StartAsync(StoreServers servers, params (string Key, string Value)[] settings)
    {
        var server = await servers.GetAsync(StoreKind.Redis);
        var connection = await server.ConnectAsync();
        await connection.GetDatabase().ExecuteAsync("FLUSHALL");
        var (dear, cheap) = (await ScriptedOpenAIServer.StartAsync(), await ScriptedOpenAIServer.StartAsync());
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(
        [
            KeyValuePair.Create("Stage5:Models:Providers:apertium:Enabled", (string?)"false"),
            KeyValuePair.Create("Stage5:Models:Order", (string?)"dear,cheap"),
            .. Provider("dear", dear, "100"),
            .. Provider("cheap", cheap, "1"),
        ]);
        builder.Configuration.AddInMemoryCollection(
            settings.ToDictionary(entry => $"Stage5:{entry.Key}", entry => (string?)entry.Value));
        builder.Services.AddSingleton<IConnectionMultiplexer>(connection).AddLogging().AddCore(builder.Configuration);
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new TurnWorld(connection, host, dear, cheap);
    }

    public Task<TurnOutcome> RunAsync(
        RecordingLog log, TaskRequest? task = null, bool inline = true, CancellationToken? cancellationToken = null) =>
        Pipeline.RunAsync(
            Requests.Turn(task ?? Requests.Translate(target: "de"), inline), log,
            cancellationToken ?? TestContext.Current.CancellationToken);

    public async Task<BudgetsView> BudgetsAsync() => await _host.Services.GetRequiredService<BudgetBook>()
        .ReadAsync(new GuardSubject("demo", "ana", "key-1"), everyone: false, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await _connection.CloseAsync(allowCommandsToComplete: false);
        await Dear.DisposeAsync();
        await Cheap.DisposeAsync();
    }

    private static IEnumerable<KeyValuePair<string, string?>> Provider(
        string id, ScriptedOpenAIServer server, string outputPrice) =>
        new (string Key, string Value)[]
        {
            ("Kind", "OpenAICompatible"),
            ("Endpoint", server.Endpoint.ToString()),
            ("Model", $"{id}-1"),
            ("InputPricePerMillion", "0"),
            ("OutputPricePerMillion", outputPrice),
        }.Select(entry => KeyValuePair.Create($"Stage5:Models:Providers:{id}:{entry.Key}", (string?)entry.Value));
}
