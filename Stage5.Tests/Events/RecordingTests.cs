using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Stage5.Contracts;
using Stage5.Tests.Api;
using Stage5.Tests.Models;
using Stage5.Tests.WholeSystem;

namespace Stage5.Tests.Events;

/// <summary>
/// <c>docs/events/golden</c>: what the API really streams, but for ids, times and durations. What no single run shows is
/// put together from recorded ones.
/// </summary>
[Trait("Generates", "docs")]
public sealed partial class RecordingTests : IAsyncLifetime
{
    private const string Tenant = "demo";
    private const string TaskId = "0193a0b2-0000-7000-8000-000000000001";
    private const string RunId = "0193a0b2-0000-7000-8000-000000000002";
    private const string Sentence = "The train to Paris leaves at nine in the morning.";
    private const string Trip = "A trip with friends.";

    private ScriptedOpenAIServer _first = null!;
    private ScriptedOpenAIServer _second = null!;
    private Api _api = null!;
    private HttpClient _client = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        (_first, _second) = (await ScriptedOpenAIServer.StartAsync(), await ScriptedOpenAIServer.StartAsync());
        _api = new Api(
        [
            ("Stage5:Models:Providers:apertium:Enabled", "false"),
            ("Stage5:Models:Order", "first,second"),
            .. Provider("first", _first),
            .. Provider("second", _second),
            ($"Stage5:Compliance:{Tenant}:Classes:card", "block"),
        ]);
        await _api.InitializeAsync();
        _client = _api.ClientOf(Tenant);
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_api is not null) await _api.DisposeAsync();
        await _second.DisposeAsync();
        await _first.DisposeAsync();
    }

    [Fact]
    public async Task Golden_streams_are_what_the_api_streams()
    {
        Answers(_first, "Der Zug nach Paris fährt um neun Uhr morgens ab.");
        var completed = await RecordAsync("completed", new { text = Sentence, targetLanguage = "de", context = Trip });
        await RecordAsync("known", new { text = Sentence, sourceLanguage = "en", targetLanguage = "de", context = Trip });
        await RecordAsync("question", new { text = "Radio", targetLanguage = "de" });
        await RecordAsync("denied", new { text = "Charge 4111 1111 1111 1111.", sourceLanguage = "en", targetLanguage = "de" });
        await CancelAsync();

        _first.Default = new ScriptedReply { Status = 503 };
        _second.Default = new ScriptedReply
        {
            Text = asked => asked.LastMessage.Replace("Write to", "Schreib an").Replace("before Friday", "vor Freitag"),
            Usage = (12, 9),
        };
        var fallback = await RecordAsync("fallback", new
        {
            text = "Write to ana@example.com before Friday.",
            sourceLanguage = "en",
            targetLanguage = "de",
        });

        await HoldAsync("review", Reviewed(fallback, "edited",
            ("reply_posted", new()
            {
                ["channel"] = "conversation",
                ["deliveries"] = new JsonArray("0193a0b2-0000-7000-8000-000000000004"),
            }),
            ("task_completed", Payloads.Completed("Bitte schreib vor Freitag an ana@example.com.", 12.5))));
        await HoldAsync("rejected", Reviewed(fallback, "rejected", ("task_failed", new()
        {
            ["outcome"] = "rejected",
            ["code"] = "review_rejected",
            ["message"] = "A reviewer decided that this is not sent.",
            ["next"] = "Read the reason, and send another text.",
        })));
        await HoldAsync("gap", WithGap(completed));
    }

    private async Task<string> RecordAsync(string name, object body)
    {
        using var response = await _client.PostAsJsonAsync("/api/translate", body, Ct);
        await response.Content.LoadIntoBufferAsync(Ct);
        return await RecordNewestAsync(name);
    }

    private async Task CancelAsync()
    {
        using var gate = ModelGate.On(_first);
        var call = _client.PostAsJsonAsync("/api/translate",
            new { text = "Nobody waits for this.", sourceLanguage = "en", targetLanguage = "de" }, Ct);
        await gate.Reached;
        using var cancelled = await _client.DeleteAsync($"/api/tasks/{await NewestAsync()}", Ct);
        cancelled.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        using var answer = await call;
        await RecordNewestAsync("cancelled");
    }

    private async Task<string> RecordNewestAsync(string name)
    {
        var stream = await _client.GetStringAsync($"/api/tasks/{await NewestAsync()}/events", Ct);
        var recorded = Normalise(stream);
        await HoldAsync(name, recorded);
        return recorded;
    }

    private async Task<string> NewestAsync() =>
        (await _client.GetFromJsonAsync("/api/tasks", ContractsJson.Default.TaskPage, Ct))!.Tasks[0].TaskId;

    private static Task HoldAsync(string name, string stream) => Repository.ShouldHoldAsync(GoldenStreams.PathOf(name), stream);

    private static void Answers(ScriptedOpenAIServer model, string text) =>
        model.Default = new ScriptedReply { Text = _ => text, Usage = (12, 9) };

    // A review waits between what the models made and the end.
    private static string Reviewed(string recorded, string decision, params (string Type, JsonObject Payload)[] then) =>
        Rewritten(recorded, events => events.SkipLast(1), count =>
        [
            ("review_requested", new()
            {
                ["review_id"] = "0193a0b2-0000-7000-8000-000000000003",
                ["reasons"] = new JsonArray("guardrail"),
                ["priority"] = "high",
                ["due_at"] = "2026-03-02T10:00:00.000Z",
                ["delivered"] = false,
            }),
            ("review_decided", new()
            {
                ["review_id"] = "0193a0b2-0000-7000-8000-000000000003",
                ["decision"] = decision,
                ["reviewer"] = "rita",
            }),
            .. then,
        ]);

    // A log that was full has dropped what is told piece by piece.
    private static string WithGap(string recorded)
    {
        var began = Rewritten(recorded, events => events.Take(3), _ => []);
        var after = new StringBuilder(began)
            .Append("id: 40\nevent: gap\ndata: {\"after\":3,\"next\":41,\"reason\":\"dropped\"}\n\n");
        Append(after, 41, "token_delta", new() { ["language"] = "de", ["text"] = "Der Zug nach" });
        Append(after, 42, "segment_completed", new()
        {
            ["language"] = "de",
            ["segment"] = 2,
            ["segments"] = 2,
            ["status"] = "completed",
            ["provider"] = "first",
            ["cached"] = false,
            ["duration_ms"] = 12.5,
        });
        Append(after, 43, "task_completed", Payloads.Completed("Der Zug nach Paris fährt um neun Uhr morgens ab.", 12.5));
        return after.ToString();
    }

    private static string Rewritten(
        string recorded, Func<IEnumerable<string>, IEnumerable<string>> keep,
        Func<int, (string Type, JsonObject Payload)[]> then)
    {
        var blocks = recorded.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        var kept = keep(blocks.Where(block => block.StartsWith("id:", StringComparison.Ordinal))).ToArray();
        var stream = new StringBuilder(blocks[0]).Append("\n\n");
        foreach (var block in kept) stream.Append(block).Append("\n\n");
        var sequence = kept.Length;
        foreach (var (type, payload) in then(sequence)) Append(stream, ++sequence, type, payload);
        return stream.ToString();
    }

    private static void Append(StringBuilder stream, int sequence, string type, JsonObject payload) => stream.Append(
        $$"""
        id: {{sequence}}
        event: {{type}}
        data: {"version":1,"schema":"neuraforge.task-event.v1","event":"{{type}}","type":"{{type}}","sequence":{{sequence}},"task_id":"{{TaskId}}","run_id":"{{RunId}}","timestamp":"{{Time(sequence)}}","payload":{{payload.ToJsonString()}}}


        """.ReplaceLineEndings("\n"));

    private static string Time(int sequence) => new DateTime(2026, 3, 2, 9, 0, 0, DateTimeKind.Utc)
        .AddMilliseconds(40 * sequence).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Normalise(string stream)
    {
        var sequence = 0;
        stream = Heartbeat().Replace(stream, "");
        stream = OfTask().Replace(stream, $"\"task_id\":\"{TaskId}\"");
        stream = OfRun().Replace(stream, $"\"run_id\":\"{RunId}\"");
        stream = Timestamp().Replace(stream, _ => $"\"timestamp\":\"{Time(++sequence)}\"");
        stream = Duration().Replace(stream, "\"duration_ms\":12.5");
        return Trace().Replace(stream, "\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\"");
    }

    [GeneratedRegex(": heartbeat\n\n", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Heartbeat();

    [GeneratedRegex("\"task_id\":\"[^\"]*\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OfTask();

    [GeneratedRegex("\"run_id\":\"[^\"]*\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OfRun();

    [GeneratedRegex("\"timestamp\":\"[^\"]*\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Timestamp();

    [GeneratedRegex("\"duration_ms\":[0-9.E+-]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Duration();

    [GeneratedRegex("\"trace_id\":(null|\"[^\"]*\")", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Trace();

    private static IEnumerable<(string Key, string Value)> Provider(string id, ScriptedOpenAIServer server) =>
    [
        ($"Stage5:Models:Providers:{id}:Kind", "OpenAICompatible"),
        ($"Stage5:Models:Providers:{id}:Endpoint", server.Endpoint.ToString()),
        ($"Stage5:Models:Providers:{id}:Model", $"{id}-1"),
        ($"Stage5:Models:Providers:{id}:InputPricePerMillion", "0"),
        ($"Stage5:Models:Providers:{id}:OutputPricePerMillion", "1"),
    ];

    private sealed class Api((string Key, string Value)[] settings) : StoredApi(settings);
}
