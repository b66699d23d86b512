using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;

namespace Stage5.ServiceDefaults;

internal static class TelemetryExtensions
{
    private const string ServerSpanSwitch = "Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData";
    private const string RequestLogCategory = "Microsoft.AspNetCore.Hosting.Diagnostics";

    /// <summary>True when there is somewhere to send telemetry.</summary>
    public static bool HasCollector(this IConfiguration configuration) =>
        !string.IsNullOrWhiteSpace(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);

    /// <summary>Who this process is; the environment has the last word.</summary>
    public static ResourceBuilder Describe(this ResourceBuilder resource, IHostEnvironment environment) => resource
        .Clear()
        .AddService(environment.ApplicationName)
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        AppContext.SetSwitch(ServerSpanSwitch, false);
        builder.Services.TryAddSingleton<TextRedaction>();
        builder.Services.Replace(ServiceDescriptor.Singleton<ILoggerFactory, RedactingLoggerFactory>());
        builder.Services.AddSingleton<PrometheusExporter>();
        builder.Services.AddHostedService<TelemetryService>();
        builder.Services.AddTransient<IStartupFilter, ServerSpans>();
        builder.Services.PostConfigure<LoggerFilterOptions>(HideQueries);
        if (builder.Configuration.HasCollector())
        {
            builder.Logging.AddOpenTelemetry(logs =>
            {
                logs.IncludeFormattedMessage = true;
                logs.IncludeScopes = true;
                logs.SetResourceBuilder(ResourceBuilder.CreateEmpty().Describe(builder.Environment));
                logs.AddProcessor(new LogExceptions());
                logs.AddOtlpExporter();
            });
        }
    }

    // The request log prints whole addresses, one-time codes with them, on the console too. A rule for each
    // provider that has rules of its own, because such a rule beats a general one.
    private static void HideQueries(LoggerFilterOptions filters)
    {
        foreach (var provider in filters.Rules.Select(rule => rule.ProviderName).Append(null).Distinct().ToList())
        {
            filters.Rules.Add(new LoggerFilterRule(provider, RequestLogCategory, LogLevel.Warning, filter: null));
        }
    }
}
