using System.Net.ServerSentEvents;
using System.Text.Json;
using Stage5.Contracts;
using Stage5.Tests.Events;

namespace Stage5.Tests.WholeSystem;

/// <summary>Reads a task's events as a client does.</summary>
internal static class EventStream
{
    public static async IAsyncEnumerable<TaskEvent> ReadAsync(
        this HttpClient api, string taskId, long? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/tasks/{taskId}/events");
        if (lastEventId is { } id)
            request.Headers.Add("Last-Event-ID", id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        using var response = await api.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");

        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var parser = SseParser.Create(body, static (_, data) => JsonSerializer.Deserialize(data, ContractsJson.Default.TaskEvent)!);
        await foreach (var item in parser.EnumerateAsync(TestContext.Current.CancellationToken))
        {
            item.Data.Type.ShouldBe(item.EventType);
            item.EventId.ShouldBe(item.Data.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture));
            item.Data.ShouldFollowTheContract();
            yield return item.Data;
        }
    }

    public static async Task<List<TaskEvent>> ReadAllAsync(this HttpClient api, string taskId, long? lastEventId = null)
    {
        var events = new List<TaskEvent>();
        await foreach (var item in api.ReadAsync(taskId, lastEventId))
            events.Add(item);
        return events;
    }

    /// <summary>What every finished log keeps: no gap, no duplicate, one terminal event and it is the last.</summary>
    public static void ShouldBeWhole(this IReadOnlyList<TaskEvent> events, string taskId)
    {
        events.Select(item => item.Sequence).ShouldBe(Enumerable.Range(1, events.Count).Select(number => (long)number));
        events.ShouldAllBe(item => item.TaskId == taskId && item.Version == 1 && item.Schema == TaskEvent.CurrentSchema);
        events.ShouldAllBe(item => item.Event == item.Type);
        events.Count(item => TaskEventTypes.IsTerminal(item.Type)).ShouldBe(1);
        TaskEventTypes.IsTerminal(events[^1].Type).ShouldBeTrue();
    }
}
