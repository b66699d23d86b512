using System.Text.Json.Nodes;
using Stage5.Contracts;
using Stage5.Core.Replies;
using Stage5.Core.Reviews;
using Stage5.Core.Tasks;
using Stage5.Tests.Events;

namespace Stage5.Tests.Reviews;

/// <summary>Turns that are done but for their decision.</summary>
internal static class ParkedTurns
{
    public const string Draft = "Buenos días a todos";

    public static OpenedReview Review(
        TaskRun run, int required = 1, bool delivered = false, ReviewPriority priority = ReviewPriority.Normal,
        DateTimeOffset? due = null, bool replies = true) => new(
        new ReviewOpening(
            run.Task.TaskId, run.Task.User, priority, [ReviewReasons.Requested],
            due ?? run.Task.CreatedAt.AddHours(8), required, delivered, run.Task.Kind, "en", "es"),
        Turn(run, replies));

    public static ParkedTurn Turn(TaskRun run, bool replies = true) => new(
        new TurnResponse(run.Task.TaskId, run.Task.Kind, TurnResult.Completed, Receipt)
        {
            Text = Draft,
            SourceLanguage = "en",
            TargetLanguage = "es",
            Deliveries = replies ? [$"{run.Task.TaskId}.0"] : null,
        },
        replies
            ? [new OutboxEntry("room", DeliveryChannels.Conversation, null, new ReplyContent(
                DeliveryModes.Attachment, Draft, "es", []))]
            : null,
        Payloads.Completed(Draft), new JsonObject { ["models"] = new JsonArray() })
    {
        Source = "Good morning everyone",
        Guardrails = [new ReviewGuardrail("redact", "email", 1, "pii.email")],
    };

    private static Receipt Receipt => new(
        new ReceiptMode("default", null), new ReceiptMode("default", null), new ReceiptServed("apertium", "eng-spa"),
        new TokenUsage(null, null), [], 2.5, null);
}
