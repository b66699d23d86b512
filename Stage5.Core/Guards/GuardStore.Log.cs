using Microsoft.Extensions.Logging;

namespace Stage5.Core.Guards;

internal static partial class GuardStoreLog
{
    [LoggerMessage(755, LogLevel.Warning,
        "{Count} holds of tenant {Tenant} outlived their processes; {Amount} was charged as an upper bound.")]
    public static partial void Reaped(
        this ILogger<GuardStore> logger, long count, string tenant, decimal amount);

    [LoggerMessage(759, LogLevel.Error, "The store refused to look after the holds of tenant {Tenant}.")]
    public static partial void ReapRefused(this ILogger<GuardStore> logger, Exception exception, string tenant);

    [LoggerMessage(756, LogLevel.Error,
        "The store lost hold {Hold} of tenant {Tenant}; what it cost was charged.")]
    public static partial void HoldLost(this ILogger<GuardStore> logger, string hold, string tenant);

    [LoggerMessage(757, LogLevel.Warning,
        "Hold {Hold} of tenant {Tenant} cost {Charged} {Currency}, more than the {Held} held.")]
    public static partial void Overrun(this ILogger<GuardStore> logger,
        string hold, string tenant, decimal charged, decimal held, string currency);

    [LoggerMessage(758, LogLevel.Warning,
        "The soft limit of scope {Scope} for the {Window} is passed in {Tenant}: {Spent} of {Limit} {Currency}.")]
    public static partial void SoftExceeded(this ILogger<GuardStore> logger,
        string scope, string window, string tenant, decimal spent, decimal limit, string currency);
}
