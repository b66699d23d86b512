using Microsoft.Extensions.Logging;

namespace Stage5.Core.Turns;

public sealed partial class TurnPipeline
{
    [LoggerMessage(500, LogLevel.Debug, "Stage {Stage} {Status} in {Milliseconds} ms.")]
    private partial void LogStage(string stage, string status, double milliseconds);

    [LoggerMessage(501, LogLevel.Error, "Stage {Stage} of task {TaskId} failed unexpectedly.")]
    private partial void LogStageFailed(Exception exception, string stage, string taskId);
}
