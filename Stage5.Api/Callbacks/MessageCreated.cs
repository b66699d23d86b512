using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Stage5.Api.Audit;
using Stage5.Api.Endpoints;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Tasks;
using Stage5.Core.Webhooks;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Callbacks;

/// <summary>
/// <c>message.created</c>: its <c>data</c> is what <c>POST /api/tasks</c> takes, with <c>kind</c> translate if absent,
/// and becomes a turn of the source's service user. The reply goes to the tenant's webhook endpoints.
/// </summary>
internal sealed class MessageCreated(TurnDoor door) : ICallbackHandler
{
    public string Kind => CallbackKinds.Standard;

    public string EventType => "message.created";

    public async Task<IResult> HandleAsync(CallbackEvent callback, HttpContext http)
    {
        if (Read(callback.Root) is not { } asked)
            return Problems.Create(StatusCodes.Status400BadRequest, "invalid_request",
                "data is no message.", "Send data with conversationId, text and targetLanguage.");
        var errors = new List<ValidationResult>();
        if (!Validator.TryValidateObject(asked, new ValidationContext(asked), errors, validateAllProperties: true))
            return Problems.Invalid(errors
                .GroupBy(error => JsonNamingPolicy.CamelCase.ConvertName(error.MemberNames.FirstOrDefault() ?? "data"))
                .ToDictionary(field => field.Key, field => field.Select(error => error.ErrorMessage!).ToArray()));

        var identity = Identity.From(http.User);
        var decision = await door.DecideAsync(asked, identity, http.RequestAborted);
        RateHeaders.Write(http.Response, decision.Rate);
        if (decision.Refusal is { } refusal)
            return refusal.ToResult(http);
        try
        {
            // Its id names the task for a day: a sender that never heard of the first answer makes no second turn.
            var key = new AskedBy($"callback {callback.Id}", decision.Asked);
            return Accepted(await door.QueueAsync(decision.Task, identity, key, http.RequestAborted), http);
        }
        catch (AlreadyAskedException before)
        {
            return before.Same
                ? Accepted(before.Task, http)
                : Problems.Create(StatusCodes.Status409Conflict, "replayed",
                    "A callback of this id was taken before, with another message.", "A new event needs a new id.");
        }
    }

    private static Accepted<TaskAccepted> Accepted(TaskRecord task, HttpContext http)
    {
        http.AuditNote().Details!["task"] = task.TaskId;
        return TypedResults.Accepted($"/api/tasks/{task.TaskId}", new TaskAccepted(task.TaskId, task.State));
    }

    private static TaskRequest? Read(JsonElement root)
    {
        try
        {
            if (!root.TryGetProperty("data", out var data)
                || data.Deserialize(ContractsJson.Default.TaskRequest) is not { } asked)
                return null;
            return asked with
            {
                Kind = string.IsNullOrEmpty(asked.Kind) ? TaskKinds.Translate : asked.Kind,
                Channel = DeliveryChannels.Webhook,
            };
        }
        catch (JsonException)
        {
            // Of another shape: its sender is told.
            return null;
        }
    }
}
