using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Stage5.ServiceDefaults;

namespace Stage5.Tests.ServiceDefaults;

public sealed class MetricsTests : IDisposable
{
    private readonly Meter _meter = new("Stage5.MetricsTests");
    private readonly Meter _twin = new("Stage5.MetricsTests.Twin");

    [Theory]
    [InlineData("http.server.duration", "s", "Histogram", "http_server_duration_seconds", "seconds")]
    [InlineData("stage5.turns", "{turn}", "Counter", "stage5_turns", null)]
    [InlineData("stage5.turns_total", "1", "Counter", "stage5_turns", null)]
    [InlineData("stage5.memory", "By", "Gauge", "stage5_memory_bytes", "bytes")]
    [InlineData("stage5.used", "1", "Gauge", "stage5_used_ratio", "ratio")]
    [InlineData("stage5.rate", "By/s", "Gauge", "stage5_rate_bytes_per_second", "bytes_per_second")]
    [InlineData("stage5.rate", "{turn}/s", "Gauge", "stage5_rate_per_second", "per_second")]
    [InlineData("stage5.wait_seconds", "s", "Gauge", "stage5_wait_seconds", "seconds")]
    [InlineData("5..a-b", "", "Gauge", "_5_a_b", null)]
    public void Names_follow_the_rules(string instrument, string unit, string type, string name, string? suffix) =>
        PrometheusNames.Family(instrument, unit, Enum.Parse<PrometheusType>(type)).ShouldBe((name, suffix));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_endpoint_keeps_to_the_format(bool openMetrics)
    {
        await using var host = await StartAsync();
        Record();
        using (await host.GetAsync("/served"))
        {
            // A request is counted after its answer has left.
            var text = "";
            await Eventually.TrueAsync(async () =>
                (text = await ScrapeAsync(host, openMetrics)).Contains("\"/served\"", StringComparison.Ordinal));
            var metrics = PrometheusText.Parse(text, openMetrics).Families;

            var turns = metrics[openMetrics ? "stage5_test_turns" : "stage5_test_turns_total"];
            var ours = turns.Samples.Single(one => one.Labels["otel_scope_name"] == "Stage5.MetricsTests");
            ours.Labels["reply_text"].ShouldBe("a \"quoted\" \\ line\nbreak");
            ours.Value.ShouldBe(3);
            turns.Samples.Single(one => one.Labels["otel_scope_name"] == "Stage5.MetricsTests.Twin")
                .Value.ShouldBe(7);

            var wait = metrics["stage5_test_wait_seconds"];
            wait.Type.ShouldBe("histogram");
            wait.Samples.Where(one => one.Is("_bucket")).Select(one => one.Value)
                .ShouldBe([0, 0, 0, 0, 0, 1, 1, 2, 2, 2, 2, 2, 2, 2, 3]);
            wait.Samples.Single(one => one.Is("_sum")).Value.ShouldBe(1000.95, 0.0001);
            metrics["stage5_test_open"].Samples.Single().Value.ShouldBe(-2);

            metrics["http_server_request_duration_seconds"].Samples
                .ShouldContain(one => one.Is("_count") && one.Labels.ContainsKey("http_route"));
            metrics.Keys.ShouldContain(openMetrics ? "dotnet_gc_collections" : "dotnet_gc_collections_total");
            metrics[openMetrics ? "target" : "target_info"].Samples.Single().Labels["service_name"]
                .ShouldNotBeNullOrEmpty();
        }
    }

    [Theory]
    [InlineData("# HELP a A.\n# TYPE a counter\na 1\n# HELP b B.\n# TYPE b gauge\nb 1\na 2")]
    [InlineData("# HELP a A.\n# TYPE a gauge\na{x=\"1} 1\n")]
    [InlineData("# HELP a A.\n# TYPE a gauge\na 1\na 1\n")]
    [InlineData("# HELP a A.\n# TYPE a counter\na 1\n")]
    [InlineData("# HELP a A.\n# TYPE a gauge\na 1,5\n")]
    [InlineData("# HELP a A.\n# TYPE a histogram\na_bucket{le=\"+Inf\"} 2\na_sum 1\na_count 3\n")]
    [InlineData("# HELP a A.\n# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\na_count 1\n")]
    [InlineData("# TYPE a gauge\na 1\n")]
    public void The_reader_of_these_tests_refuses_a_broken_document(string text) =>
        Should.Throw<ShouldAssertException>(() => PrometheusText.Parse(text, openMetrics: false));

    [Fact]
    public async Task A_meter_made_anew_takes_the_place_of_the_one_before()
    {
        await using var host = await StartAsync();
        using (var old = new Meter("Stage5.MetricsTests.Anew"))
        {
            old.CreateUpDownCounter<long>("stage5.test.anew").Add(1);
        }

        using var anew = new Meter("Stage5.MetricsTests.Anew");
        anew.CreateUpDownCounter<long>("stage5.test.anew").Add(5);
        var text = await ScrapeAsync(host, openMetrics: false);
        var metrics = PrometheusText.Parse(text, openMetrics: false).Families;
        metrics["stage5_test_anew"].Samples.Single().Value.ShouldBe(5);
    }

    [Fact]
    public async Task Two_meters_that_disagree_about_a_type_do_not_spoil_the_document()
    {
        await using var host = await StartAsync();
        _meter.CreateHistogram<double>("stage5.test.clash").Record(1);
        _twin.CreateUpDownCounter<long>("stage5.test.clash").Add(1);
        var metrics = PrometheusText.Parse(await ScrapeAsync(host, openMetrics: true), openMetrics: true).Families;
        metrics.Keys.Count(name => name.StartsWith("stage5_test_clash", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task Health_and_metrics_are_not_counted_as_requests()
    {
        await using var host = await StartAsync();
        using var health = await host.GetAsync("/health");
        await ScrapeAsync(host, openMetrics: false);
        var text = await ScrapeAsync(host, openMetrics: false);
        var metrics = PrometheusText.Parse(text, openMetrics: false).Families;
        if (metrics.TryGetValue("http_server_request_duration_seconds", out var requests))
        {
            requests.Samples.Select(one => one.Labels.GetValueOrDefault("http_route"))
                .ShouldNotContain(route => route == "/health" || route == "/metrics");
        }
    }

    [Fact]
    public async Task Promtool_agrees()
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin").Split(Path.PathSeparator)
            .Select(directory => Path.Combine(directory, "promtool"))
            .FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, "promtool is not on PATH (Debian package prometheus).");
        await using var host = await StartAsync();
        Record();
        var start = new ProcessStartInfo(program!, ["check", "metrics"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var promtool = Process.Start(start).ShouldNotBeNull();
        await promtool.StandardInput.WriteAsync(await ScrapeAsync(host, openMetrics: false));
        promtool.StandardInput.Close();
        var said = await promtool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await promtool.WaitForExitAsync(TestContext.Current.CancellationToken);
        // 3 is a matter of taste in names that the framework chose; 1 is a document that cannot be read.
        promtool.ExitCode.ShouldBeOneOf([0, 3], said);
        said.ShouldNotContain("stage5_");
    }

    public void Dispose()
    {
        _meter.Dispose();
        _twin.Dispose();
    }

    private static Task<TestHost> StartAsync()
    {
        var builder = TestHost.Builder();
        builder.AddServiceDefaults();
        builder.Services.AddBearerAccess(_ => TestHost.ReadToken);
        return TestHost.StartAsync(builder, app =>
        {
            app.MapDefaultEndpoints();
            app.MapGet("/served", () => "").AllowAnonymous();
        });
    }

    private static async Task<string> ScrapeAsync(TestHost host, bool openMetrics)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.Add("Authorization", "Bearer metrics:read");
        if (openMetrics)
        {
            request.Headers.Add("Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
        }

        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        response.Content.Headers.ContentType.ShouldNotBeNull().ToString().ShouldBe(openMetrics
            ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
            : "text/plain; version=0.0.4; charset=utf-8");
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private void Record()
    {
        var turns = _meter.CreateCounter<long>("stage5.test.turns", "{turn}", "Turns, a \\ and\na \"break\".");
        turns.Add(3, new KeyValuePair<string, object?>("reply.text", "a \"quoted\" \\ line\nbreak"));
        _twin.CreateCounter<long>("stage5.test.turns", "{turn}").Add(7);
        var wait = _meter.CreateHistogram<double>("stage5.test.wait", "s", "Time in the queue.");
        wait.Record(0.2);
        wait.Record(0.75);
        wait.Record(1000);
        _meter.CreateUpDownCounter<long>("stage5.test.open").Add(-2);
    }
}
