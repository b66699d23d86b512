using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Contracts;
using Stage5.Core.Tasks;
using Stage5.Tests.Events;

namespace Stage5.Tests.Api;

/// <summary>The API with small logs.</summary>
public sealed class EventsApi() : StoredApi(("Stage5:Tasks:MostEvents", "100"))
{
    private int _tenants;

    /// <summary>A tenant that no other test has.</summary>
    public string NewTenant() => $"watched{Interlocked.Increment(ref _tenants)}";

    public TaskStore Tasks => Services.GetRequiredService<TaskStore>();

    public TaskQueue Queue => Services.GetRequiredService<TaskQueue>();
}

/// <summary>Logs as the API shows and streams them.</summary>
public sealed class EventStreamTests(EventsApi api) : IClassFixture<EventsApi>
{
    private readonly string _tenant = api.NewTenant();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_queued_task_has_no_events_and_says_so()
    {
        using var client = api.ClientOf(_tenant);
        var task = await api.Tasks.EnqueueAsync(Spec("ana"), Ct);

        using var view = await JsonAsync(client, $"/api/tasks/{task.TaskId}");

        var root = view.RootElement;
        root.GetProperty("state").GetString().ShouldBe("queued");
        root.GetProperty("events").GetArrayLength().ShouldBe(0);
        (root.GetProperty("total").GetInt64(), root.GetProperty("truncated").GetBoolean()).ShouldBe((0, false));
        foreach (var name in new[] { "firstSequence", "lastSequence", "nextCursor" })
            root.GetProperty(name).ValueKind.ShouldBe(JsonValueKind.Null, name);
        root.GetProperty("counters").ToString().ShouldBe("""{"byType":{},"dropped":0}""");
    }

    [Fact]
    public async Task A_task_shows_its_newest_events_and_leads_to_the_older_ones()
    {
        using var client = api.ClientOf(_tenant);
        await using var run = await StartAsync("ana");
        await run.AppendAsync("task_started", Payloads.Started(), Ct);
        await AppendAsync(run, 119);

        var newest = await ViewAsync(client, run, "?limit=60");
        var older = await ViewAsync(client, run, $"?limit=60&cursor={newest.NextCursor}");

        Numbers(newest).ShouldBe(Enumerable.Range(61, 60).Select(n => (long)n));
        Numbers(older).ShouldBe(Enumerable.Range(21, 40).Select(n => (long)n));
        (older.NextCursor, older.FirstSequence, older.LastSequence).ShouldBe((null, 21, 120));
        (newest.Total, newest.Truncated, newest.Counters.Dropped).ShouldBe((120, true, 20));
        newest.Counters.ByType.OrderBy(count => count.Key, StringComparer.Ordinal)
            .ShouldBe([new("stage_started", 119), new("task_started", 1)]);
        foreach (var cursor in new[] { "x", "-1", "1.5" })
        {
            using var refused = await client.GetAsync($"/api/tasks/{run.Task.TaskId}?cursor={cursor}", Ct);
            await refused.ShouldBeProblemAsync(400, "invalid_cursor");
        }
        using var other = api.ClientOf(_tenant, "ben");
        foreach (var id in new[] { run.Task.TaskId, Guid.NewGuid().ToString(), "x" })
        {
            using var unknown = await other.GetAsync($"/api/tasks/{id}", Ct);
            await unknown.ShouldBeProblemAsync(404, "task_not_found");
        }
    }

    [Fact]
    public async Task A_stream_that_resumes_before_what_is_kept_begins_with_the_gap_and_goes_on()
    {
        using var client = api.ClientOf(_tenant);
        await using var run = await StartAsync("ana");
        await AppendAsync(run, 130);

        var seen = await ReadAsync(client, $"/api/tasks/{run.Task.TaskId}/events?after=4", 2);

        seen[0].ShouldBe(("30", "gap", """{"after":4,"next":31,"reason":"dropped"}"""));
        (seen[1].Id, seen[1].Type).ShouldBe(("31", "stage_started"));
    }

    [Fact]
    public async Task A_reader_that_does_not_read_is_let_go_counted_and_can_come_back()
    {
        var let = 0L;
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, own) =>
            {
                if (instrument.Name == "stage5.events.viewers.dropped") own.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref let, count));
        listener.Start();
        using var client = api.ClientOf(_tenant);
        await using var run = await StartAsync("ana");
        var path = $"/api/tasks/{run.Task.TaskId}/events";
        using var slow = await OpenAsync(client, path);
        using var quick = await OpenAsync(client, path);
        await AppendAsync(run, 1);
        await using var late = Items(slow).GetAsyncEnumerator(Ct);
        (await late.MoveNextAsync()).ShouldBeTrue();

        const int Many = 700;
        var writing = Task.Run(
            async () =>
            {
                for (var i = 0; i < Many; i++)
                    await run.AppendAsync("stage_started", Padded(), Ct);
            },
            Ct);
        // All of it has been published to both.
        await Items(quick).Take(Many + 1).LastAsync(Ct);
        await writing;

        var last = late.Current;
        while (await late.MoveNextAsync() && late.Current.EventType != "end")
            last = late.Current;
        late.Current.Data.ShouldBe($$"""{"reason":"slow_viewer","after":{{last.EventId}}}""");
        late.Current.EventId.ShouldBe(last.EventId);
        (await late.MoveNextAsync()).ShouldBeFalse();
        let.ShouldBeGreaterThan(0);
        var again = await ReadAsync(client, $"{path}?after={last.EventId}", 2);
        again[0].Data.ShouldBe($$"""{"after":{{last.EventId}},"next":602,"reason":"dropped"}""");
        again[1].Id.ShouldBe("602");
    }

    [Fact]
    public async Task A_tenants_stream_begins_now_and_resumes_where_it_was_left()
    {
        using var client = api.ClientOf(_tenant);
        await using var run = await StartAsync("ana");
        await AppendAsync(run, 2);
        using var stream = await OpenAsync(client, "/api/events");
        await AppendAsync(run, 1);
        await foreach (var item in Items(stream))
        {
            item.EventId.ShouldBe("3");
            JsonSerializer.Deserialize(item.Data, ContractsJson.Default.TaskEvent)!.Sequence.ShouldBe(3);
            break;
        }

        var rest = await ReadAsync(client, "/api/events?after=1", 2);

        rest.Select(item => item.Id).ShouldBe(["2", "3"]);
    }

    [Fact]
    [Trait("Threat", "API-I2")]
    public async Task A_tenants_stream_shows_ones_own_tasks_and_all_to_who_may_see_them()
    {
        await using var ana = await StartAsync("ana");
        await using var ben = await StartAsync("ben");
        await AppendAsync(ana, 1);
        await AppendAsync(ben, 1);
        await ana.AppendAsync("stage_skipped", Payloads.Skipped("recall", 5, "none"), Ct);
        await ben.AppendAsync("stage_skipped", Payloads.Skipped("recall", 5, "none"), Ct);
        // What nobody but the rival sees.
        await using (var rival = await api.Tasks.StartInlineAsync(Spec("ana") with { Tenant = _tenant + "-rival" }, Ct))
            await AppendAsync(rival, 1);

        await ExpectAsync("ana", "user", "", 1, 3);
        await ExpectAsync("olga", "operator", "", 1, 2, 3, 4);
        await ExpectAsync("olga", "operator", "&user=ben&type=stage_skipped&type=task_started", 4);
        await ExpectAsync("olga", "operator", $"&task={ana.Task.TaskId}", 1, 3);

        using var client = api.ClientOf(_tenant);
        using var another = await client.GetAsync("/api/events?user=ben", Ct);
        await another.ShouldBeProblemAsync(403, "permission_denied");
        using var notOwn = await client.GetAsync($"/api/events?task={ben.Task.TaskId}", Ct);
        await notOwn.ShouldBeProblemAsync(404, "task_not_found");

        async Task ExpectAsync(string user, string role, string query, params long[] numbers)
        {
            using var viewer = api.ClientOf(_tenant, user, role);

            var seen = await ReadAsync(viewer, "/api/events?after=0" + query, numbers.Length);

            seen.Select(item => long.Parse(item.Id!, CultureInfo.InvariantCulture))
                .ShouldBe(numbers, $"{user}: {query}");
        }
    }

    [Theory]
    [InlineData("type=Task_Started")]
    [InlineData("type=token_delta")]
    [InlineData("task=7")]
    [InlineData("user=a%20b")]
    public async Task A_filter_that_cannot_be_is_refused(string query)
    {
        using var client = api.ClientOf(_tenant);

        using var response = await client.GetAsync($"/api/events?{query}", Ct);

        await response.ShouldBeProblemAsync(400, "invalid_filter");
        using var position = await client.GetAsync("/api/events?after=x", Ct);
        await position.ShouldBeProblemAsync(400, "invalid_position");
    }

    private async Task<TaskRun> StartAsync(string user) => await api.Tasks.StartInlineAsync(Spec(user), Ct);

    private static async Task AppendAsync(TaskRun run, int events)
    {
        for (var i = 0; i < events; i++)
        {
            var payload = Payloads.Stage();
            payload["i"] = i;
            await run.AppendAsync("stage_started", payload, Ct);
        }
    }

    private static JsonObject Padded()
    {
        var payload = Payloads.Stage();
        payload["pad"] = new string('x', 1000);
        return payload;
    }

    private TaskSpec Spec(string user) => new(_tenant, user, "key-1", new TaskRequest
    {
        Kind = TaskKinds.Translate,
        Text = "Good morning",
        SourceLanguage = "en",
        TargetLanguage = "es",
    }, null);

    private static IEnumerable<long> Numbers(TaskView view) => view.Events.Select(one => one.Sequence);

    private static async Task<TaskView> ViewAsync(HttpClient client, TaskRun run, string query) =>
        (await client.GetFromJsonAsync($"/api/tasks/{run.Task.TaskId}{query}", ContractsJson.Default.TaskView, Ct))!;

    private static async Task<JsonDocument> JsonAsync(HttpClient client, string path) =>
        JsonDocument.Parse(await client.GetStringAsync(path, Ct));

    private static async Task<HttpResponseMessage> OpenAsync(HttpClient client, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return response;
    }

    private static async Task<List<(string? Id, string Type, string Data)>> ReadAsync(
        HttpClient client, string path, int count)
    {
        using var stream = await OpenAsync(client, path);
        return await Items(stream).Take(count)
            .Select(item => (item.EventId, item.EventType, item.Data)).ToListAsync(Ct);
    }

    private static async IAsyncEnumerable<SseItem<string>> Items(HttpResponseMessage stream)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        var body = await stream.Content.ReadAsStreamAsync(limit.Token);
        await foreach (var item in SseParser.Create(body).EnumerateAsync(limit.Token))
            yield return item;
    }
}
