using Microsoft.Extensions.Logging;

namespace Stage5.Core.Access;

internal static partial class AccessLog
{
    [LoggerMessage(1270, LogLevel.Debug, "Changes of keys, roles or sessions are not heard of; they take a second")]
    public static partial void NotHeard(this ILogger logger, Exception exception);

    [LoggerMessage(1271, LogLevel.Debug, "Could not keep when key {Key} was used")]
    public static partial void UseNotKept(this ILogger logger, Exception exception, string key);

    [LoggerMessage(1272, LogLevel.Warning,
        "The roles of tenant {Tenant} cannot be read; the last ones known hold, and nobody has any where none were")]
    public static partial void RolesNotRead(this ILogger logger, Exception exception, string tenant);

    [LoggerMessage(1273, LogLevel.Debug, "Could not keep that a person of tenant {Tenant} was seen")]
    public static partial void PersonNotKept(this ILogger logger, Exception exception, string tenant);
}
