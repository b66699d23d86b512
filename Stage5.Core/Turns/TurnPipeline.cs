using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stage5.Contracts;
using Stage5.Core.Guards;
using Stage5.Core.Settings;
using Stage5.Core.Turns.Stages;

namespace Stage5.Core.Turns;

/// <summary>
/// The one road a message takes, inline or queued: 1 Admit, 2 Resolve, 3 Protect, 4 Detect, 5 Recall, 6 Reserve,
/// 7 Generate, 8 Refine, then, however that went, 9 Settle and 10 Deliver. Each stage is one span, one metric and two events;
/// Deliver's only event is the terminal one.
/// </summary>
public sealed partial class TurnPipeline(
    IEnumerable<ITurnStage> stages, IOptions<TurnOptions> options, TimeProvider time, ILogger<TurnPipeline> logger,
    LiveSettings? settings = null)
{
    // Closing a turn writes to the store only; past this the lease takes over.
    private static readonly TimeSpan ClosingDeadline = TimeSpan.FromSeconds(10);

    private static readonly TurnError Unexpected = new(TurnErrorCodes.InternalError,
        "Something went wrong on our side.", "Try again; if it stays, give the trace id to your operator.", Transient: true);

    private readonly ITurnStage[] _working = [.. stages.Where(stage => !stage.Closes).OrderBy(stage => stage.Number)];
    private readonly ITurnStage[] _closing = [.. stages.Where(stage => stage.Closes).OrderBy(stage => stage.Number)];

    /// <summary>Takes the turn to its end. Errors of the turn are in the outcome.</summary>
    /// <exception cref="OperationCanceledException">
    /// The host wants its work back (drain) or the lease is gone: the task is not ended, another run will do it.
    /// </exception>
    public async Task<TurnOutcome> RunAsync(TurnRequest request, ITurnLog log, CancellationToken cancellationToken)
    {
        using var activity = TurnTelemetry.Source.StartActivity($"turn {request.Task.Kind}");
        activity?.SetTag("stage5.task.id", request.TaskId).SetTag("stage5.attempt", request.Attempt);
        var turn = new Turn(request, log, time);
        try
        {
            await WorkAsync(turn, cancellationToken);
            using var closing = new CancellationTokenSource(ClosingDeadline, time);
            foreach (var stage in _closing)
                await RunStageAsync(stage, turn, closing.Token);
        }
        finally
        {
            await TurnAnswers.CloseAsync(turn);
            await CloseHoldAsync(turn);
        }

        var outcome = turn.Outcome!;
        TurnTelemetry.RecordTurn(request, outcome, turn.Elapsed);
        activity?.SetTag("stage5.outcome", outcome.State.ToString());
        if (outcome.Error is { } error)
            activity?.SetStatus(ActivityStatusCode.Error, error.Code);
        return outcome;
    }

    // After Settle this does nothing. A turn that is given back to its queue comes here with what it spent so far.
    private static async Task CloseHoldAsync(Turn turn)
    {
        if (turn.Hold is not { } hold) return;
        if (turn.Account.Spends.Count > 0)
            hold.SettleLater(new Settlement(
                turn.Request.Task.Kind, "cancelled", turn.Account.Spends, turn.Request.TaskId));
        await hold.DisposeAsync();
    }

    private async Task WorkAsync(Turn turn, CancellationToken cancellationToken)
    {
        var limit = LimitOf(turn);
        (turn.Limit, turn.Deadline) = (limit, time.GetUtcNow() + limit);
        using var deadline = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            await turn.EmitAsync(TaskEventTypes.TaskStarted, Describe(turn.Request), either.Token);
            foreach (var stage in _working)
            {
                await RunStageAsync(stage, turn, either.Token);
                await turn.SpeakAsync(either.Token);
            }
        }
        catch (TurnException e)
        {
            turn.Error = e.Error;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Inline, nobody is left to answer; queued, only the caller's own wish ends the task.
            if (!turn.Request.Inline && !turn.Log.CancelRequested)
                throw;
            turn.Cancelled = true;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            turn.Error = TurnErrors.Late(turn);
        }

        if (turn.Error is not { Uncounted: true } || turn.Request.Inline) await turn.SpeakAsync(CancellationToken.None);
    }

    // A long text has the time of all its segments, and many languages that of their rounds.
    private TimeSpan LimitOf(Turn turn)
    {
        var task = turn.Request.Task;
        var length = TurnSize.IsOfConversation(task) ? Limits.TextLength : turn.Text.Length;
        var segments = Math.Max(1, (length + Limits.SegmentLength - 1) / Limits.SegmentLength);
        var own = options.For(turn.Request.Tenant, settings);
        var rounds = (segments * TurnSize.LanguagesOf(task) + own.Parallel - 1) / own.Parallel;
        return Math.Max(segments, rounds)
            * (turn.Request.Class == TrafficClass.Batch ? own.BatchDeadline : own.LiveDeadline);
    }

    private async Task RunStageAsync(ITurnStage stage, Turn turn, CancellationToken cancellationToken)
    {
        if (!stage.Closes && SkipReason(stage, turn) is { } reason)
        {
            await SkipAsync(stage, turn, reason, cancellationToken);
            return;
        }

        using var activity = TurnTelemetry.Source.StartActivity(stage.Name);
        // Deliver's event is the terminal one, and nothing follows that.
        var speaks = stage is not Deliver;
        if (speaks)
            await turn.EmitAsync(TaskEventTypes.StageStarted, Describe(stage), cancellationToken);
        var started = time.GetTimestamp();
        var status = "completed";
        try
        {
            await stage.RunAsync(turn, cancellationToken);
        }
        catch (Exception e)
        {
            status = e is OperationCanceledException ? "stopped" : "failed";
            activity?.SetStatus(ActivityStatusCode.Error, (e as TurnException)?.Error.Code ?? e.GetType().Name);
            if (stage.Closes || e is TurnException or OperationCanceledException)
                throw;
            // A store that is down fails the closing stages too, and the lease takes over; anything else is ours.
            LogStageFailed(e, stage.Name, turn.Request.TaskId);
            throw new TurnException(Unexpected, e);
        }
        finally
        {
            var elapsed = time.GetElapsedTime(started);
            TurnTelemetry.RecordStage(stage.Name, status, elapsed);
            turn.Add(new ReceiptStage(stage.Name, status, Math.Round(elapsed.TotalMilliseconds, 3)));
            LogStage(stage.Name, status, elapsed.TotalMilliseconds);
            // Said even when it was stopped: who watches must not see it run for ever.
            if (speaks)
                await turn.EmitAsync(TaskEventTypes.StageCompleted, Describe(stage, turn.Stages[^1]), CancellationToken.None);
        }
    }

    private static string? SkipReason(ITurnStage stage, Turn turn) =>
        turn.Question is null ? stage.SkipReason(turn) : "the caller has to decide first";

    private static Task SkipAsync(ITurnStage stage, Turn turn, string reason, CancellationToken cancellationToken)
    {
        TurnTelemetry.RecordStage(stage.Name, "skipped", TimeSpan.Zero);
        turn.Add(new ReceiptStage(stage.Name, "skipped", 0, reason));
        var payload = Describe(stage);
        payload["reason"] = reason;
        return turn.EmitAsync(TaskEventTypes.StageSkipped, payload, cancellationToken);
    }

    private static JsonObject Describe(TurnRequest request) => new()
    {
        ["kind"] = request.Task.Kind,
        ["attempt"] = request.Attempt,
        ["route"] = request.Inline ? "inline" : "queued",
        ["mode"] = request.Processing.Mode ?? ProcessingModes.Default,
        ["trace_id"] = Activity.Current?.TraceId.ToHexString(),
    };

    private static JsonObject Describe(ITurnStage stage, ReceiptStage? done = null)
    {
        var payload = new JsonObject { ["stage"] = stage.Name, ["number"] = stage.Number };
        if (done is not null)
        {
            payload["status"] = done.Status;
            payload["duration_ms"] = done.DurationMs;
        }

        return payload;
    }
}
