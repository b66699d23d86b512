using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using Stage5.Api.Audit;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Tasks;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

internal static class TaskEndpoints
{
    private const int EventsShown = 200;

    public static void MapTasks(this RouteGroupBuilder api)
    {
        var tasks = api.MapGroup("/tasks").WithTags("Tasks");

        tasks.MapPost("", (TaskRequest request, HttpContext http, TurnAnswer turns) =>
                turns.AnswerAsync(request, http, queued: true))
            .RequirePermission(Permissions.TurnsWrite).AuditedElsewhere(AuditPlaces.Tasks).WithName("createTask")
            .WithSummary("Queue a turn")
            .WithDescription("A worker runs it; follow `Location`, or its event stream, to the result.")
            .Produces<TaskAccepted>(StatusCodes.Status202Accepted)
            .ProducesTurnProblems();

        tasks.MapGet("", ListAsync)
            .RequirePermission(Permissions.TasksRead).WithName("listTasks")
            .WithSummary("List tasks, newest first")
            .WithDescription("One's own; all of the tenant's with the permission `tasks:all`.")
            .Produces<TaskPage>().ProducesReadProblems();

        tasks.MapGet("/{taskId}", GetAsync)
            .RequirePermission(Permissions.TasksRead).WithName("getTask")
            .WithSummary("A task with its result and the newest events")
            .Produces<TaskView>().ProducesReadProblems()
            .ProducesProblem(StatusCodes.Status404NotFound);

        tasks.MapDelete("/{taskId}", CancelAsync)
            .RequirePermission(Permissions.TasksRead).Audited("task.cancel_requested", "task", "taskId").WithName("cancelTask")
            .WithSummary("Cancel a task")
            .WithDescription("""
                200 when it was still queued, or awaited its review: it is cancelled. 202 when it runs: it stops within moments and ends with
                `task_cancelled`. Cancelling a cancelled task is 200; a completed or failed one is 409.
                """)
            .Produces<TaskAccepted>().Produces<TaskAccepted>(StatusCodes.Status202Accepted)
            .ProducesReadProblems()
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);

        tasks.MapGet("/{taskId}/events", TaskEventStream.StreamAsync)
            .RequirePermission(Permissions.TasksRead).WithName("streamTaskEvents")
            .WithSummary("The task's log as server-sent events")
            .WithDescription("""
                From the first event, or after `Last-Event-ID` or `?after=`; then live until the terminal event. `id` is
                the sequence, `event` the type, `data` the envelope `neuraforge.task-event.v1`. A comment every ten
                seconds keeps the connection open.
                """)
            .Produces<TaskEvent>(StatusCodes.Status200OK, "text/event-stream").ProducesReadProblems()
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ListAsync(
        ClaimsPrincipal user, TaskStore tasks, CancellationToken cancellationToken,
        [FromQuery, Range(1, 100), Description("Tasks a page, 1 to 100; 25 if absent.")] int limit = 25,
        [FromQuery, StringLength(200), Description("`nextCursor` of the page before.")] string? cursor = null)
    {
        var identity = Identity.From(user);
        var owner = identity.May(Permissions.TasksAll) ? null : identity.User;
        try
        {
            var (page, next) = await tasks.ListAsync(identity.Tenant, owner, limit, cursor, cancellationToken);
            return TypedResults.Ok(new TaskPage([.. page.Select(TaskViews.Summarize)], next));
        }
        catch (ArgumentException) when (cursor is not null)
        {
            return Problems.Create(StatusCodes.Status400BadRequest, "invalid_cursor",
                "The cursor is none that a page of tasks gave.", "Leave cursor out to start with the newest task.");
        }
    }

    private static async Task<IResult> GetAsync(
        string taskId, ClaimsPrincipal user, TaskStore tasks, TaskEventLog log, CancellationToken cancellationToken)
    {
        if (await tasks.FindVisibleAsync(taskId, user, cancellationToken) is not { } task)
            return NotFound(taskId);

        var (events, total) = await log.ReadNewestAsync(task.Tenant, task.TaskId, EventsShown, cancellationToken);
        return TypedResults.Ok(TaskViews.Show(task, [.. events.Select(item => item.ToEvent())], total));
    }

    private static async Task<IResult> CancelAsync(
        string taskId, ClaimsPrincipal user, TaskStore tasks, CancellationToken cancellationToken)
    {
        if (await tasks.FindVisibleAsync(taskId, user, cancellationToken) is not { } task)
            return NotFound(taskId);

        return await tasks.CancelAsync(task.Tenant, taskId, cancellationToken) switch
        {
            CancelOutcome.Cancelled => TypedResults.Ok(new TaskAccepted(taskId, TaskState.Cancelled)),
            CancelOutcome.Requested =>
                TypedResults.Accepted($"/api/tasks/{taskId}", new TaskAccepted(taskId, TaskState.Cancelling)),
            CancelOutcome.AlreadyFinished when task.State == TaskState.Cancelled =>
                TypedResults.Ok(new TaskAccepted(taskId, TaskState.Cancelled)),
            CancelOutcome.AlreadyFinished => Problems.Create(StatusCodes.Status409Conflict, "task_already_finished",
                "The task has already finished.", "Read its result; there is nothing left to cancel."),
            _ => NotFound(taskId),
        };
    }

    /// <summary>The task if it is the caller's, or the tenant's for those who see all; else null: it does not exist for them.</summary>
    public static async Task<TaskRecord?> FindVisibleAsync(
        this TaskStore tasks, string taskId, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var identity = Identity.From(user);
        if (!Guid.TryParse(taskId, out _))
            return null;
        var task = await tasks.FindAsync(identity.Tenant, taskId, cancellationToken);
        return task?.User == identity.User || identity.May(Permissions.TasksAll) ? task : null;
    }

    public static IResult NotFound(string taskId) => Problems.Create(StatusCodes.Status404NotFound, "task_not_found",
        $"There is no task {(taskId.Length <= 64 ? taskId : "of that id")}.", "Check the id; finished tasks are kept for seven days.");

    private static RouteHandlerBuilder ProducesReadProblems(this RouteHandlerBuilder route) => route
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
