using Microsoft.Extensions.Logging;

namespace Stage5.ServiceDefaults;

internal sealed partial class ExceptionProblems
{
    [LoggerMessage(200, LogLevel.Error, "A request failed with an exception nobody handled.")]
    private static partial void Unhandled(ILogger logger, Exception exception);

    [LoggerMessage(201, LogLevel.Warning, "A request failed because the store does not answer.")]
    private static partial void StoreUnavailable(ILogger logger, Exception exception);
}
