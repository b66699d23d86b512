using Microsoft.Extensions.Logging;

namespace Stage5.Core.Storage;

internal static partial class ChannelHubLog
{
    [LoggerMessage(330, LogLevel.Warning, "Could not unsubscribe from {Channel}")]
    public static partial void UnsubscribeFailed(this ILogger logger, Exception exception, string channel);

    [LoggerMessage(331, LogLevel.Error, "Something that does not belong there was published on {Channel}")]
    public static partial void NotAnItem(this ILogger logger, Exception exception, string channel);
}
