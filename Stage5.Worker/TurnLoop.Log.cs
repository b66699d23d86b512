using Stage5.Contracts;

namespace Stage5.Worker;

internal sealed partial class TurnLoop
{
    [LoggerMessage(800, LogLevel.Information, "Task {TaskId}, attempt {Attempt}: {State}.")]
    private partial void LogRunEnded(string taskId, int attempt, TaskState state);

    [LoggerMessage(801, LogLevel.Information, "Task {TaskId} handed back to the queue: this worker stops.")]
    private partial void LogHandedBack(string taskId);

    [LoggerMessage(802, LogLevel.Warning, "Run {RunId} of task {TaskId} was abandoned.")]
    private partial void LogRunAbandoned(Exception exception, string taskId, string runId);

    [LoggerMessage(803, LogLevel.Warning, "Could not claim work; trying again.")]
    private partial void LogClaimFailed(Exception exception);
}
