using Microsoft.Extensions.Logging;

namespace Stage5.Core.Tasks;

internal static partial class TaskQueueLog
{
    [LoggerMessage(320, LogLevel.Debug,
        "Task {TaskId} of tenant {Tenant} claimed by {WorkerId} as run {RunId}, attempt {Attempt}")]
    public static partial void Claimed(
        this ILogger<TaskQueue> logger, string taskId, string tenant, string workerId, string runId, int attempt);

    [LoggerMessage(321, LogLevel.Warning, "{Count} leases of tenant {Tenant} ended without their runs")]
    public static partial void Reaped(this ILogger<TaskQueue> logger, long count, string tenant);

    [LoggerMessage(322, LogLevel.Error, "The store refused to look after the leases of tenant {Tenant}")]
    public static partial void ReapRefused(this ILogger<TaskQueue> logger, Exception exception, string tenant);
}
