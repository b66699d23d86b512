using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Stage5.ServiceDefaults;

namespace Microsoft.Extensions.Hosting;

/// <summary>A host starts with a right configuration, or not at all.</summary>
public static partial class ConfigurationCheckExtensions
{
    public static IServiceCollection AddConfigurationRule<T>(this IServiceCollection services)
        where T : class, IConfigurationRule
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigurationRule, T>());
        return services;
    }

    /// <summary>The rules of every host, to try a configuration that they share.</summary>
    public static IServiceCollection AddEveryConfigurationRule(this IServiceCollection services) => services
        .AddConfigurationRule<StoreRule>().AddConfigurationRule<VaultRule>().AddConfigurationRule<HostRule>()
        .AddConfigurationRule<ApiAddressRule>().AddConfigurationRule<CorsRule>().AddConfigurationRule<SignInRule>();

    /// <summary>
    /// Call as soon as the host is built. Every option type and rule is asked. In production a key under
    /// <c>Stage5</c> that nobody knows is a mistake, elsewhere a warning.
    /// </summary>
    /// <exception cref="ConfigurationException">All mistakes, one line each.</exception>
    public static WebApplication CheckConfiguration(this WebApplication app)
    {
        var faults = ConfigurationFaults.Find(app.Services, app.Configuration);
        var unknown = ConfigurationFaults.Unknown(app.Services, app.Configuration, faults);
        if (app.Environment.IsProduction())
            faults = [.. faults.Concat(unknown).OrderBy(fault => fault.Key, StringComparer.Ordinal)];
        if (faults.Count > 0)
            throw new ConfigurationException(faults);
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ConfigurationCheckExtensions));
        foreach (var fault in unknown)
            LogUnknown(logger, ConfigurationException.LineOf(fault));
        return app;
    }

    [LoggerMessage(1350, LogLevel.Warning, "{Line}")]
    private static partial void LogUnknown(ILogger logger, string line);
}
