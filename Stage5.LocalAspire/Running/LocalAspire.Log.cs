namespace Stage5.LocalAspire;

/// <summary>Event ids 100 to 199.</summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Information, "{Line}")]
    internal static partial void Line(this ILogger logger, string line);

    [LoggerMessage(101, LogLevel.Information, "{Resource} started as process {ProcessId}: {Program}")]
    internal static partial void Started(this ILogger logger, string resource, int processId, string program);

    [LoggerMessage(102, LogLevel.Information, "{Resource} is healthy")]
    internal static partial void Healthy(this ILogger logger, string resource);

    [LoggerMessage(103, LogLevel.Warning, "{Resource} is no longer healthy: {Reason}")]
    internal static partial void Unhealthy(this ILogger logger, string resource, string reason);

    [LoggerMessage(104, LogLevel.Warning, "{Resource} exited with code {ExitCode}; it is not started again")]
    internal static partial void Exited(this ILogger logger, string resource, int exitCode);

    [LoggerMessage(105, LogLevel.Error, "{Resource} was not started: {Reason}")]
    internal static partial void NotStarted(this ILogger logger, string resource, string reason);

    [LoggerMessage(106, LogLevel.Critical, "{Reason}")]
    internal static partial void CannotStart(this ILogger logger, string reason);

    [LoggerMessage(107, LogLevel.Information, "{Table}")]
    internal static partial void Settled(this ILogger logger, string table);

    [LoggerMessage(108, LogLevel.Information, "{Resource} stopped")]
    internal static partial void Stopped(this ILogger logger, string resource);

    [LoggerMessage(109, LogLevel.Error, "What was to happen when {Resource} is ready failed")]
    internal static partial void ReadyFailed(this ILogger logger, Exception error, string resource);
}
