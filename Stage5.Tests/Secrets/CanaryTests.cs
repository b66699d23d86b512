extern alias api;
extern alias worker;

using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Stage5.Tests.Access;
using Stage5.Tests.Models;
using Stage5.Tests.ServiceDefaults;
using Stage5.Tests.Stores;
using Stage5.Tests.WholeSystem;

namespace Stage5.Tests.Secrets;

/// <summary>Plants secrets wherever one can come in, runs both hosts, and reads all that came out.</summary>
public sealed class CanaryTests : IAsyncLifetime
{
    private readonly SignedToken _tokens = new(TimeProvider.System);
    private readonly StringBuilder _answers = new();
    private Canaries _canaries = null!;
    private Collector _collector = null!;
    private ScriptedOpenAIServer _model = null!;
    private StoreServer _store = null!;
    private ScriptedVault _vault = null!;

    public async ValueTask InitializeAsync()
    {
        _canaries = new Canaries(_tokens);
        _collector = await Collector.StartAsync();
        _model = await ScriptedOpenAIServer.StartAsync();
        _store = await StoreServer.StartAsync(StoreKind.Redis);
        _vault = await ScriptedVault.StartAsync();
        _vault.Put("vault-key", new VaultSecret("v1", Canaries.Vault, TimeProvider.System.GetUtcNow().AddYears(-1)));
    }

    public async ValueTask DisposeAsync()
    {
        await _vault.DisposeAsync();
        await _store.DisposeAsync();
        await _model.DisposeAsync();
        await _collector.DisposeAsync();
        _tokens.Dispose();
    }

    [Fact]
    [Trait("Threat", "API-I1")]
    [Trait("Threat", "SC-I1")]
    public async Task No_secret_comes_out_of_a_host_wherever_it_came_in()
    {
        // What a server says when it does not like a key: the key.
        _model.Default = new ScriptedReply { Status = 401, RawBody = "{\"error\":{\"message\":\"" + _canaries.Text + "\"}}" };
        var said = $"{_canaries.Text} {Canaries.Sentence}";
        await using var api = new CanaryHost<api::Program>(Settings("canary-api"), said, _vault);
        await using var worker =
            new CanaryHost<worker::Stage5.Worker.WorkerIdentity>(Settings("canary-worker"), said, _vault);
        using var caller = api.CreateClient();
        caller.DefaultRequestHeaders.Authorization = new("Bearer", _canaries.Bearer);
        caller.DefaultRequestHeaders.Add("api-key", Canaries.Header);
        using var workers = worker.CreateClient();
        workers.DefaultRequestHeaders.Authorization = caller.DefaultRequestHeaders.Authorization;

        await FailInBothHostsAsync(caller);
        await ChatAsync(caller, "whole", stream: false);
        await ChatAsync(caller, "streamed", stream: true);
        await CallAsync(caller, HttpMethod.Get, $"/api/status?code={Canaries.Query}", HttpStatusCode.OK);
        await CallAsync(caller, HttpMethod.Get, "/api/secrets/health", HttpStatusCode.OK);
        await CallAsync(caller, HttpMethod.Get, "/probe", HttpStatusCode.InternalServerError);
        await CallAsync(caller, HttpMethod.Get, "/probe/written", HttpStatusCode.ServiceUnavailable);
        await CallAsync(caller, HttpMethod.Get, "/probe/returned", HttpStatusCode.ServiceUnavailable);
        var before = _answers.Length;
        await CallAsync(caller, HttpMethod.Get, "/metrics", HttpStatusCode.OK);
        await CallAsync(workers, HttpMethod.Get, "/metrics", HttpStatusCode.OK);
        var scraped = _answers.ToString(before, _answers.Length - before);
        foreach (var token in (string[])[Canaries.Session, Canaries.Opaque])
        {
            caller.DefaultRequestHeaders.Authorization = new("Bearer", token);
            await CallAsync(caller, HttpMethod.Get, "/api/status", HttpStatusCode.Unauthorized);
        }

        worker.Services.GetRequiredService<CanaryProbe>().Careless();
        await api.DisposeAsync();
        await worker.DisposeAsync();

        // The probe is in what came out, so it is what came out that is clean.
        _model.Requests.ShouldContain(request => request.Authorization == "Bearer " + Canaries.Provider);
        _model.Requests.Count(request => request.Authorization == "Bearer " + Canaries.Vault).ShouldBe(2);
        foreach (var (place, text, mustHave) in new[]
                 {
                     ("console of the API", api.Printed, "probe said"),
                     ("console of the worker", worker.Printed, "probe said"),
                     ("traces", _collector.Text("traces"), "probe.link"),
                     ("logs", _collector.Text("logs"), "System.InvalidOperationException"),
                     ("metrics", _collector.Text("metrics"), "http.server.request.duration"),
                     ("pages of metrics", scraped, "http_server_request_duration"),
                     ("answers", _answers.ToString(), "task_failed"),
                     ("store", await StoredAsync(), "canary-sentence"),
                 })
        {
            text.ShouldContain(mustHave, customMessage: place);
            _canaries.In(text).ShouldBeEmpty($"{place}: {Around(text)}");
            // Whose text it is gets it back, and the task keeps it; nobody else.
            if (place is not ("answers" or "store"))
            {
                foreach (var personal in Canaries.Personal)
                    text.Contains(personal, StringComparison.Ordinal).ShouldBeFalse($"{place}: {personal}");
            }
        }
    }

    private (string, string)[] Settings(string service) =>
    [
        .. _collector.Settings(service),
        ("ConnectionStrings:cache", $"127.0.0.1:{_store.Port}"),
        ("Stage5:Access:DevelopmentPublicKey", Convert.ToBase64String(_tokens.PublicKey)),
        ("Stage5:Secrets:scripted-key", Canaries.Provider),
        ("Stage5:Models:Providers:apertium:Enabled", "false"),
        ("Stage5:Models:Providers:apertium:Kind", "Apertium"),
        .. Provider("scripted", "translate", "scripted-key"),
        // Each is refused once, and then its breaker is open.
        .. Provider("whole", "chat", "vault-key"), .. Provider("streamed", "chat,streaming", "vault-key"),
        ("Logging:LogLevel:Default", "Trace"),
        ("Logging:LogLevel:Microsoft.AspNetCore", "Trace"),
        ("Logging:OpenTelemetry:LogLevel:Default", "Trace"),
    ];

    private IEnumerable<(string, string)> Provider(string id, string capabilities, string secret) =>
        new (string Key, string Value)[]
        {
            ("Kind", "OpenAICompatible"), ("Endpoint", _model.Endpoint.ToString()), ("Model", id + "-1"),
            ("Capabilities", capabilities), ("SecretName", secret), ("InputPricePerMillion", "0"),
            ("OutputPricePerMillion", "0"), ("Currency", "USD"), ("PriceVersion", "1"),
        }.Select(one => ($"Stage5:Models:Providers:{id}:{one.Key}", one.Value));

    private async Task ChatAsync(HttpClient caller, string model, bool stream)
    {
        using var response = await caller.PostAsJsonAsync("/v1/chat/completions",
            new { model, stream, messages = new[] { new { role = "user", content = Canaries.Sentence } } },
            TestContext.Current.CancellationToken);
        response.IsSuccessStatusCode.ShouldBeFalse();
        _answers.Append(response.Headers).AppendLine(
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private async Task FailInBothHostsAsync(HttpClient caller)
    {
        using var inline = await caller.PostAsJsonAsync("/api/translate",
            new { text = Canaries.Sentence, sourceLanguage = "en", targetLanguage = "de" },
            TestContext.Current.CancellationToken);
        ((int)inline.StatusCode).ShouldBeGreaterThanOrEqualTo(400);
        _answers.AppendLine(await inline.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var taskId = await caller.QueueAsync(Canaries.Sentence, "en", "de");
        await caller.ReadAllAsync(taskId);
        await CallAsync(caller, HttpMethod.Get, $"/api/tasks/{taskId}", HttpStatusCode.OK);
        await CallAsync(caller, HttpMethod.Get, $"/api/tasks/{taskId}/events", HttpStatusCode.OK);
    }

    private async Task CallAsync(HttpClient client, HttpMethod method, string path, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(method, path);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(expected, path);
        _answers.Append(response.Headers).AppendLine(
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private async Task<string> StoredAsync()
    {
        await using var connection = new Closing(await _store.ConnectAsync());
        var database = connection.Multiplexer.GetDatabase();
        var all = new StringBuilder();
        foreach (var key in connection.Multiplexer.GetServer("127.0.0.1", _store.Port).Keys())
        {
            all.AppendLine(key);
            all.AppendJoin('\n', await database.KeyTypeAsync(key) switch
            {
                RedisType.String => [await database.StringGetAsync(key)],
                RedisType.Hash => (await database.HashGetAllAsync(key)).SelectMany(one => new[] { one.Name, one.Value }),
                RedisType.List => await database.ListRangeAsync(key),
                RedisType.Set => await database.SetMembersAsync(key),
                _ => await database.SortedSetRangeByRankAsync(key),
            });
        }

        return all.ToString();
    }

    private string Around(string text) => string.Join(" | ", _canaries.Marks.Values
        .Select(mark => text.IndexOf(mark, StringComparison.Ordinal)).Where(at => at >= 0)
        .Select(at => text[Math.Max(0, at - 200)..Math.Min(text.Length, at + 60)]));

    private sealed class Closing(ConnectionMultiplexer multiplexer) : IAsyncDisposable
    {
        public ConnectionMultiplexer Multiplexer { get; } = multiplexer;

        public async ValueTask DisposeAsync() => await Multiplexer.CloseAsync();
    }
}
