using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Stage5.ServiceDefaults;

/// <summary>The health of everything registered with <c>AddHealthChecks</c>; what <c>/health</c> shows.</summary>
public sealed class DependencyHealth
{
    private readonly List<DependencyProbe> _probes;

    public DependencyHealth(
        IOptions<HealthCheckServiceOptions> checks,
        IOptions<HealthOptions> options,
        IServiceScopeFactory scopes,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger<DependencyProbe>();
        _probes = [.. checks.Value.Registrations
            .OrderBy(registration => registration.Name, StringComparer.Ordinal)
            .Select(registration => new DependencyProbe(registration, options.Value, scopes, time, logger))];
    }

    /// <summary>Probes what was not probed in the last seconds, all at once, and returns at the latest after the
    /// longest timeout.</summary>
    public async Task<HealthView> ReadAsync(CancellationToken cancellationToken)
    {
        var dependencies = await Task.WhenAll(_probes.Select(probe => probe.ReadAsync(cancellationToken)));
        var worst = dependencies.Any(one => Is(one, HealthStatus.Unhealthy)) ? HealthStatus.Unhealthy
            : dependencies.Any(one => Is(one, HealthStatus.Degraded)) ? HealthStatus.Degraded
            : HealthStatus.Healthy;
        return new HealthView(DependencyProbe.NameOf(worst), dependencies);
    }

    private static bool Is(DependencyView dependency, HealthStatus status) =>
        string.Equals(dependency.Status, DependencyProbe.NameOf(status), StringComparison.Ordinal);
}
