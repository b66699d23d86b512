using System.Diagnostics;
using System.Net.Http.Json;

using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Stage5.Tests.LocalAspire;

public sealed class RunningTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_process_gets_the_environment_that_Aspire_gives()
    {
        await using var system = new TestSystem("--OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4317");
        var cache = system.Builder.AddRedis("cache");
        var api = system.Project("api");
        system.Project("web").WithReference(cache).WithReference(api).WaitFor(cache).WaitFor(api)
            .WithEnvironment("Stage5__Test", "yes");
        var app = await system.StartAsync();
        await app.ResourceNotifications.WaitForResourceHealthyAsync("web", Cancel);

        using var client = app.CreateHttpClient("web");
        var environment = await client.GetFromJsonAsync<Dictionary<string, string>>("/environment", Cancel);

        environment!["ConnectionStrings__cache"].ShouldBe(await app.GetConnectionStringAsync("cache", Cancel));
        environment["services__api__http__0"].ShouldBe(app.GetEndpoint("api").ToString().TrimEnd('/'));
        environment["ASPNETCORE_URLS"].ShouldBe(app.GetEndpoint("web").ToString().TrimEnd('/'));
        environment["OTEL_SERVICE_NAME"].ShouldBe("web");
        environment["OTEL_RESOURCE_ATTRIBUTES"].ShouldBe("service.instance.id=web");
        environment["OTEL_EXPORTER_OTLP_ENDPOINT"].ShouldBe("http://127.0.0.1:4317");
        environment["Stage5__Test"].ShouldBe("yes");
        environment.ShouldNotContainKey("DOTNET_LAUNCH_PROFILE");
    }

    [Fact]
    public async Task Nothing_is_said_about_telemetry_when_no_collector_is_set()
    {
        await using var system = new TestSystem("--OTEL_EXPORTER_OTLP_ENDPOINT=");
        system.Project("api");
        var app = await system.StartAsync();
        await app.ResourceNotifications.WaitForResourceHealthyAsync("api", Cancel);

        using var client = app.CreateHttpClient("api");
        var environment = await client.GetFromJsonAsync<Dictionary<string, string>>("/environment", Cancel);

        environment!.ShouldNotContainKey("OTEL_EXPORTER_OTLP_ENDPOINT");
    }

    [Fact]
    public async Task A_resource_starts_only_when_what_it_waits_for_is_healthy()
    {
        await using var system = new TestSystem();
        var gate = Path.Combine(system.Folder, "gate");
        var api = system.Project("api").WithEnvironment("FIXTURE_GATE", gate);
        system.Project("web").WaitFor(api);
        var app = await system.StartAsync();
        // The API answers 503: it runs, it was asked, and the web still waits.
        using var client = app.CreateHttpClient("api");
        await Await.TrueAsync(() => system.Lines.Any(line => line.Contains("Now listening")), "the API listens");
        (await client.GetAsync("/health", Cancel))
            .StatusCode.ShouldBe(System.Net.HttpStatusCode.ServiceUnavailable);
        (await StateAsync(app, "web")).State!.Text.ShouldBe(KnownResourceStates.Waiting);
        (await StateAsync(app, "api")).HealthStatus.ShouldBe(HealthStatus.Unhealthy);

        await File.WriteAllTextAsync(gate, "open", Cancel);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("web", Cancel);

        (await StateAsync(app, "api")).HealthStatus.ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public async Task An_exited_process_is_shown_with_its_code_and_is_not_started_again()
    {
        await using var system = new TestSystem();
        system.Project("api");
        var app = await system.StartAsync();
        await app.ResourceNotifications.WaitForResourceHealthyAsync("api", Cancel);
        using var client = app.CreateHttpClient("api");

        await Should.ThrowAsync<HttpRequestException>(() => client.PostAsync("/exit/3", null, Cancel));
        await app.ResourceNotifications.WaitForResourceAsync("api", KnownResourceStates.TerminalStates, Cancel);

        (await StateAsync(app, "api")).ExitCode.ShouldBe(3);
        system.Lines.Count(line => line.Contains("api started")).ShouldBe(1);
        system.Lines.ShouldContain(line => line.Contains("api exited with code 3; it is not started again"));
    }

    [Fact]
    public async Task A_resource_whose_dependency_exits_is_not_started()
    {
        await using var system = new TestSystem();
        var api = system.Project("api").WithEnvironment("FIXTURE_GATE", "/nowhere");
        system.Project("web").WaitFor(api);
        var app = await system.StartAsync();
        var running = await app.ResourceNotifications.WaitForResourceAsync(
            "api", change => change.Snapshot.State?.Text == KnownResourceStates.Running, Cancel);

        using (var process = Process.GetProcessById(running.ProcessId()))
            process.Kill();

        var error = await Should.ThrowAsync<DistributedApplicationException>(
            () => app.ResourceNotifications.WaitForResourceHealthyAsync("web", Cancel));
        error.Message.ShouldContain("FailedToStart");
        (await StateAsync(app, "api")).ExitCode.ShouldBe(137);
    }

    [Fact]
    public async Task Each_replica_has_its_own_process_and_port_and_may_die_alone()
    {
        await using var system = new TestSystem();
        system.Project("worker").WithReplicas(2);
        var app = await system.StartAsync();
        var one = await app.ResourceNotifications.WaitForResourceHealthyAsync("worker-1", Cancel);
        var two = await app.ResourceNotifications.WaitForResourceHealthyAsync("worker-2", Cancel);
        one.ProcessId().ShouldNotBe(two.ProcessId());

        using (var process = Process.GetProcessById(one.ProcessId()))
            process.Kill();
        await app.ResourceNotifications.WaitForResourceAsync(
            "worker-1", KnownResourceStates.TerminalStates, Cancel);

        Await.IsAlive(two.ProcessId()).ShouldBeTrue();
        (await StateAsync(app, "worker-2")).HealthStatus.ShouldBe(HealthStatus.Healthy);
    }

    [Fact]
    public async Task The_system_stops_in_reverse_order_and_says_goodbye()
    {
        await using var system = new TestSystem();
        var api = system.Project("api");
        system.Project("web").WaitFor(api);
        var app = await system.StartAsync();
        await app.ResourceNotifications.WaitForResourceHealthyAsync("web", Cancel);

        await app.StopAsync(Cancel);

        var lines = system.Lines.Where(line => line.Contains("stopped"))
            .Select(line => line[(line.LastIndexOf('.') + 1)..]);
        lines.ShouldBe([
            "web: stopped in order", "Orchestrator: web stopped",
            "api: stopped in order", "Orchestrator: api stopped"]);
    }

    [Fact]
    public async Task A_process_that_does_not_heed_SIGTERM_is_killed_after_the_grace()
    {
        await using var system = new TestSystem();
        system.Builder.Services.AddSingleton<TimeProvider>(new HastyTime());
        system.Project("api").WithEnvironment("FIXTURE_IGNORES_SIGTERM", "yes");
        var app = await system.StartAsync();
        var healthy = await app.ResourceNotifications.WaitForResourceHealthyAsync("api", Cancel);

        await app.StopAsync(Cancel);

        Await.IsAlive(healthy.ProcessId()).ShouldBeFalse();
        (await StateAsync(app, "api")).ExitCode.ShouldBe(137);
    }

    [Fact]
    public async Task Callbacks_run_once_when_every_replica_is_healthy()
    {
        await using var system = new TestSystem();
        var calls = 0;
        var api = system.Project("api").WithReplicas(2);
        api.OnResourceReady((resource, _, _) =>
        {
            resource.Name.ShouldBe("api");
            api.GetEndpoint("http").Url.ShouldStartWith("http://localhost:");
            Interlocked.Increment(ref calls);
            return Task.CompletedTask;
        });
        var app = await system.StartAsync();

        await app.ResourceNotifications.WaitForResourceHealthyAsync("api", Cancel);

        calls.ShouldBe(1);
    }

    private static async Task<CustomResourceSnapshot> StateAsync(DistributedApplication app, string resourceId) =>
        (await app.ResourceNotifications.WaitForResourceAsync(resourceId, _ => true, Cancel)).Snapshot;

    /// <summary>Timers fire a hundred times sooner: ten seconds of grace become a tenth of one.</summary>
    private sealed class HastyTime : TimeProvider
    {
        public override ITimer CreateTimer(
            TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / 100 : dueTime, period);
    }
}
