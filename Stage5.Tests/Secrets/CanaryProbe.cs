using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Stage5.ServiceDefaults;

namespace Stage5.Tests.Secrets;

/// <summary>Code as careless as can be, in the middle of a host: puts a text wherever a text can go.</summary>
internal sealed partial class CanaryProbe(string text, ILoggerFactory loggers) : IStartupFilter
{
    private static readonly ActivitySource Source = new("Stage5.Probe");
    private static readonly Func<ILogger, string, IDisposable?> Scope = LoggerMessage.DefineScope<string>("scope {Text}");

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((http, rest) => http.Request.Path.Value switch
        {
            "/probe" => throw Careless(),
            "/probe/written" => ProblemResults.WriteAsync(http, 503, "probe", text, "next"),
            "/probe/returned" => Problems.Create(503, "probe", text, "next").ExecuteAsync(http),
            _ => rest(http),
        });
        next(app);
    };

    /// <summary>Says it in a message, attributes, scopes, a span; then in the exception that it gives back.</summary>
    public InvalidOperationException Careless()
    {
        var logger = loggers.CreateLogger("Stage5.Probe");
        var exception = new InvalidOperationException("outer: " + text, new FormatException("inner: " + text));
        using var attributes = logger.BeginScope(new Dictionary<string, object?>(StringComparer.Ordinal) { ["one"] = text });
        using var formatted = Scope(logger, text);
        using var plain = logger.BeginScope("plain " + text);
        Said(logger, text, [text, "other"], new Uri("https://u:canarypassword11ee@h/?code=canaryquery99cc"));
        Failed(logger, exception);
        using var span = Source.StartActivity("probe");
        span?.SetTag("probe.tag", text).SetTag("probe.list", (string[])[text]);
        span?.AddEvent(new ActivityEvent("event " + text, tags: new ActivityTagsCollection { ["probe.event"] = text }));
        span?.AddException(exception);
        span?.AddLink(new ActivityLink(default, new ActivityTagsCollection { ["probe.link"] = text }));
        span?.SetStatus(ActivityStatusCode.Error, text);
        if (span is not null)
            span.DisplayName = "probe " + text;
        return exception;
    }

    public static void AddTo(IServiceCollection services, string text)
    {
        services.AddSingleton(provider => new CanaryProbe(text, provider.GetRequiredService<ILoggerFactory>()));
        services.AddTransient<IStartupFilter>(static provider => provider.GetRequiredService<CanaryProbe>());
    }

    [LoggerMessage(1, LogLevel.Warning, "probe said {Text} of {Several} at {Address}")]
    private static partial void Said(ILogger logger, string text, string[] several, Uri address);

    [LoggerMessage(2, LogLevel.Error, "probe failed")]
    private static partial void Failed(ILogger logger, Exception exception);
}
