using System.Text.Json.Nodes;
using Stage5.Contracts;
using Stage5.Core.Tasks;

namespace Stage5.Core.Turns.Stages;

/// <summary>10 · The reply, and the terminal event, always the last.</summary>
public sealed class Deliver : ITurnStage
{
    private static readonly TurnOutcome Cancelled = new(TaskState.Cancelled, Reply: null, Error: null);

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

    private static async Task<TurnOutcome> CompleteAsync(Turn turn, CancellationToken cancellationToken)
    {
        var task = turn.Request.Task;
        var reply = new TranslateResponse(
            turn.Request.TaskId, turn.Reply!.Text, task.SourceLanguage!, task.TargetLanguage, turn.Receipt!);
        var payload = new JsonObject
        {
            ["text"] = reply.Text,
            ["provider"] = turn.Served!.Provider.Id,
            ["model"] = turn.Reply.Model,
            ["duration_ms"] = turn.Receipt!.DurationMs,
        };
        return await turn.Log.FinishAsync(new TaskEnd(TaskState.Completed, payload, reply), cancellationToken)
            ? new TurnOutcome(TaskState.Completed, reply, Error: null)
            : Cancelled;
    }

    private static async Task<TurnOutcome> FailAsync(Turn turn, TurnError error, CancellationToken cancellationToken)
    {
        if (error.Transient && !turn.Request.Inline)
        {
            var delay = new TaskDelay(error.ToTaskError(), error.RetryAfter, turn.Receipt, error.Uncounted);
            var again = await turn.Log.RetryAsync(delay, cancellationToken);
            return new TurnOutcome(again ? TaskState.Queued : TaskState.Failed, Reply: null, error, again);
        }

        var payload = TerminalPayloads.Failed(error.ToTaskError());
        payload["duration_ms"] = turn.Receipt!.DurationMs;
        var end = new TaskEnd(TaskState.Failed, payload, Error: error.ToTaskError(), Receipt: turn.Receipt);
        return await turn.Log.FinishAsync(end, cancellationToken)
            ? new TurnOutcome(TaskState.Failed, Reply: null, error)
            : Cancelled;
    }

    private static async Task<TurnOutcome> CancelAsync(Turn turn, CancellationToken cancellationToken)
    {
        var payload = TerminalPayloads.Cancelled();
        payload["duration_ms"] = turn.Receipt!.DurationMs;
        await turn.Log.FinishAsync(
            new TaskEnd(TaskState.Cancelled, payload, Receipt: turn.Receipt), cancellationToken);
        return Cancelled;
    }
}
