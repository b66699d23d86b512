using Microsoft.Extensions.Logging;

namespace Stage5.Core.Tasks;

internal static partial class TaskRunLog
{
    [LoggerMessage(310, LogLevel.Warning, "The lease of task {TaskId} could not be renewed for run {RunId}")]
    public static partial void RenewalFailed(
        this ILogger<TaskRun> logger, Exception exception, string taskId, string runId);

    [LoggerMessage(311, LogLevel.Error,
        "Task {TaskId} of tenant {Tenant} is dead after {Attempts} attempts: {Code}")]
    public static partial void AttemptsUsedUp(
        this ILogger<TaskRun> logger, string taskId, string tenant, int attempts, string code);
}
