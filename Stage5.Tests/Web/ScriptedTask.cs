using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Stage5.Contracts;
using Stage5.Core.Tasks;
using Stage5.Tests.Events;

namespace Stage5.Tests.Web;

/// <summary>A task whose log a test writes, line by line.</summary>
internal sealed class ScriptedTask(TaskRequest request, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<TaskEvent> _events = [];
    private readonly string _run = Guid.CreateVersion7().ToString();
    private TaskCompletionSource _grown = New();
    private TaskState _state = TaskState.Queued;
    private TurnResponse? _result;
    private TaskError? _error;
    private DateTimeOffset? _finishedAt;
    private int _viewers;

    public string Id { get; init; } = Guid.CreateVersion7().ToString();

    public DateTimeOffset CreatedAt { get; init; } = time.GetUtcNow();

    public string CreatedBy { get; init; } = "ana";

    public string TraceId { get; init; } = "4bf92f3577b34da6a3ce929d0e0e4736";

    /// <summary>Viewers whose stream is open now.</summary>
    public int Viewers => Volatile.Read(ref _viewers);

    /// <summary>Says that a run began.</summary>
    public void Start() => Append(TaskEventTypes.TaskStarted, Payloads.Started());

    /// <exception cref="ShouldAssertException">No real task would say so: docs/events.</exception>
    public void Append(string type, JsonObject payload)
    {
        lock (_lock)
        {
            if (type == TaskEventTypes.TaskStarted) _state = TaskState.Running;
            var now = time.GetUtcNow();
            var item = new TaskEvent(TaskEvent.CurrentVersion, TaskEvent.CurrentSchema, type, type, _events.Count + 1, Id, _run,
                now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), payload);
            item.ShouldFollowTheContract();
            _events.Add(item);
            if (TaskEventTypes.IsTerminal(type)) _finishedAt = now;
            var grown = _grown;
            _grown = New();
            grown.SetResult();
        }
    }

    public TaskRequest Request => request;

    public void Complete(string text, Receipt receipt) =>
        Complete(TurnResult.Completed, receipt, result => result with { Text = text });

    /// <param name="with">What the result has besides its outcome and its languages.</param>
    public void Complete(TurnResult outcome, Receipt receipt, Func<TurnResponse, TurnResponse> with)
    {
        _result = with(new(Id, request.Kind, outcome, receipt)
        {
            SourceLanguage = request.SourceLanguage,
            TargetLanguage = request.TargetLanguage,
        });
        _state = TaskState.Completed;
        Append(TaskEventTypes.TaskCompleted, Payloads.Completed(
            _result.Text, receipt.DurationMs, JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.ToString())));
    }

    public void Fail(TaskError error)
    {
        _error = error;
        _state = TaskState.Failed;
        Append(TaskEventTypes.TaskFailed, TerminalPayloads.Failed(error));
    }

    public void Await(DateTimeOffset due, params string[] reasons)
    {
        _state = TaskState.AwaitingReview;
        Append(TaskEventTypes.ReviewRequested, new()
        {
            ["review_id"] = Id,
            ["reasons"] = new JsonArray([.. reasons.Select(reason => (JsonNode)reason)]),
            ["priority"] = "normal",
            ["due_at"] = due.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["delivered"] = false,
        });
    }

    public void Cancel()
    {
        _state = TaskState.Cancelled;
        Append(TaskEventTypes.TaskCancelled, TerminalPayloads.Cancelled());
    }

    public TaskSummary Summary() => new(Id, request.Kind, _state, request.Lane ?? Lanes.Live,
        request.SourceLanguage, request.TargetLanguage, request.Text, CreatedBy, CreatedAt, CreatedAt);

    public TaskView View()
    {
        lock (_lock)
            return new(Id, request.Kind, _state, request.Lane ?? Lanes.Live, request, CreatedBy, CreatedAt,
                _finishedAt ?? CreatedAt, _finishedAt, 1, TraceId, _result, _error,
                _result?.Receipt, _events.Count, false, _events.Count == 0 ? null : 1,
                _events.Count == 0 ? null : _events.Count, null,
                new(_events.CountBy(e => e.Type).ToDictionary(n => n.Key, n => (long)n.Value, StringComparer.Ordinal), 0),
                [.. _events]);
    }

    public async Task StreamAsync(HttpContext context)
    {
        var last = int.TryParse(context.Request.Headers["Last-Event-ID"], CultureInfo.InvariantCulture, out var id)
            ? id : 0;
        context.Response.ContentType = "text/event-stream";
        Interlocked.Increment(ref _viewers);
        try
        {
            await context.Response.WriteAsync(": hello\n\n", context.RequestAborted);
            while (true)
            {
                var (events, grown) = After(last);
                foreach (var e in events)
                {
                    await context.Response.WriteAsync(
                        $"id: {e.Sequence}\nevent: {e.Type}\ndata: "
                        + JsonSerializer.Serialize(e, ContractsJson.Default.TaskEvent) + "\n\n",
                        context.RequestAborted);
                    await context.Response.Body.FlushAsync(context.RequestAborted);
                    last = (int)e.Sequence;
                    if (TaskEventTypes.IsTerminal(e.Type)) return;
                }

                await context.Response.Body.FlushAsync(context.RequestAborted);
                await grown.WaitAsync(context.RequestAborted);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The viewer left; Viewers tells.
        }
        finally
        {
            Interlocked.Decrement(ref _viewers);
        }
    }

    private (List<TaskEvent> Events, Task Grown) After(int sequence)
    {
        lock (_lock) return ([.. _events.Skip(sequence)], _grown.Task);
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
