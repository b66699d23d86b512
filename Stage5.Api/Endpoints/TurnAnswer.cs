using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Tasks;
using Stage5.Core.Turns;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

/// <summary>
/// How every call that makes a text is answered: with the text, with its events as they happen
/// (<c>Accept: text/event-stream</c>), or with 202 and a task (<c>Prefer: respond-async</c>, texts too long to wait
/// for, turns that a reviewer has to decide, and <c>POST /api/tasks</c>). With an <c>Idempotency-Key</c>, asking again is answered with the same task.
/// </summary>
internal sealed class TurnAnswer(TurnDoor door, TaskStore tasks, TaskEventLog log)
{
    private const string KeyHeader = "Idempotency-Key";
    private const int LongestKey = 128;

    public async Task<IResult> AnswerAsync(TaskRequest task, HttpContext http, bool queued = false) =>
        await AnswerAsync(await door.DecideAsync(task, Identity.From(http.User), http.RequestAborted), http, queued);

    /// <param name="first">Done once the turn may become a task; its answer, if it has one, is the answer.</param>
    /// <param name="show">How a finished turn is shown; as it is if absent.</param>
    public async Task<IResult> AnswerAsync(
        DoorDecision decision, HttpContext http, bool queued = false, Func<Task<IResult?>>? first = null,
        Func<TurnOutcome, IResult>? show = null)
    {
        show ??= outcome => ToResult(outcome, http);
        var (task, identity) = (decision.Task, Identity.From(http.User));
        if (RefuseKey(http.Request) is { } invalid) return invalid;
        var key = KeyOf(http.Request) is { } given ? new AskedBy(given, decision.Asked) : null;
        RateHeaders.Write(http.Response, decision.Rate);
        if (decision.Refusal is { } refusal) return refusal.ToResult(http);
        if (first is not null && await first() is { } instead) return instead;
        queued |= TurnSize.IsLong(task) || Prefers(http.Request, "respond-async");
        try
        {
            if (WantsEvents(http.Request)) return await StreamAsync(task, identity, key, queued, http);
            if (queued) return Accepted(await door.QueueAsync(task, identity, key, http.RequestAborted));
            var (made, outcome) = await door.RunAsync(task, identity, key, http.RequestAborted);
            return outcome.State == TaskState.AwaitingReview
                ? Accepted(made with { State = outcome.State })
                : show(outcome);
        }
        catch (AlreadyAskedException before)
        {
            return await ReplayAsync(before, queued, http, show);
        }
    }

    /// <returns>Null where the key, if there is one, can be one.</returns>
    public static IResult? RefuseKey(HttpRequest request) =>
        KeyOf(request) is { } key && (key.Length is 0 or > LongestKey || key.Any(c => c is < '!' or > '~'))
            ? Problems.Create(StatusCodes.Status400BadRequest, "invalid_idempotency_key",
                "Idempotency-Key must be 1 to 128 visible ASCII characters.", "Send a UUID, for instance.")
            : null;

    private static string? KeyOf(HttpRequest request) =>
        request.Headers[KeyHeader] is { Count: > 0 } given ? given.ToString() : null;

    private async Task<IResult> StreamAsync(
        TaskRequest task, Identity identity, AskedBy? key, bool queued, HttpContext http)
    {
        if (queued)
        {
            var made = await door.QueueAsync(task, identity, key, http.RequestAborted);
            await EventsOfAsync(made, http, http.RequestAborted);
        }
        else
        {
            await door.RunAsync(task, identity, key, (made, broken) => EventsOfAsync(made, http, broken), http.RequestAborted);
        }

        return Results.Empty;
    }

    private Task EventsOfAsync(TaskRecord task, HttpContext http, CancellationToken cancellationToken)
    {
        http.Response.Headers.Location = $"/api/tasks/{task.TaskId}";
        return TaskEventStream.WriteAsync(http, log, task, after: 0, cancellationToken);
    }

    // The first answer once more: whoever asks again lost it.
    private async Task<IResult> ReplayAsync(
        AlreadyAskedException before, bool queued, HttpContext http, Func<TurnOutcome, IResult> show)
    {
        var task = before.Task;
        if (!before.Same)
            return Problems.Create(StatusCodes.Status422UnprocessableEntity, "idempotency_key_reused",
                "This Idempotency-Key was sent with another request.", "Send a new key with a new request.");
        http.Response.Headers["Idempotency-Replayed"] = "true";
        if (WantsEvents(http.Request))
        {
            await EventsOfAsync(task, http, http.RequestAborted);
            return Results.Empty;
        }

        if (queued) return Accepted(task);
        if (!task.IsFinal && task.State != TaskState.AwaitingReview)
        {
            await foreach (var item in log.WatchAsync(
                task.Tenant, task.TaskId, task.LastSequence, TaskEventStream.Heartbeat, http.RequestAborted))
            {
                // Its end is waited for, not its events; nor a person.
                if (item.Type == TaskEventTypes.ReviewRequested) break;
            }

            task = await tasks.FindAsync(task.Tenant, task.TaskId, http.RequestAborted) ?? task;
        }

        var error = task.Error is { } failed ? new TurnError(failed.Code, failed.Message, failed.Next ?? "", false, failed.Providers) : null;
        return task.State == TaskState.AwaitingReview
            ? Accepted(task)
            : show(new TurnOutcome(task.State, task.Result, error));
    }

    private static Accepted<TaskAccepted> Accepted(TaskRecord task) =>
        TypedResults.Accepted($"/api/tasks/{task.TaskId}", new TaskAccepted(task.TaskId, task.State));

    private static IResult ToResult(TurnOutcome outcome, HttpContext http)
    {
        if (outcome.Reply is { } reply) return TypedResults.Ok(reply);
        return outcome.Error?.ToResult(http) ?? Problems.Create(StatusCodes.Status409Conflict, "task_cancelled",
            "The turn was cancelled before it was done.", "Send it again if you still need it.");
    }

    private static bool WantsEvents(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && accepted.Any(type => type.MediaType.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase));

    // RFC 7240.
    private static bool Prefers(HttpRequest request, string preference) => request.Headers["Prefer"]
        .SelectMany(value => value?.Split(',') ?? [])
        .Any(value => value.Split(';')[0].Trim().Equals(preference, StringComparison.OrdinalIgnoreCase));
}
