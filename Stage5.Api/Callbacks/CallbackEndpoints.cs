using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;
using Stage5.Api.Audit;
using Stage5.Contracts;
using Stage5.Core.Webhooks;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Callbacks;

internal static class CallbackEndpoints
{
    public static void MapCallbacks(this RouteGroupBuilder api) =>
        api.MapPost("/callbacks/{source}", ReceiveAsync)
            .RequirePermission(Permissions.CallbacksDeliver, SignatureHandler.SchemeName)
            .Audited("callback.received", "callback", "source")
            .WithName("receiveCallback").WithTags("Webhooks")
            .WithSummary("Deliver a signed callback")
            .WithDescription("""
                Signed as Standard Webhooks 1.0 says (`webhook-id`, `webhook-timestamp`, `webhook-signature`), or as
                Teams signs outgoing webhooks; no bearer token. `message.created` becomes a turn of the source's
                tenant, and its reply goes to the tenant's webhook endpoints. At most 256 KiB; the same id within ten
                minutes is 409 `replayed`, and `callback_under_way` while the first one is being taken.
                """)
            .Produces<TaskAccepted>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> ReceiveAsync(
        string source, HttpContext http, CallbackReplays replays, IEnumerable<ICallbackHandler> handlers)
    {
        var signed = http.Features.GetRequiredFeature<SignedCallback>();
        var tenant = signed.Options.Tenant!;
        http.AuditNote().Details = new JsonObject { ["id"] = signed.Id };
        switch (await replays.TakeAsync(tenant, source, signed.Id, http.RequestAborted))
        {
            case ReplayVerdict.Taken:
                return Problems.Create(StatusCodes.Status409Conflict, "replayed",
                    "A callback of this id was taken before.", "There is nothing to do; a new event needs a new id.");
            case ReplayVerdict.UnderWay:
                http.Response.Headers.RetryAfter =
                    CallbackReplays.LongestTaking.TotalSeconds.ToString(CultureInfo.InvariantCulture);
                return Problems.Create(StatusCodes.Status409Conflict, "callback_under_way",
                    "A callback of this id is being taken; what comes of it is not known yet.",
                    "Send it again, with the same id, as late as Retry-After says.");
        }

        var taken = false;
        try
        {
            var result = await HandleAsync(signed, http, handlers);
            if (result is IStatusCodeHttpResult { StatusCode: >= 400 })
                return result;
            // Not before: what breaks off in between may be sent again, and its id makes no second turn.
            await replays.KeepAsync(tenant, source, signed.Id);
            taken = true;
            return result;
        }
        finally
        {
            if (!taken)
                await replays.ForgetAsync(tenant, source, signed.Id);
        }
    }

    private static async Task<IResult> HandleAsync(
        SignedCallback signed, HttpContext http, IEnumerable<ICallbackHandler> handlers)
    {
        if (CallbackEvent.Read(signed) is not { } callback)
            return Problems.Create(StatusCodes.Status400BadRequest, "invalid_request",
                "The body is no JSON object in Unicode with a type.", "Send {\"type\": …, \"timestamp\": …, \"data\": …}.");
        http.AuditNote().Details!["type"] = callback.Type;
        var handler = handlers.FirstOrDefault(
            one => one.Kind == signed.Options.Kind && one.EventType == callback.Type);
        if (handler is null)
            return Problems.Create(StatusCodes.Status422UnprocessableEntity, "unknown_event_type",
                "Nothing here is done about events of this type.", "See docs/webhooks.md for the types there are.");
        if (signed.Options.Kind == CallbackKinds.Standard && !signed.Options.Events.Contains(callback.Type))
            return Problems.Create(StatusCodes.Status403Forbidden, "event_not_allowed",
                $"The source {signed.Source} may not deliver {callback.Type}.",
                "Have it added to the source's Events in the configuration.");
        return await handler.HandleAsync(callback, http);
    }
}
