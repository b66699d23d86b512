using Microsoft.Extensions.Logging;

namespace Stage5.ServiceDefaults;

internal sealed partial class DependencyProbe
{
    [LoggerMessage(220, LogLevel.Warning, "The probe of {Dependency} failed.")]
    private static partial void ProbeFailed(ILogger logger, string dependency, Exception exception);
}
