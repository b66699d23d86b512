using Microsoft.Extensions.Logging;

namespace Stage5.Core.Audit;

internal static partial class AuditSealerLog
{
    // The line whole, so that what collects logs has a copy that can be verified: see ShippedLines.
    [LoggerMessage(1210, LogLevel.Information, "{AuditRecord}")]
    public static partial void Ship(this ILogger logger, string auditRecord);

    [LoggerMessage(1211, LogLevel.Critical, "Record {Number} of the audit of {Chain} is gone from the store: it was removed or altered before it was sealed")]
    public static partial void RecordLost(this ILogger logger, string chain, long number);

    [LoggerMessage(1212, LogLevel.Critical, "Something that is no record stands before record {Number} of the audit of {Chain}; it is left out")]
    public static partial void NotARecord(this ILogger logger, string chain, long number);

    [LoggerMessage(1213, LogLevel.Critical, "The audit of {Chain} is not sealed any more: record {Number} on disk is another one than in the store")]
    public static partial void Conflict(this ILogger logger, string chain, long number);

    [LoggerMessage(1214, LogLevel.Error, "The audit of {Chain} could not be sealed; it is tried again")]
    public static partial void SealFailed(this ILogger logger, Exception exception, string chain);

    [LoggerMessage(1200, LogLevel.Error, "Could not record {Action} on {Resource}")]
    public static partial void NotRecorded(this ILogger logger, Exception exception, string action, string resource);

    [LoggerMessage(1215, LogLevel.Warning, "Heads of the audit are not signed: there is no signing key")]
    public static partial void NotSigned(this ILogger logger);
}
