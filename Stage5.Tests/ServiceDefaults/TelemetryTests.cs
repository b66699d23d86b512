using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry;
using Stage5.Core.Audit;
using Stage5.ServiceDefaults;
using Stage5.Tests.Models;
using Stage5.Tests.Secrets;

namespace Stage5.Tests.ServiceDefaults;

public sealed partial class TelemetryTests
{
    private const string Secret = "one-time-8f3a";

    [Fact]
    public async Task What_is_sent_to_the_collector_holds_no_query_and_no_token()
    {
        await using var collector = await Collector.StartAsync();
        await using var api = await ScriptedServer.StartAsync(ScriptedServer.Status(204));
        var builder = TestHost.Builder(
        [
            ("services:api:http:0", api.Address.ToString()),
            ("Logging:LogLevel:Default", "Trace"),
            ("Logging:OpenTelemetry:LogLevel:Default", "Trace"),
            .. collector.Settings("web-under-test"),
        ]);
        builder.AddServiceDefaults();
        builder.Services.AddBearerAccess(_ => TestHost.ReadToken);
        await using (var host = await TestHost.StartAsync(builder, MapLogin))
        {
            using var response = await host.GetAsync($"/login?code={Secret}", $"{Secret}+metrics:read");
            response.EnsureSuccessStatusCode();
            using var health = await host.GetAsync("/health");
            await host.App.StopAsync(TestContext.Current.CancellationToken);
        }

        foreach (var signal in (string[])["traces", "metrics", "logs"])
        {
            collector.Text(signal).ShouldContain("web-under-test", customMessage: signal);
            collector.Text(signal).ShouldNotContain(Secret, customMessage: signal);
        }

        collector.Text("traces").ShouldContain("GET /login");
        collector.Text("traces").ShouldNotContain("GET /health");
        collector.Text("logs").ShouldContain("Somebody came to");
        collector.Text("logs").ShouldContain("code=***");
        collector.Text("metrics").ShouldContain("http.server.request.duration");
    }

    [Fact]
    public void The_copy_of_the_audit_goes_to_whatever_collects_logs_and_not_to_the_console()
    {
        var collector = new RecordingLog();
        var builder = TestHost.Builder(("Logging:Console:LogLevel:Default", "Trace"));
        builder.AddServiceDefaults();
        builder.Logging.AddConsole().ClearProviders().AddProvider(collector);
        builder.Services.AddSingleton<ILoggerProvider>(provider =>
            new ConsoleText(provider.GetServices<ConsoleFormatter>()));
        using var app = builder.Build();
        var sealer = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(AuditSealer).FullName!);

        sealer.Ship("{\"action\":\"thing.done\"}");
        sealer.RecordLost("acme", 7);

        var console = app.Services.GetServices<ILoggerProvider>().OfType<ConsoleText>().Single().Text;
        console.ShouldNotContain("thing.done");
        console.ShouldContain("Record 7 of the audit");
        collector.Lines.ShouldContain(line => line.Contains("thing.done", StringComparison.Ordinal));
        // The stand-in has the name by which rules know the console.
        typeof(ConsoleLoggerProvider).GetCustomAttribute<ProviderAliasAttribute>()!.Alias.ShouldBe("Console");
    }

    [Fact]
    public async Task The_request_log_with_its_queries_is_off_on_every_provider_whatever_is_configured()
    {
        var lines = new ConcurrentQueue<string>();
        var builder = TestHost.Builder(
            ("Logging:LogLevel:Default", "Trace"),
            ("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Trace"),
            ("Logging:Recording:LogLevel:Default", "Trace"),
            ("Logging:Recording:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Trace"));
        builder.AddServiceDefaults();
        builder.Services.AddBearerAccess(_ => TestHost.ReadToken);
        builder.Logging.AddProvider(new RecordingProvider(lines));
        await using var host = await TestHost.StartAsync(
            builder, app => app.MapGet("/login", () => "").AllowAnonymous());
        using var response = await host.GetAsync($"/login?code={Secret}");
        response.EnsureSuccessStatusCode();
        await host.App.StopAsync(TestContext.Current.CancellationToken);
        lines.ShouldNotBeEmpty();
        lines.ShouldAllBe(line => !line.Contains(Secret));
    }

    [Fact]
    public async Task One_message_has_one_trace_from_web_to_api()
    {
        var spans = new Spans();
        await using var api = await StartAsync(spans, [], app =>
            app.MapGet("/answer/{id}", (int id) => Activity.Current!.TraceId.ToHexString()).AllowAnonymous());
        await using var web = await StartAsync(
            spans,
            [("services:api:http:0", api.Address.ToString())],
            app => app.MapGet("/page", async (IHttpClientFactory clients, CancellationToken cancellationToken) =>
                await clients.CreateClient().GetStringAsync(new Uri("http://api/answer/7"), cancellationToken))
                .AllowAnonymous());

        using var response = await web.GetAsync("/page");
        var trace = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => spans.Of(trace).Any(span => span.DisplayName == "GET /page"));

        var page = spans.Of(trace).First(span => span.DisplayName == "GET /page");
        var answer = spans.Of(trace).First(span => span.DisplayName == "GET /answer/{id}");
        var call = spans.Of(trace).First(span => span.SpanId == answer.ParentSpanId);
        call.Kind.ShouldBe(ActivityKind.Client);
        call.ParentSpanId.ShouldBe(page.SpanId);
        page.GetTagItem("http.route").ShouldBe("/page");
        answer.GetTagItem("http.route").ShouldBe("/answer/{id}");
        answer.GetTagItem("http.response.status_code").ShouldBe(200);
        answer.GetTagItem("http.request.method").ShouldBe("GET");
    }

    [Theory]
    [InlineData("/fails", 500, ActivityStatusCode.Error)]
    [InlineData("/missing", 404, ActivityStatusCode.Unset)]
    public async Task A_server_span_carries_route_and_status_of_an_error(
        string path, int status, ActivityStatusCode code)
    {
        var spans = new Spans();
        await using var host = await StartAsync(spans, [], app =>
        {
            app.MapGet("/fails", string () => throw new InvalidOperationException("bug")).AllowAnonymous();
            app.MapGet("/missing", () => Results.NotFound()).AllowAnonymous();
        });
        using var response = await host.GetAsync(path);
        ((int)response.StatusCode).ShouldBe(status);
        await Eventually.TrueAsync(() => spans.All.Any(IsIt));
        var span = spans.All.First(IsIt);
        span.GetTagItem("http.response.status_code").ShouldBe(status);
        span.Status.ShouldBe(code);

        bool IsIt(Activity one) => one.Kind == ActivityKind.Server
            && one.GetTagItem("http.route") as string == path
            && one.GetTagItem("server.port") is int port && port == host.Address.Port;
    }

    [Fact]
    public void A_span_leaves_without_its_query()
    {
        using var span = new Activity("call");
        span.SetTag("url.full", $"http://api/login?code={Secret}");
        span.SetTag("url.query", $"code={Secret}");
        using var redactor = new SpanRedactor(new TextRedaction([]));
        redactor.OnEnd(span);
        span.GetTagItem("url.full").ShouldBe("http://api/login");
        span.GetTagItem("url.query").ShouldBeNull();
    }

    private static Task<TestHost> StartAsync(
        Spans spans, (string, string)[] settings, Action<WebApplication> map)
    {
        var builder = TestHost.Builder(settings);
        builder.AddServiceDefaults();
        builder.Services.AddBearerAccess(_ => TestHost.ReadToken).AddStage5Problems();
        builder.Services.AddSingleton<BaseProcessor<Activity>>(spans);
        return TestHost.StartAsync(builder, map);
    }

    private static void MapLogin(WebApplication app)
    {
        app.MapDefaultEndpoints();
        app.MapGet("/login", async (
            HttpContext http, IHttpClientFactory clients, ILogger<TelemetryTests> logger) =>
        {
            Came(logger, http.Request.Path + http.Request.QueryString);
            using var request = new HttpRequestMessage(HttpMethod.Get, $"http://api/session?code={Secret}");
            request.Headers.Add("Authorization", "Bearer " + Secret);
            using var response = await clients.CreateClient().SendAsync(request, http.RequestAborted);
            return Results.StatusCode((int)response.StatusCode);
        }).AllowAnonymous();
    }

    [LoggerMessage(1, LogLevel.Information, "Somebody came to {Address}.")]
    private static partial void Came(ILogger logger, string address);

    private sealed class Spans : BaseProcessor<Activity>
    {
        private readonly ConcurrentQueue<Activity> _ended = [];

        public IEnumerable<Activity> All => _ended;

        public IEnumerable<Activity> Of(string trace) => _ended.Where(one => one.TraceId.ToHexString() == trace);

        public override void OnEnd(Activity data) => _ended.Enqueue(data);
    }

    [ProviderAlias("Recording")]
    private sealed class RecordingProvider(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter) => lines.Enqueue(formatter(state, exception));

        public void Dispose() => lines.Enqueue("end");
    }
}
