using Microsoft.Extensions.Logging;

namespace Stage5.Core.Tasks;

internal sealed partial class TaskEventHub
{
    [LoggerMessage(330, LogLevel.Warning, "Could not unsubscribe from {Channel}")]
    private partial void UnsubscribeFailed(Exception exception, string channel);

    [LoggerMessage(331, LogLevel.Error, "Something that is not a task event was published on a task's channel")]
    private partial void NotAnEvent(Exception exception);
}
