using System.Diagnostics;
using System.Text.Json.Nodes;
using Stage5.Core.Reviews;
using Stage5.Core.Tasks;

namespace Stage5.Core.Turns;

/// <summary>Takes a task's run down the road: the one caller of the pipeline, for API and worker alike.</summary>
public sealed class TurnRunner(TurnPipeline pipeline)
{
    /// <inheritdoc cref="TurnPipeline.RunAsync"/>
    public async Task<TurnOutcome> RunAsync(TaskRun run, CancellationToken cancellationToken)
    {
        var task = run.Task;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, run.Stopping);
        using var activity = ContinueTrace(task.TraceParent);
        var request = new TurnRequest(
            task.TaskId, run.RunId, run.Attempt, run.Inline, task.Tenant, task.User, task.Key, task.Request);
        return await pipeline.RunAsync(request, new TaskTurnLog(run), stop.Token);
    }

    // A queued turn goes on in the trace of the request that queued it; an inline one is in it already.
    private static Activity? ContinueTrace(string? traceParent) =>
        Activity.Current is null && ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent)
            ? TurnTelemetry.Source.StartActivity("task", ActivityKind.Consumer, parent)
            : null;

    private sealed class TaskTurnLog(TaskRun run) : ITurnLog
    {
        public bool CancelRequested => run.StopReason == StopReason.CancelRequested;

        public Task<long> AppendAsync(string type, JsonObject payload, CancellationToken cancellationToken) =>
            run.AppendAsync(type, payload, cancellationToken);

        public Task<bool> FinishAsync(TaskEnd end, CancellationToken cancellationToken) =>
            run.FinishAsync(end, cancellationToken);

        public Task<bool> ParkAsync(ParkedTurn turn, ReviewOpening opening, CancellationToken cancellationToken) =>
            run.ParkAsync(new OpenedReview(opening, turn), cancellationToken);

        public Task<bool> RetryAsync(TaskDelay delay, CancellationToken cancellationToken) =>
            run.RetryAsync(delay, cancellationToken);
    }
}
