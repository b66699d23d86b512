extern alias api;
extern alias worker;

using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;
using Stage5.Contracts;
using Stage5.Tests.Access;
using Stage5.Tests.Events;
using Stage5.Tests.Models;
using Stage5.Tests.Stores;
using Stage5.Tests.Webhooks;

namespace Stage5.Tests.Assistant;

/// <summary>API and worker over one real store, with one language model that a test scripts.</summary>
public sealed class AssistantSystem : IAsyncLifetime
{
    /// <summary>A tenant whose policy blocks the numbers of cards.</summary>
    public const string BlocksCards = "strict";

    /// <summary>A tenant with a budget that nothing here uses up.</summary>
    public const string Budgeted = "budgeted";

    private readonly SignedToken _tokens = new(TimeProvider.System);
    private Host<api::Program> _api = null!;
    private Host<worker::Program> _worker = null!;
    private StoreServer _store = null!;
    private EventWatch _events = null!;

    /// <summary>Says what it is told back in capitals, unless a test says otherwise.</summary>
    public ScriptedOpenAIServer Model { get; private set; } = null!;

    public IServiceProvider Services => _api.Services;

    public IServiceProvider WorkerServices => _worker.Services;

    public async ValueTask InitializeAsync()
    {
        _store = await StoreServer.StartAsync(StoreKind.Redis);
        _events = await EventWatch.OnAsync(_store);
        Model = await ScriptedOpenAIServer.StartAsync();
        Reset();
        _api = new Host<api::Program>(Settings());
        _worker = new Host<worker::Program>(Settings());
        _api.StartServer();
        _worker.StartServer();
    }

    public void Reset() => Model.Default = new ScriptedReply { Text = Capitals, Usage = (10, 5) };

    public static string Capitals(ScriptedRequest request) => request.LastMessage.ToUpperInvariant();

    public HttpClient ClientOf(string user = "ana", string tenant = "demo", string role = "user")
    {
        var client = _api.CreateClient();
        client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", _tokens.MakeFor(tenant, user, role));
        return client;
    }

    /// <summary>A client of the worker that presents this token.</summary>
    public HttpClient WorkerClientWith(string token)
    {
        var client = _worker.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        if (_worker is not null) await _worker.DisposeAsync();
        if (_api is not null) await _api.DisposeAsync();
        if (Model is not null) await Model.DisposeAsync();
        _tokens.Dispose();
        try
        {
            if (_events is not null) await _events.DisposeAsync();
        }
        finally
        {
            if (_store is not null) await _store.DisposeAsync();
        }
    }

    private (string Key, string Value)[] Settings() =>
    [
        ("ConnectionStrings:cache", $"127.0.0.1:{_store.Port}"),
        ("Stage5:Access:DevelopmentPublicKey", Convert.ToBase64String(_tokens.PublicKey)),
        ("Stage5:Models:Providers:apertium:Enabled", "false"),
        ("Stage5:Models:Providers:llm:Kind", "OpenAICompatible"),
        ("Stage5:Models:Providers:llm:Endpoint", Model.Endpoint.ToString()),
        ("Stage5:Models:Providers:llm:Model", "tiny-1"),
        ("Stage5:Models:Providers:llm:InputPricePerMillion", "1"),
        ("Stage5:Models:Providers:llm:OutputPricePerMillion", "1"),
        ("Stage5:Limits:Default:RequestsPerMinute", "100000"),
        ("Stage5:Limits:Default:RequestBurst", "100000"),
        ($"Stage5:Compliance:{BlocksCards}:Classes:card", "block"),
        ($"Stage5:Budgets:{Budgeted}:Day:HardLimit", "1000"),
        .. RoundTripTests.Settings,
    ];

    private sealed class Host<TProgram>((string Key, string Value)[] settings) : WebApplicationFactory<TProgram>
        where TProgram : class
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Development");
            builder.ConfigureLogging(static logging => logging.ClearProviders());
            foreach (var (key, value) in settings) builder.UseSetting(key, value);
        }
    }
}

/// <summary>Tests that share the system, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class AssistantCollection : ICollectionFixture<AssistantSystem>
{
    public const string Name = "assistant";
}

internal static class AssistantCalls
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<HttpResponseMessage> SendAsync(
        this HttpClient api, string path, object body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await api.SendAsync(request, Ct);
    }

    public static async Task<TurnResponse> TurnAsync(
        this HttpClient api, string path, object body, params (string Name, string Value)[] headers)
    {
        using var response = await api.SendAsync(path, body, headers);
        var text = await response.Content.ReadAsStringAsync(Ct);
        ((int)response.StatusCode).ShouldBe(200, text);
        return System.Text.Json.JsonSerializer.Deserialize(text, ContractsJson.Default.TurnResponse)!;
    }

    /// <summary>The task's record once it has ended: its event stream is read to the end first.</summary>
    public static async Task<TaskView> EndOfAsync(this HttpClient api, string taskId)
    {
        await api.GetStringAsync($"/api/tasks/{taskId}/events", Ct);
        return (await api.GetFromJsonAsync($"/api/tasks/{taskId}", ContractsJson.Default.TaskView, Ct))!;
    }

    public static async Task<JsonNode> JsonAsync(this HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync(Ct))!;
}
