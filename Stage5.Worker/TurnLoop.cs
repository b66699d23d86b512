using Microsoft.Extensions.Options;
using Stage5.Contracts;
using Stage5.Core.Tasks;
using Stage5.Core.Turns;

namespace Stage5.Worker;

/// <summary>Takes tasks down the road; those that outlast the drain time are handed back to the queue.</summary>
internal sealed partial class TurnLoop(
    TaskQueue queue, TurnRunner turns, WorkerIdentity worker, IOptions<WorkerOptions> options,
    TimeProvider time, ILogger<TurnLoop> logger)
    : ClaimLoop<TaskRun>(options.Value.Concurrency, options.Value.Drain, time, logger)
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    private readonly ILogger _logger = logger;

    protected override Task<TaskRun?> ClaimAsync(CancellationToken ct) => queue.ClaimAsync(worker.Id, ct);

    protected override Task WaitForWorkAsync(CancellationToken ct) => queue.WaitForWorkAsync(Idle, ct);

    protected override async Task WorkAsync(TaskRun claim, CancellationToken giveUp)
    {
        await using var run = claim;
        try
        {
            var outcome = await turns.RunAsync(run, giveUp);
            LogRunEnded(_logger, run.Task.TaskId, run.Attempt, outcome.State);
        }
        catch (OperationCanceledException) when (giveUp.IsCancellationRequested)
        {
            await run.ReleaseAsync(CancellationToken.None);
            LogHandedBack(_logger, run.Task.TaskId);
        }
    }

    protected override void Abandon(TaskRun claim, Exception exception) =>
        LogRunAbandoned(_logger, exception, claim.Task.TaskId, claim.RunId);

    [LoggerMessage(800, LogLevel.Information, "Task {TaskId}, attempt {Attempt}: {State}.")]
    private static partial void LogRunEnded(ILogger logger, string taskId, int attempt, TaskState state);

    [LoggerMessage(801, LogLevel.Information, "Task {TaskId} handed back to the queue: this worker stops.")]
    private static partial void LogHandedBack(ILogger logger, string taskId);

    [LoggerMessage(802, LogLevel.Warning, "Run {RunId} of task {TaskId} was abandoned.")]
    private static partial void LogRunAbandoned(ILogger logger, Exception exception, string taskId, string runId);
}
