using Microsoft.Extensions.Logging;

namespace Stage5.Core.Models.Routing;

public sealed partial class RoutingPolicies
{
    [LoggerMessage(430, LogLevel.Warning, "A routing policy names the region {Region}, in which no provider processes")]
    private static partial void LogNobodysRegion(ILogger logger, string region);
}
