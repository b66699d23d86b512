using Microsoft.Extensions.Logging;

namespace Stage5.Core.Tasks;

internal sealed partial class WorkSignals
{
    [LoggerMessage(300, LogLevel.Warning,
        "Tenant {Tenant} has work, but workers could not be told; a sweep will find it")]
    private partial void HintFailed(Exception exception, string tenant);
}
