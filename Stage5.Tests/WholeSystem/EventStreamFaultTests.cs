using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Net.Sockets;
using System.Text.Json;
using Stage5.Contracts;
using Stage5.Tests.Access;
using Stage5.Tests.Models;
using Stage5.Tests.Stores;

namespace Stage5.Tests.WholeSystem;

/// <summary>
/// Viewers of fifty tasks, thrown out a thousand times, while the processes that run and show the tasks are killed.
/// </summary>
[Trait("Duration", "long")]
public sealed class EventStreamFaultTests : IAsyncLifetime
{
    private const int Seed = 20261122;
    private const int Tasks = 50;
    private const int ViewersOfEach = 2;
    private const int Disconnects = 1000;

    private static readonly string[] Languages = ["es", "fr", "it", "pt", "nl", "sv", "pl"];
    private static readonly TimeSpan BackIn = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _patience =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private readonly SignedToken _tokens = new(TimeProvider.System);
    private readonly List<MortalProcess> _processes = [];
    private StoreServer _store = null!;
    private ScriptedOpenAIServer _model = null!;
    private HttpClient _api = null!;
    private int _forced;
    private int _cut;

    private CancellationToken Ct => _patience.Token;

    public async ValueTask InitializeAsync()
    {
        _patience.CancelAfter(TimeSpan.FromMinutes(6));
        _store = await StoreServer.StartAsync(StoreKind.Redis);
        _model = await ScriptedOpenAIServer.StartAsync();
        _model.Default = new ScriptedReply
        {
            Text = request => request.LastMessage.ToUpperInvariant(),
            // A model takes its time: the run is to last longer than a few kills.
            HoldEach = () => Task.Delay(400, Ct),
        };
        var api = new Uri($"http://127.0.0.1:{FreePort()}");
        _processes.Add(new("Stage5.Api", [.. Settings(), ("ASPNETCORE_URLS", api.ToString())]));
        for (var i = 0; i < 2; i++)
            _processes.Add(new("Stage5.Worker", [.. Settings(), .. WorkerSettings()]));
#pragma warning disable RS0030 // Each viewer is a client of its own, without the factory's resilience.
        _api = new HttpClient(new SocketsHttpHandler()) { BaseAddress = api };
#pragma warning restore RS0030
        _api.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", _tokens.MakeFor("demo", "olga", "operator"));
        await UntilAsync(async () => (await _api.GetAsync("/health", Ct)).IsSuccessStatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        _api?.Dispose();
        foreach (var process in _processes)
            await process.DisposeAsync();
        if (_model is not null) await _model.DisposeAsync();
        if (_store is not null) await _store.DisposeAsync();
        _tokens.Dispose();
        _patience.Dispose();
    }

    [Fact]
    public async Task Each_joined_stream_is_whole_however_often_viewers_and_processes_go()
    {
        var tasks = new List<string>();
        for (var i = 0; i < Tasks; i++)
            tasks.Add(await QueueAsync(i));
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var ofAll = WatchTenantAsync(new Random(Seed - 1));
        var killing = KillAsync(new Random(Seed), over.Token);

        var watched = await Task.WhenAll(tasks.SelectMany((task, i) => Enumerable.Range(0, ViewersOfEach)
            .Select(async v => (
                Task: task, Events: await WatchAsync(task, new Random(Seed + 1 + (i * ViewersOfEach) + v))))));
        await over.CancelAsync();
        await killing;

        foreach (var (task, events) in watched)
            events.ShouldBeWhole(task);
        foreach (var viewers in watched.GroupBy(one => one.Task, StringComparer.Ordinal))
        {
            viewers.Select(one => string.Join(' ', one.Events.Select(e => $"{e.Type}@{e.RunId}")))
                .Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
        }

        var (numbers, tenants) = await ofAll;
        numbers.ShouldBe(Enumerable.Range(1, numbers.Count).Select(number => (long)number));
        foreach (var task in tasks)
            tenants.Where(e => e.TaskId == task).ToList().ShouldBeWhole(task);
        var (apis, workers) = (_processes[0].Kills, _processes.Skip(1).Sum(process => process.Kills));
        var runs = watched.Sum(one => one.Events.Count(e => e.Type == TaskEventTypes.TaskStarted)) / ViewersOfEach;
        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture,
            $"{Tasks} tasks in {runs} runs, {tenants.Count} events, {watched.Length + 1} viewers; {_forced} forced "
            + $"disconnects, {_cut} connections cut or refused; {apis} kills of the API, {workers} of workers"));
        _forced.ShouldBeGreaterThanOrEqualTo(Disconnects);
        (apis > 0 && workers > 0 && runs > Tasks).ShouldBeTrue();
    }

    private async Task KillAsync(Random random, CancellationToken end)
    {
        try
        {
            while (true)
            {
                await Task.Delay(random.Next(2_500, 6_000), end);
                await _processes[random.Next(_processes.Count)].KillAsync();
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested && !Ct.IsCancellationRequested)
        {
            // Every task has ended.
        }
    }

    private async Task<List<TaskEvent>> WatchAsync(string task, Random random)
    {
        var events = new List<TaskEvent>();
        while (events.Count == 0 || !TaskEventTypes.IsTerminal(events[^1].Type))
        {
            var path = $"/api/tasks/{task}/events";
            long? after = events.Count == 0 ? null : events[^1].Sequence;
            await foreach (var item in OpenAsync(path, after, random.Next(1, 5)))
            {
                item.EventType.ShouldNotBe("gap", item.Data);
                events.Add(JsonSerializer.Deserialize(item.Data, ContractsJson.Default.TaskEvent)!);
                item.EventId.ShouldBe(events[^1].Sequence.ToString(CultureInfo.InvariantCulture));
            }
        }

        return events;
    }

    private async Task<(List<long> Numbers, List<TaskEvent> Events)> WatchTenantAsync(Random random)
    {
        var (numbers, events, ended) = (new List<long>(), new List<TaskEvent>(), 0);
        while (ended < Tasks)
        {
            var after = numbers.Count == 0 ? 0 : numbers[^1];
            await foreach (var item in OpenAsync("/api/events", after, random.Next(1, 60)))
            {
                item.EventType.ShouldNotBe("gap", item.Data);
                numbers.Add(long.Parse(item.EventId!, CultureInfo.InvariantCulture));
                events.Add(JsonSerializer.Deserialize(item.Data, ContractsJson.Default.TaskEvent)!);
                // The stream itself has no end.
                if (TaskEventTypes.IsTerminal(events[^1].Type) && ++ended == Tasks) break;
            }
        }

        return (numbers, events);
    }

    /// <summary>Reads so many items, then hangs up; fewer where the connection ends before.</summary>
    private async IAsyncEnumerable<SseItem<string>> OpenAsync(string path, long? after, int most)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (after is { } id)
            request.Headers.Add("Last-Event-ID", id.ToString(CultureInfo.InvariantCulture));
        var response = await TryAsync<HttpResponseMessage>(async () =>
            await _api.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct));
        if (response is not { StatusCode: HttpStatusCode.OK })
        {
            response?.Dispose();
            await Task.Delay(BackIn, Ct);
            yield break;
        }

        using (response)
        {
            await using var body = await response.Content.ReadAsStreamAsync(Ct);
            await using var items = SseParser.Create(body).EnumerateAsync(Ct).GetAsyncEnumerator(Ct);
            for (var i = 0; i < most; i++)
            {
                if (await TryAsync(async () => await items.MoveNextAsync() ? items : null) is null)
                    yield break;
                yield return items.Current;
            }

            Interlocked.Increment(ref _forced);
        }
    }

    /// <returns>Null where the connection was cut.</returns>
    private async Task<T?> TryAsync<T>(Func<Task<T?>> call)
        where T : class
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            Interlocked.Increment(ref _cut);
            return null;
        }
    }

    private async Task<string> QueueAsync(int number)
    {
        // Each its own: an answer that is known already is asked of nobody.
        var text = string.Concat(Enumerable.Range(1, 320)
            .Select(i => $"Sentence {i} of text {number} says something new. "));
        using var response = await _api.PostAsJsonAsync("/api/tasks", new
        {
            kind = "translate",
            text,
            sourceLanguage = "en",
            targetLanguage = "de",
            additionalTargetLanguages = Languages,
        }, Ct);
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync(Ct));
        return (await response.Content.ReadFromJsonAsync(ContractsJson.Default.TaskAccepted, Ct))!.TaskId;
    }

    private async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (true)
        {
            try
            {
                if (await condition()) return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            _processes.ShouldAllBe(process => !process.Ended);
            await Task.Delay(BackIn, Ct);
        }
    }

    private (string, string)[] Settings() =>
    [
        ("DOTNET_ENVIRONMENT", "Development"),
        ("ConnectionStrings__cache", $"127.0.0.1:{_store.Port}"),
        ("Stage5__Access__DevelopmentPublicKey", Convert.ToBase64String(_tokens.PublicKey)),
        ("Stage5__Limits__demo__RequestsPerMinute", "600000"),
        ("Stage5__Tasks__Lease", "00:00:02"),
        ("Stage5__Tasks__MaxAttempts", "100"),
        ("Stage5__Models__Providers__scripted__Kind", "OpenAICompatible"),
        ("Stage5__Models__Providers__scripted__Endpoint", _model.Endpoint.ToString()),
        ("Stage5__Models__Providers__scripted__Model", "scripted-1"),
    ];

    private static (string, string)[] WorkerSettings() =>
        [("ASPNETCORE_URLS", "http://127.0.0.1:0"), ("Stage5__Worker__Concurrency", "4")];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
