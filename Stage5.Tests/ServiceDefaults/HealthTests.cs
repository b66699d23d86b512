using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Stage5.ServiceDefaults;

namespace Stage5.Tests.ServiceDefaults;

public sealed class HealthTests
{
    private readonly ManualTime _time = new();
    private int _probes;

    [Fact]
    public async Task An_answer_is_kept_for_a_few_seconds_and_shows_its_age()
    {
        var health = Create(("cache", _ => Count(HealthCheckResult.Healthy("PING was answered."))));
        (await ReadAsync(health)).Dependencies.Single().AgeMs.ShouldBe(0);
        _time.Advance(TimeSpan.FromSeconds(2));
        var kept = (await ReadAsync(health)).Dependencies.Single();
        kept.ShouldBe(new DependencyView("cache", "healthy", 0, 2000, "PING was answered."));
        _probes.ShouldBe(1);
        _time.Advance(TimeSpan.FromSeconds(2));
        (await ReadAsync(health)).Dependencies.Single().AgeMs.ShouldBe(0);
        _probes.ShouldBe(2);
    }

    [Fact]
    public async Task Many_readers_at_once_make_one_probe()
    {
        var answer = new TaskCompletionSource<HealthCheckResult>();
        var health = Create(("cache", _ => Count(answer.Task)));
        var readers = Enumerable.Range(0, 50).Select(_ => ReadAsync(health)).ToList();
        await Eventually.TrueAsync(() => Volatile.Read(ref _probes) > 0);
        answer.SetResult(HealthCheckResult.Healthy());
        (await Task.WhenAll(readers)).ShouldAllBe(view => view.Status == "healthy");
        _probes.ShouldBe(1);
    }

    [Fact]
    public async Task A_check_that_never_returns_is_unhealthy_and_not_started_twice()
    {
        var never = new TaskCompletionSource<HealthCheckResult>();
        var health = Create(("cache", _ => Count(never.Task)));
        for (var round = 1; round <= 3; round++)
        {
            var reading = ReadAsync(health);
            await Eventually.TrueAsync(() => _probes == 1 && _time.IsAwaited(TimeSpan.FromSeconds(2)));
            _time.Advance(TimeSpan.FromSeconds(2));
            var cache = (await reading).Dependencies.Single();
            cache.Status.ShouldBe("unhealthy");
            cache.Description.ShouldBe("No answer within 2000 ms.");
            _time.Advance(TimeSpan.FromSeconds(10));
        }

        _probes.ShouldBe(1);
        never.SetResult(HealthCheckResult.Healthy());
        await Eventually.TrueAsync(async () =>
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            return (await ReadAsync(health)).Status == "healthy";
        });
        _probes.ShouldBe(2, "one that hung, one that was healthy");
    }

    [Fact]
    public async Task An_exception_is_unhealthy_and_does_not_show_what_it_says()
    {
        var health = Create(("cache", _ => throw new InvalidOperationException("password=hunter2 at 10.0.0.7")));
        var cache = (await ReadAsync(health)).Dependencies.Single();
        cache.Status.ShouldBe("unhealthy");
        cache.Description.ShouldBe("The probe failed: InvalidOperationException.");
    }

    [Fact]
    public async Task The_worst_dependency_decides()
    {
        var health = Create(
            ("a", _ => Count(HealthCheckResult.Healthy())),
            ("b", _ => Count(HealthCheckResult.Degraded())));
        var view = await ReadAsync(health);
        view.Status.ShouldBe("degraded");
        view.Dependencies.Select(one => one.Status).ShouldBe(["healthy", "degraded"]);
    }

    [Theory]
    [InlineData(HealthStatus.Healthy, 200)]
    [InlineData(HealthStatus.Degraded, 200)]
    [InlineData(HealthStatus.Unhealthy, 503)]
    public async Task The_endpoint_answers_with_the_status_and_each_dependency(HealthStatus status, int code)
    {
        var builder = TestHost.Builder();
        builder.AddServiceDefaults();
        builder.Services.AddBearerAccess(_ => TestHost.ReadToken);
        builder.Services.AddHealthChecks().AddCheck("cache", () => new HealthCheckResult(status, "As told."));
        await using var host = await TestHost.StartAsync(builder, app => app.MapDefaultEndpoints());

        using var response = await host.GetAsync("/health");
        ((int)response.StatusCode).ShouldBe(code);
        response.Headers.CacheControl.ShouldNotBeNull().NoStore.ShouldBeTrue();
        using var json = JsonDocument.Parse(
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var word = DependencyProbe.NameOf(status);
        json.RootElement.GetProperty("status").GetString().ShouldBe(word);
        var cache = json.RootElement.GetProperty("dependencies").EnumerateArray().Single();
        cache.GetProperty("name").GetString().ShouldBe("cache");
        cache.GetProperty("status").GetString().ShouldBe(word);
        cache.GetProperty("durationMs").GetDouble().ShouldBeInRange(0, 2000);
        cache.GetProperty("ageMs").GetDouble().ShouldBeInRange(0, 3000);
        cache.GetProperty("description").GetString().ShouldBe("As told.");

        using var alive = await host.GetAsync("/alive");
        ((int)alive.StatusCode).ShouldBe(200);
    }

    private Task<HealthCheckResult> Count(HealthCheckResult result) => Count(Task.FromResult(result));

    private Task<HealthCheckResult> Count(Task<HealthCheckResult> result)
    {
        Interlocked.Increment(ref _probes);
        return result;
    }

    private static Task<HealthView> ReadAsync(DependencyHealth health) =>
        health.ReadAsync(TestContext.Current.CancellationToken);

    private DependencyHealth Create(
        params (string Name, Func<CancellationToken, Task<HealthCheckResult>> Check)[] checks)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.ClearProviders());
        services.AddSingleton<TimeProvider>(_time);
        services.AddSingleton<DependencyHealth>();
        foreach (var (name, check) in checks)
        {
            services.AddHealthChecks().AddAsyncCheck(name, check);
        }

        return services.BuildServiceProvider().GetRequiredService<DependencyHealth>();
    }
}
