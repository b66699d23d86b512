using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Storage;
using Stage5.Core.Tasks;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

/// <summary>What happens to all tasks of a tenant, for dashboards.</summary>
internal static class EventEndpoints
{
    private const int MostTypes = 32;
    private const int LongestType = 64;

    public static void MapEvents(this RouteGroupBuilder api) =>
        api.MapGet("/events", StreamAsync).WithTags("Tasks")
            .RequirePermission(Permissions.TasksRead).WithName("streamEvents")
            .WithSummary("The events of the tenant's tasks as server-sent events")
            .WithDescription("""
                One's own tasks'; all of the tenant's with the permission `tasks:all`. From now on, or after
                `Last-Event-ID` or `?after=`, without end. `id` is the tenant's own number, `event` the type, `data` the
                envelope `neuraforge.task-event.v1`. The newest 10,000 events are kept, `token_delta` is not among them:
                `event: gap` with `{"after","next","reason"}` where what comes after the position is no longer kept. For
                the rest as the events of a task.
                """)
            .Produces<TaskEvent>(StatusCodes.Status200OK, "text/event-stream")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> StreamAsync(
        ClaimsPrincipal user, TaskStore tasks, TenantEventLog log, HttpContext context,
        [FromQuery, MaxLength(MostTypes), Description("Only events of this type; may be repeated.")]
        string[]? type = null,
        [FromQuery, Description("Only events of this task.")] string? task = null,
        [FromQuery(Name = "user"), Description("Only events of this person's tasks.")] string? who = null,
        [FromQuery, Description("A number: what comes after it.")] string? after = null,
        [FromHeader(Name = "Last-Event-ID")] string? lastEventId = null)
    {
        var from = lastEventId ?? after;
        if (!ServerEvents.TryReadPosition(from, out var position))
            return ServerEvents.InvalidPosition();
        if (Refuse(type ?? [], task, who) is { } refusal)
            return refusal;

        var identity = Identity.From(user);
        var all = identity.May(Permissions.TasksAll);
        if (!all && who is not null && who != identity.User)
            return Problems.Create(StatusCodes.Status403Forbidden, "permission_denied",
                $"Other people's tasks are for holders of {Permissions.TasksAll}.", "Leave user out to see your own.");
        if (task is not null && await tasks.FindVisibleAsync(task, user, context.RequestAborted) is null)
            return TaskEndpoints.NotFound(task);

        var filter = new TenantEventFilter(all ? who : identity.User, task, type ?? []);
        // Before the headers are sent, so that a store that is away is a 503.
        var newest = await log.NewestAsync(identity.Tenant, context.RequestAborted);
        var start = string.IsNullOrEmpty(from) ? newest : position;
        await TaskEventStream.WriteAsync(context, EventStreamMetrics.OfTenant,
            end => log.WatchAsync(identity.Tenant, filter, start, TaskEventStream.Heartbeat, end),
            context.RequestAborted);
        return Results.Empty;
    }

    private static ProblemHttpResult? Refuse(string[] types, string? task, string? who)
    {
        if (types.Any(type => type.Length is 0 or > LongestType
            || !type.All(c => char.IsAsciiLetterLower(c) || c == '_') || type == TaskEventTypes.TokenDelta))
        {
            return Invalid("type must be the type of an event that this stream has: token_delta is in the task's own.",
                "See docs/api.md for the types.");
        }
        if (task is not null && !Guid.TryParseExact(task, "D", out _))
            return Invalid("task must be the id of a task.", "Copy it from the list of tasks.");
        return who is not null && !TenantId.IsValid(who)
            ? Invalid("user must be the name of a person.", "Leave user out to see everybody's you may see.")
            : null;
    }

    private static ProblemHttpResult Invalid(string what, string next) =>
        Problems.Create(StatusCodes.Status400BadRequest, "invalid_filter", what, next);
}
