using Microsoft.Extensions.Logging;

namespace Stage5.Core.Secrets;

internal sealed partial class SecretStore
{
    [LoggerMessage(650, LogLevel.Warning, "The secret {Name}, needed by {For}, is missing. {Reason}")]
    private partial void LogMissing(string name, string @for, string reason);

    [LoggerMessage(651, LogLevel.Warning, "Could not ask for the secret {Name}; what is held stays. {Reason}")]
    private partial void LogAway(string name, string? reason);

    [LoggerMessage(652, LogLevel.Information, "The source of the secret {Name} answers again.")]
    private partial void LogBack(string name);

    [LoggerMessage(653, LogLevel.Error, "The secret {Name} is not served any more. {Reason}")]
    private partial void LogLost(string name, string? reason);

    [LoggerMessage(654, LogLevel.Information,
        "The secret {Name} has a new version, {Version}; the one before is good until {PreviousUntil}.")]
    private partial void LogRotated(string name, string version, DateTimeOffset? previousUntil);

    [LoggerMessage(655, LogLevel.Warning, "The secret {Name} expires in {Days:0.#} days.")]
    private partial void LogExpiresSoon(string name, double days);

    [LoggerMessage(656, LogLevel.Error, "The secret {Name} expires in {Days:0.#} days.")]
    private partial void LogExpiresVerySoon(string name, double days);

    [LoggerMessage(657, LogLevel.Error, "The secret {Name} expired at {End:u} and is not served.")]
    private partial void LogExpired(string name, DateTimeOffset end);
}
