using Microsoft.Extensions.Logging;

namespace Stage5.Core.Guards;

internal sealed partial class HoldKeeper
{
    [LoggerMessage(750, LogLevel.Warning, "Hold {Hold} of tenant {Tenant} could not be settled; trying again.")]
    private partial void LogSettlementFailed(Exception exception, string hold, string tenant);

    [LoggerMessage(751, LogLevel.Warning, "The leases of tenant {Tenant}'s holds could not be renewed.")]
    private partial void LogRenewalFailed(Exception exception, string tenant);

    [LoggerMessage(752, LogLevel.Warning,
        "The lease of hold {Hold} of tenant {Tenant} had ended; it was charged in full.")]
    private partial void LogLeaseLost(string hold, string tenant);

    [LoggerMessage(753, LogLevel.Error,
        "This process stops with {Count} settlements undone: they are charged in full when their leases end.")]
    private partial void LogLeftOpen(int count);

    [LoggerMessage(754, LogLevel.Error,
        "Hold {Hold} of tenant {Tenant} cannot be settled; it is charged in full when its lease ends.")]
    private partial void LogSettlementBroken(Exception exception, string hold, string tenant);
}
