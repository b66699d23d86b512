namespace Stage5.Api.OpenAI.Errors;

internal static partial class OpenAIErrors
{
    [LoggerMessage(1400, LogLevel.Error, "The store does not answer a request under /v1")]
    private static partial void LogStoreUnavailable(ILogger logger, Exception exception);

    [LoggerMessage(1401, LogLevel.Error, "A request under /v1 failed")]
    private static partial void LogUnhandled(ILogger logger, Exception exception);
}
