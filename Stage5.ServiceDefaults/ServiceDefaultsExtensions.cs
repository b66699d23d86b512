using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Stage5.ServiceDefaults;

namespace Microsoft.Extensions.Hosting;

/// <summary>What every process of Stage5 shares.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Telemetry, health, HTTP client resilience, service discovery and limits of the server.</summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        // What the framework did with each request stands in the traces; a log of it drowns our own lines.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // A copy of the audit is for what collects logs; on a console it is noise, and read by whoever may see that.
        builder.Services.Configure<LoggerFilterOptions>(static filters => filters.Rules.Add(
            new LoggerFilterRule("Console", "Stage5.Core.Audit.AuditSealer", LogLevel.Warning, filter: null)));
        builder.Services.AddConfigurationRule<HostRule>();
        builder.AddTelemetry();
        builder.Services.AddHealthChecks();
        builder.Services.AddSingleton<DependencyHealth>();
        builder.Services.AddHttpClientDefaults();
        // Within the ten seconds that an orchestrator gives before it kills.
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(8));
        builder.Services.Configure<KestrelServerOptions>(RequestLimits.Apply);
        return builder;
    }

    /// <summary>
    /// <c>/health</c> and <c>/alive</c> for anyone, <c>/metrics</c> for a bearer token that holds
    /// <c>metrics:read</c>.
    /// </summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealth();
        app.MapMetrics();
        return app;
    }
}
