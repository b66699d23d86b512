using System.Text.Json;
using System.Text.Json.Nodes;
using Stage5.Contracts;
using Stage5.Core.Guards;
using Stage5.Core.Replies;
using Stage5.Core.Reviews;
using Stage5.Core.Tasks;

namespace Stage5.Core.Turns.Stages;

/// <summary>10 · The reply, and the terminal event, always the last; or the wait for a person's decision.</summary>
public sealed class Deliver(GuardPolicies budgets, IReviewPolicy reviews) : ITurnStage
{
    private static readonly TurnOutcome Cancelled = new(TaskState.Cancelled, Reply: null, Error: null);
    private static readonly TurnOutcome Parked = new(TaskState.AwaitingReview, Reply: null, Error: null);

    public int Number => 10;

    public string Name => "deliver";

    public bool Closes => true;

    public async Task RunAsync(Turn turn, CancellationToken cancellationToken)
    {
        turn.Outcome = turn switch
        {
            { Cancelled: true } => await CancelAsync(turn, cancellationToken),
            { Error: { } error } => await FailAsync(turn, error, cancellationToken),
            _ => await CompleteAsync(turn, cancellationToken),
        };
    }

    private async Task<TurnOutcome> CompleteAsync(Turn turn, CancellationToken cancellationToken)
    {
        var replies = Replies(turn);
        var reply = TurnResponses.Of(turn, budgets.For(turn.Request.Tenant).Currency) with
        {
            Deliveries = replies is null ? null : OutboxEntry.IdsOf(turn.Request.TaskId, replies.Count),
        };
        var payload = new JsonObject
        {
            ["outcome"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(reply.Outcome.ToString()),
            ["text"] = reply.Text,
            ["provider"] = reply.Receipt.Served?.Provider,
            ["model"] = reply.Receipt.Served?.Model,
            ["duration_ms"] = reply.Receipt.DurationMs,
        };
        var details = TurnAudit.Of(turn);
        var opening = turn.Question is null ? reviews.Decide(turn) : null;
        var parked = new ParkedTurn(reply, replies, payload, details)
        {
            Source = turn.Text,
            Guardrails = Guardrails(turn),
        };
        if (opening is { Delivered: false })
            return await turn.Log.ParkAsync(parked, opening, cancellationToken) ? Parked : Cancelled;
        var end = new TaskEnd(TaskState.Completed, payload, reply, Replies: replies, Details: details)
        {
            Review = opening is null ? null : new OpenedReview(opening, parked),
        };
        return await turn.Log.FinishAsync(end, cancellationToken)
            ? new TurnOutcome(TaskState.Completed, reply, Error: null)
            : Cancelled;
    }

    private static ReviewGuardrail[] Guardrails(Turn turn) =>
    [
        .. (turn.Prompt?.Findings ?? []).Concat(turn.GivenContext?.Findings ?? []).Select(found => new ReviewGuardrail(
            found.Action switch { "allow" => "allow", "review" => "review", "block" => "deny", _ => "redact" },
            found.Class, found.Count, found.Policy)),
    ];

    // Written with the end of the task, so that a reply that was made is delivered, and one that was not is not.
    private static IReadOnlyList<OutboxEntry>? Replies(Turn turn)
    {
        var task = turn.Request.Task;
        var byWebhook = task.Channel == DeliveryChannels.Webhook;
        if ((task.Kind != TaskKinds.Reply && !byWebhook) || turn.Question is not null) return null;
        var texts = turn.Targets.Where(target => target.Text is not null).ToArray();
        if (byWebhook)
            return texts.Length == 0 ? null : [ByWebhook(task.ConversationId!, texts)];
        var made = texts.Select(target => new MessageTranslation(target.Language!.Value, target.Text!)).ToArray();
        return ReplyPlan.For(turn.Conversation!, task.Delivery ?? DeliveryModes.Attachment,
            made[0].Text, made[0].Language, made[1..]);
    }

    private static OutboxEntry ByWebhook(string conversationId, TurnTarget[] texts) => new(
        conversationId, DeliveryChannels.Webhook, Recipient: null, new ReplyContent(
            DeliveryModes.Attachment, texts[0].Text!, texts[0].Language?.Value,
            [
                .. texts.Skip(1).Where(target => target.Language is not null)
                    .Select(target => new MessageTranslation(target.Language!.Value, target.Text!)),
            ]));

    private static async Task<TurnOutcome> FailAsync(Turn turn, TurnError error, CancellationToken cancellationToken)
    {
        if (error.Transient && !turn.Request.Inline)
        {
            var delay = new TaskDelay(error.ToTaskError(), error.RetryAfter, turn.Receipt, error.Uncounted)
            {
                Details = TurnAudit.Of(turn),
            };
            var again = await turn.Log.RetryAsync(delay, cancellationToken);
            return new TurnOutcome(again ? TaskState.Queued : TaskState.Failed, Reply: null, error, again);
        }

        var payload = TerminalPayloads.Failed(error.ToTaskError());
        payload["duration_ms"] = turn.Receipt!.DurationMs;
        var end = new TaskEnd(TaskState.Failed, payload, Error: error.ToTaskError(), Receipt: turn.Receipt,
            Details: TurnAudit.Of(turn));
        return await turn.Log.FinishAsync(end, cancellationToken)
            ? new TurnOutcome(TaskState.Failed, Reply: null, error)
            : Cancelled;
    }

    private static async Task<TurnOutcome> CancelAsync(Turn turn, CancellationToken cancellationToken)
    {
        var payload = TerminalPayloads.Cancelled();
        payload["duration_ms"] = turn.Receipt!.DurationMs;
        await turn.Log.FinishAsync(
            new TaskEnd(TaskState.Cancelled, payload, Receipt: turn.Receipt, Details: TurnAudit.Of(turn)),
            cancellationToken);
        return Cancelled;
    }
}
