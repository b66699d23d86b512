using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Stage5.Api.Audit;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Replies;
using Stage5.Core.Tasks;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

internal static class DeliveryEndpoints
{
    public static void MapDeliveries(this RouteGroupBuilder api)
    {
        var deliveries = api.MapGroup("").WithTags("Replies");

        deliveries.MapGet("/tasks/{taskId}/deliveries", ListAsync)
            .RequirePermission(Permissions.TasksRead).WithName("listDeliveries")
            .WithSummary("Where a task's reply was delivered, and where not")
            .WithDescription("In the order they were written; empty when the task left none.")
            .Produces<DeliveryList>().ProducesDeliveryProblems();

        deliveries.MapPost("/tasks/{taskId}/deliveries/resume", ResumeAsync)
            .RequirePermission(Permissions.TurnsWrite).Audited("deliveries.resumed", "task", "taskId")
            .WithName("resumeDeliveries")
            .WithSummary("Let what was given up of a task go again")
            .WithDescription("What was delivered, or still waits, is left alone. Doing it twice does nothing more.")
            .Produces<DeliveryList>(StatusCodes.Status202Accepted).ProducesDeliveryProblems();

        deliveries.MapGet("/replies/dead", ListDeadAsync)
            .RequirePermission(Permissions.TasksRead).WithName("listDeadReplies")
            .WithSummary("What could not be delivered, newest first")
            .WithDescription("Of one's own tasks; of all of the tenant's with the permission `tasks:all`.")
            .Produces<DeadDeliveries>().ProducesDeliveryProblems();

        deliveries.MapPost("/replies/{id}/retry", RetryAsync)
            .RequirePermission(Permissions.TurnsWrite).Audited("reply.resumed", "reply", "id").WithName("retryReply")
            .WithSummary("Let one delivery that was given up go again")
            .WithDescription("It comes after what waits for its conversation by now. 409 when it is delivered.")
            .Produces<DeliveryView>(StatusCodes.Status202Accepted).ProducesDeliveryProblems()
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> ListAsync(
        string taskId, ClaimsPrincipal user, TaskStore tasks, ReplyOutbox outbox, CancellationToken cancellationToken)
    {
        if (await tasks.FindVisibleAsync(taskId, user, cancellationToken) is not { } task)
            return TaskEndpoints.NotFound(taskId);
        return TypedResults.Ok(
            new DeliveryList(task.TaskId, await outbox.ListAsync(task.Tenant, task.TaskId, cancellationToken)));
    }

    private static async Task<IResult> ResumeAsync(
        string taskId, ClaimsPrincipal user, TaskStore tasks, ReplyOutbox outbox, CancellationToken cancellationToken)
    {
        if (await tasks.FindVisibleAsync(taskId, user, cancellationToken) is not { } task)
            return TaskEndpoints.NotFound(taskId);
        await outbox.RetryAsync(task.Tenant, task.TaskId, deliveryId: null, cancellationToken);
        return TypedResults.Accepted($"/api/tasks/{task.TaskId}/deliveries",
            new DeliveryList(task.TaskId, await outbox.ListAsync(task.Tenant, task.TaskId, cancellationToken)));
    }

    private static async Task<IResult> ListDeadAsync(
        ClaimsPrincipal user, ReplyOutbox outbox, CancellationToken cancellationToken,
        [FromQuery, Range(1, 100), Description("1 to 100; 25 if absent.")] int limit = 25)
    {
        var identity = Identity.From(user);
        var owner = identity.May(Permissions.TasksAll) ? null : identity.User;
        return TypedResults.Ok(
            new DeadDeliveries(await outbox.ListDeadAsync(identity.Tenant, owner, limit, cancellationToken)));
    }

    private static async Task<IResult> RetryAsync(
        string id, ClaimsPrincipal user, TaskStore tasks, ReplyOutbox outbox, CancellationToken cancellationToken)
    {
        var taskId = id.Split('.')[0];
        if (await tasks.FindVisibleAsync(taskId, user, cancellationToken) is not { } task)
            return NotFound();
        await outbox.RetryAsync(task.Tenant, task.TaskId, id, cancellationToken);
        var deliveries = await outbox.ListAsync(task.Tenant, task.TaskId, cancellationToken);
        var location = $"/api/tasks/{task.TaskId}/deliveries";
        return deliveries.FirstOrDefault(delivery => delivery.Id == id) switch
        {
            null => NotFound(),
            { State: DeliveryStates.Delivered } => Problems.Create(StatusCodes.Status409Conflict, "already_delivered",
                "It is delivered.", $"See {location}; there is nothing to send again."),
            var delivery => TypedResults.Accepted(location, delivery),
        };
    }

    private static ProblemHttpResult NotFound() => Problems.Create(StatusCodes.Status404NotFound, "reply_not_found",
        "There is no such delivery.", "List those of its task; what has ended is kept for seven days.");

    private static RouteHandlerBuilder ProducesDeliveryProblems(this RouteHandlerBuilder route) => route
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
