using System.Net;
using System.Net.Http.Json;
using Stage5.Contracts;

namespace Stage5.Tests.WholeSystem;

[Collection(SystemCollection.Name)]
public sealed class TurnTests(RunningSystem system)
{
    private const string Sentence = "The train to {city} leaves at nine in the morning.";

    [Fact]
    public async Task A_sentence_comes_back_really_translated_with_a_receipt()
    {
        RequireApertium();
        using var api = system.ApiOf();

        var reply = await api.TranslateAsync($"{Sentence} It is late.", "en", "es");

        reply.Text.ShouldNotBeNull().ShouldContain("tren");
        reply.Text.ShouldContain("{city}");
        reply.Receipt.Requested.ShouldBe(new ReceiptMode("default", null));
        reply.Receipt.Served!.Provider.ShouldBe("apertium");
        reply.Receipt.Usage.ShouldBe(new TokenUsage(null, null));
        reply.Receipt.Stages.Select(stage => stage.Name).ShouldBe(
            ["admit", "resolve", "protect", "detect", "recall", "reserve", "generate", "refine"]);
        var task = await api.TaskAsync(reply.TaskId);
        task.State.ShouldBe(TaskState.Completed);
        task.Events.ShouldBeWhole(reply.TaskId);
    }

    [Fact]
    public async Task Inline_and_queued_turns_take_the_same_road_to_the_same_reply()
    {
        RequireApertium();
        using var api = system.ApiOf();

        // Not the same text: the second would be known already.
        var inline = await api.TranslateAsync(Sentence, "en", "es");
        var taskId = await api.QueueAsync(Sentence.Replace("{city}", "{town}"), "en", "es");
        var queuedEvents = await api.ReadAllAsync(taskId);
        var queued = await api.TaskAsync(taskId);

        queuedEvents.ShouldBeWhole(taskId);
        queued.Result!.Text.ShouldBe(inline.Text!.Replace("{city}", "{town}"));
        queued.Result.Receipt.Served.ShouldBe(inline.Receipt.Served);
        var inlineEvents = await api.ReadAllAsync(inline.TaskId);
        queuedEvents.Select(item => item.Type).ShouldBe(inlineEvents.Select(item => item.Type));
    }

    [Fact]
    public async Task The_model_that_was_asked_for_travels_with_the_task_to_another_process_and_the_task_explains_itself()
    {
        RequireApertium();
        using var api = system.ApiOf();

        string[] tasks =
        [
            await api.QueueAsync("Good morning.", "en", "es", "scripted"),
            await api.QueueAsync("Good morning.", "en", "es", "apertium"),
            await api.QueueAsync("Good morning.", "en", "es"),
        ];
        foreach (var task in tasks) await api.ReadAllAsync(task);
        var views = await Task.WhenAll(tasks.Select(api.TaskAsync));

        views.Select(view => view.Receipt!.Served!.Provider).ShouldBe(["scripted", "apertium", "apertium"]);
        views[0].Receipt!.Candidates!.ShouldContain(new ReceiptCandidate("apertium", "eng-spa", true, "scripted was asked for"));
        views[2].Receipt!.Candidates!.Single(one => one.Provider == "scripted").Reason.ShouldBe("comes after apertium");
        views[0].Receipt!.Tries!.Single().DurationMs.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Several_viewers_and_one_that_comes_back_see_the_one_log()
    {
        using var api = system.ApiOf();
        using var gate = ModelGate.On(system.Model);
        var taskId = await api.QueueAsync("several viewers", "en", "de");
        await gate.Reached;
        var viewers = Enumerable.Range(0, 5).Select(_ => api.ReadAllAsync(taskId)).ToArray();
        var seen = new List<TaskEvent>();
        await foreach (var item in api.ReadAsync(taskId))
        {
            seen.Add(item);
            if (item.Type == TaskEventTypes.ModelSelected)
                break;
        }

        gate.Answer("mehrere Betrachter");
        seen.AddRange(await api.ReadAllAsync(taskId, lastEventId: seen[^1].Sequence));

        seen.ShouldBeWhole(taskId);
        foreach (var log in await Task.WhenAll(viewers))
            log.Select(item => (item.Sequence, item.Type)).ShouldBe(seen.Select(item => (item.Sequence, item.Type)));
    }

    [Fact]
    public async Task A_running_task_that_is_cancelled_stops_the_model_call_and_ends_once()
    {
        using var api = system.ApiOf();
        using var gate = ModelGate.On(system.Model);
        var taskId = await api.QueueAsync("to be cancelled", "en", "de");
        await gate.Reached;

        using var response = await api.DeleteAsync($"/api/tasks/{taskId}", TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var events = await api.ReadAllAsync(taskId);
        events.ShouldBeWhole(taskId);
        events[^1].Type.ShouldBe(TaskEventTypes.TaskCancelled);
        await gate.Abandoned;
    }

    [Fact]
    public async Task A_caller_that_goes_away_cancels_its_turn()
    {
        using var api = system.ApiOf(user: "impatient");
        using var gate = ModelGate.On(system.Model);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var call = api.PostAsync("/api/translate", JsonContent.Create(
            new { text = "never read", sourceLanguage = "en", targetLanguage = "de" }), patience.Token);
        await gate.Reached;

        await patience.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => call);
        await gate.Abandoned;
        var page = await api.TasksAsync();
        var events = await api.ReadAllAsync(page.Tasks.Single().TaskId);
        events[^1].Type.ShouldBe(TaskEventTypes.TaskCancelled);
    }

    [Fact]
    [Trait("Threat", "API-I2")]
    public async Task Another_persons_task_and_another_tenants_do_not_exist()
    {
        using var ana = system.ApiOf();
        var taskId = await ana.QueueAsync("private", "en", "de");
        await ana.ReadAllAsync(taskId);

        foreach (var (role, tenant, user, status) in new[]
                 {
                     ("user", "demo", "ben", HttpStatusCode.NotFound), ("admin", "rival", "ana", HttpStatusCode.NotFound),
                     ("operator", "demo", "olga", HttpStatusCode.OK),
                 })
        {
            using var other = system.ApiOf(role, tenant, user);
            foreach (var path in new[] { $"/api/tasks/{taskId}", $"/api/tasks/{taskId}/events" })
            {
                using var response = await other.GetAsync(path, TestContext.Current.CancellationToken);
                response.StatusCode.ShouldBe(status, $"{role} {user} of {tenant}: {path}");
            }
        }
    }

    [Fact]
    public async Task One_message_has_one_trace_from_the_caller_to_the_model()
    {
        using var api = system.ApiOf();
        const string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        api.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");

        var taskId = await api.QueueAsync("traced", "en", "de");
        var events = await api.ReadAllAsync(taskId);

        (await api.TaskAsync(taskId)).TraceId.ShouldBe(trace);
        ((string?)events[0].Payload["trace_id"]).ShouldBe(trace);
        system.Model.Requests.Last(request => request.LastMessage.Contains("traced", StringComparison.Ordinal))
            .TraceParent!.ShouldStartWith($"00-{trace}-");
    }

    private static void RequireApertium() => Assert.SkipUnless(
        File.Exists("/usr/share/apertium/modes/eng-spa.mode"), "apertium-eng-spa is not installed");
}
