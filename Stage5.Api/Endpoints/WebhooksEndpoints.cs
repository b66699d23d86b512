using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Stage5.Api.Audit;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Webhooks;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

internal static class WebhooksEndpoints
{
    private static readonly string[] States =
        [DeliveryStates.Pending, DeliveryStates.Delivering, DeliveryStates.Delivered, DeliveryStates.Dead];

    public static void MapWebhooks(this RouteGroupBuilder api)
    {
        // What is called, and with which secret, decides who outside hears of the tenant's work: one permission.
        var webhooks = api.MapGroup("/webhooks").WithTags("Webhooks").RequirePermission(Permissions.WebhooksManage)
            .AddEndpointFilter(WithoutKeyAsync);

        webhooks.MapGet("", ListAsync).WithName("listWebhooks")
            .WithSummary("The tenant's webhook endpoints").Produces<WebhookList>().ProducesWebhookProblems();

        webhooks.MapGet("/{id}", FindAsync).WithName("getWebhook")
            .WithSummary("A webhook endpoint").Produces<WebhookView>().ProducesWebhookProblems();

        webhooks.MapPost("", CreateAsync).WithName("createWebhook").Audited("webhook.created", "webhook")
            .WithSummary("Add a webhook endpoint; its secret is shown this once")
            .WithDescription("It is called over https with what `events` names: `task.completed`, `task.failed`, "
                + "`task.cancelled`, `reply.delivered`, `review.requested`, `review.escalated`, `review.decided`. Each call is signed as Standard Webhooks 1.0 says.")
            .Produces<WebhookSecretView>(StatusCodes.Status201Created).ProducesWebhookProblems()
            .ProducesProblem(StatusCodes.Status409Conflict);

        webhooks.MapPut("/{id}", UpdateAsync).WithName("updateWebhook")
            .Audited("webhook.changed", "webhook", "id")
            .WithSummary("Change a webhook endpoint, or enable it again")
            .WithDescription("With `If-Match`, only the version named. What was given up goes again when replayed.")
            .Produces<WebhookView>().ProducesWebhookProblems()
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);

        webhooks.MapDelete("/{id}", DeleteAsync).WithName("deleteWebhook")
            .Audited("webhook.removed", "webhook", "id")
            .WithSummary("Remove a webhook endpoint with what waits for it")
            .Produces(StatusCodes.Status204NoContent).ProducesWebhookProblems();

        webhooks.MapPost("/{id}/rotate", RotateAsync).WithName("rotateWebhook")
            .Audited("webhook.rotated", "webhook", "id")
            .WithSummary("Make a new secret; it is shown this once")
            .WithDescription("For a day calls carry the signatures of both, so that the receiver can follow.")
            .Produces<WebhookSecretView>().ProducesWebhookProblems()
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);

        webhooks.MapPost("/{id}/test", TestAsync).WithName("testWebhook")
            .Audited("webhook.tested", "webhook", "id")
            .WithSummary("Send webhook.test to an endpoint").WithDescription("See its deliveries for what came of it.")
            .Produces<WebhookDeliveryView>(StatusCodes.Status202Accepted).ProducesWebhookProblems()
            .ProducesProblem(StatusCodes.Status409Conflict);

        webhooks.MapGet("/{id}/deliveries", DeliveriesAsync).WithName("listWebhookDeliveries")
            .WithSummary("What was sent to an endpoint and what waits, newest first")
            .Produces<WebhookDeliveries>().ProducesWebhookProblems();

        webhooks.MapPost("/deliveries/{id}/replay", ReplayAsync).WithName("replayWebhookDelivery")
            .Audited("webhook.replayed", "webhook-delivery", "id")
            .WithSummary("Let a delivery that was given up go again")
            .WithDescription("With the same `webhook-id`, a new time and a new signature. 409 when it was delivered.")
            .Produces<WebhookDeliveryView>(StatusCodes.Status202Accepted).ProducesWebhookProblems()
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Ok<WebhookList>> ListAsync(
        ClaimsPrincipal user, WebhookEndpoints endpoints, CancellationToken ct) =>
        TypedResults.Ok(new WebhookList(await endpoints.ListAsync(Identity.From(user).Tenant, ct)));

    private static async Task<IResult> FindAsync(
        string id, HttpContext http, WebhookEndpoints endpoints, CancellationToken ct)
    {
        if (await endpoints.FindAsync(Identity.From(http.User).Tenant, id, ct) is not { } found)
            return NotFound();
        http.Response.Headers.ETag = VersionTag.Of(found.Version);
        return TypedResults.Ok(found);
    }

    private static async Task<IResult> CreateAsync(
        WebhookRequest request, HttpContext http, WebhookEndpoints endpoints, CancellationToken ct)
    {
        if (Refuse(request, endpoints) is { } invalid)
            return invalid;
        var identity = Identity.From(http.User);
        var (change, made) = await endpoints.CreateAsync(identity.Tenant, request, identity.Actor, ct);
        if (made is null)
            return Of(change);
        // The script that made it wrote the record.
        http.AuditNote().Written = true;
        return TypedResults.Created($"/api/webhooks/{made.Webhook.Id}", made);
    }

    private static async Task<IResult> UpdateAsync(
        string id, WebhookRequest request, HttpContext http, WebhookEndpoints endpoints, CancellationToken ct)
    {
        if (Refuse(request, endpoints) is { } invalid)
            return invalid;
        long? version = null;
        if (http.Request.Headers.IfMatch.Count > 0 && !VersionTag.TryRead(http.Request, out version))
            return Of(WebhookChange.Conflict);
        var identity = Identity.From(http.User);
        var (change, _, after) = await endpoints.UpdateAsync(
            identity.Tenant, id, request, version, identity.Actor, ct);
        if (change != WebhookChange.Saved)
            return Of(change);
        http.AuditNote().Written = true;
        http.Response.Headers.ETag = VersionTag.Of(after!.Version);
        return TypedResults.Ok(after);
    }

    private static async Task<IResult> DeleteAsync(
        string id, HttpContext http, WebhookEndpoints endpoints, CancellationToken ct)
    {
        var identity = Identity.From(http.User);
        if (!await endpoints.DeleteAsync(identity.Tenant, id, identity.Actor, ct))
            return NotFound();
        http.AuditNote().Written = true;
        return TypedResults.NoContent();
    }

    private static async Task<IResult> RotateAsync(
        string id, HttpContext http, WebhookEndpoints endpoints, CancellationToken ct)
    {
        var identity = Identity.From(http.User);
        var (change, made) = await endpoints.RotateAsync(identity.Tenant, id, identity.Actor, ct);
        if (made is null)
            return Of(change);
        http.AuditNote().Written = true;
        return TypedResults.Ok(made);
    }

    private static async Task<IResult> TestAsync(
        string id, HttpContext http, WebhookEndpoints endpoints, WebhookOutbox outbox, CancellationToken ct)
    {
        var identity = Identity.From(http.User);
        var tenant = identity.Tenant;
        if (await endpoints.FindAsync(tenant, id, ct) is not { } endpoint)
            return NotFound();
        if (!endpoint.Enabled)
            return Problems.Create(StatusCodes.Status409Conflict, "webhook_disabled", "The endpoint is disabled.",
                $"Enable it with PUT /api/webhooks/{id}.");
        var delivery = await outbox.TestAsync(tenant, id, identity.Actor, ct);
        http.AuditNote().Written = true;
        var made = (await outbox.ListAsync(tenant, id, state: null, WebhookOutbox.LongestPage, ct))
            .FirstOrDefault(one => one.Id == delivery);
        return made is null ? NotFound() : TypedResults.Accepted($"/api/webhooks/{id}/deliveries", made);
    }

    private static async Task<IResult> DeliveriesAsync(
        string id, ClaimsPrincipal user, WebhookEndpoints endpoints, WebhookOutbox outbox, CancellationToken ct,
        [FromQuery, Description("pending, delivering, delivered or dead; all if absent.")] string? state = null,
        [FromQuery, Range(1, 100), Description("1 to 100; 25 if absent.")] int limit = 25)
    {
        if (state is not null && !States.Contains(state))
            return Invalid("state", $"state must be one of: {string.Join(", ", States)}.");
        var tenant = Identity.From(user).Tenant;
        return await endpoints.FindAsync(tenant, id, ct) is null
            ? NotFound()
            : TypedResults.Ok(new WebhookDeliveries(await outbox.ListAsync(tenant, id, state, limit, ct)));
    }

    private static async Task<IResult> ReplayAsync(
        string id, HttpContext http, WebhookOutbox outbox, CancellationToken ct)
    {
        var identity = Identity.From(http.User);
        var replay = await outbox.ReplayAsync(identity.Tenant, id, identity.Actor, ct);
        // The script wrote it, or there was nothing to do: it waits already.
        http.AuditNote().Written = replay is { Again: true } or { View.State: not DeliveryStates.Delivered };
        return replay switch
        {
            null => Problems.Create(StatusCodes.Status404NotFound, "delivery_not_found",
                "There is no such delivery.", "List those of its endpoint; what has ended is kept for seven days."),
            { Again: false, View.State: DeliveryStates.Delivered } => Problems.Create(
                StatusCodes.Status409Conflict, "already_delivered", "It is delivered.",
                "There is nothing to send again."),
            var (_, view) => TypedResults.Accepted($"/api/webhooks/{view.WebhookId}/deliveries", view),
        };
    }

    private static ProblemHttpResult? Refuse(WebhookRequest request, WebhookEndpoints endpoints)
    {
        if (endpoints.ProblemOf(request.Url) is { } problem)
            return Invalid("url", problem);
        return request.Events.All(WebhookEvents.All.Contains)
            ? null
            : Invalid("events", $"events must be of: {string.Join(", ", WebhookEvents.All)}.");
    }

    private static ProblemHttpResult Invalid(string field, string message) =>
        Problems.Invalid(new Dictionary<string, string[]> { [field] = [message] });

    private static ProblemHttpResult Of(WebhookChange change) => change switch
    {
        WebhookChange.Conflict => Problems.Create(StatusCodes.Status412PreconditionFailed, "version_conflict",
            "The endpoint was changed since it was read.", "Read it again, and send its version in If-Match."),
        WebhookChange.Full => Problems.Create(StatusCodes.Status409Conflict, "webhook_limit",
            "The tenant has as many webhook endpoints as it may.", "Remove one that nobody needs."),
        _ => NotFound(),
    };

    private static ProblemHttpResult NotFound() => Problems.Create(StatusCodes.Status404NotFound,
        "webhook_not_found", "There is no such webhook endpoint.", "List them with GET /api/webhooks.");

    private static async ValueTask<object?> WithoutKeyAsync(
        EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        try
        {
            return await next(call);
        }
        catch (NoSealException)
        {
            return Problems.Create(StatusCodes.Status503ServiceUnavailable, "webhooks_not_configured",
                "There is no key to keep secrets of webhook endpoints under.",
                "Have Stage5:Webhooks:KeySecret name a secret of 32 bytes in base64.");
        }
    }

    private static RouteHandlerBuilder ProducesWebhookProblems(this RouteHandlerBuilder route) => route
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
