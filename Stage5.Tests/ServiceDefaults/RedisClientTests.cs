#if !USE_ASPIRE
using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;
using Stage5.ServiceDefaults;

namespace Stage5.Tests.ServiceDefaults;

public sealed class RedisClientTests
{
    [Fact]
    public async Task A_store_that_is_there_is_healthy()
    {
        using var redis = new RedisProcess();
        redis.Start();
        await using var host = await StartAsync(redis);
        await Eventually.TrueAsync(() => IsAsync(host, HttpStatusCode.OK));
        var store = host.App.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();
        await store.StringSetAsync("key", "value");
        ((string?)await store.StringGetAsync("key")).ShouldBe("value");
        using var health = await host.GetAsync("/health");
        var text = await health.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        text.ShouldContain("\"name\":\"cache\"");
        text.ShouldContain("PING was answered.");
        text.ShouldNotContain($"{redis.Port}");
    }

    [Fact]
    public async Task A_store_that_comes_late_delays_the_start_a_little_and_is_found()
    {
        using var redis = new RedisProcess();
        var started = Stopwatch.GetTimestamp();
        await using var host = await StartAsync(redis);
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        (await IsAsync(host, HttpStatusCode.ServiceUnavailable)).ShouldBeTrue();
        redis.Start();
        await Eventually.TrueAsync(() => IsAsync(host, HttpStatusCode.OK));
    }

    [Fact]
    public async Task A_store_that_goes_is_unhealthy_and_is_found_again_when_it_returns()
    {
        using var redis = new RedisProcess();
        redis.Start();
        await using var host = await StartAsync(redis);
        await Eventually.TrueAsync(() => IsAsync(host, HttpStatusCode.OK));
        redis.Kill();
        await Eventually.TrueAsync(() => IsAsync(host, HttpStatusCode.ServiceUnavailable));
        using var alive = await host.GetAsync("/alive");
        alive.StatusCode.ShouldBe(HttpStatusCode.OK);
        redis.Start();
        await Eventually.TrueAsync(() => IsAsync(host, HttpStatusCode.OK));
    }

    [Fact]
    public async Task A_missing_connection_string_stops_the_start_and_is_named()
    {
        var builder = TestHost.Builder();
        builder.AddRedisClient("cache");
        var error = await Should.ThrowAsync<InvalidOperationException>(
            () => TestHost.StartAsync(builder, _ => { }));
        error.Message.ShouldContain("ConnectionStrings:cache");
    }

    [Fact]
    public void What_the_connection_string_says_is_kept()
    {
        var ours = RedisOptions.Parse("cache", "127.0.0.1:1,password=x");
        ours.AbortOnConnectFail.ShouldBeFalse();
        ours.ConnectTimeout.ShouldBe(2000);
        ours.Password.ShouldBe("x");
        RedisOptions.Parse("cache", "127.0.0.1:1,connectTimeout=9000").ConnectTimeout.ShouldBe(9000);
    }

    private static async Task<bool> IsAsync(TestHost host, HttpStatusCode status)
    {
        using var response = await host.GetAsync("/health");
        return response.StatusCode == status;
    }

    private static Task<TestHost> StartAsync(RedisProcess redis)
    {
        var builder = TestHost.Builder(("ConnectionStrings:cache", $"127.0.0.1:{redis.Port}"));
        builder.AddServiceDefaults();
        builder.AddRedisClient("cache");
        builder.Services.Configure<HealthOptions>(options => options.CacheFor = TimeSpan.FromMilliseconds(50));
        builder.Services.AddBearerAccess(_ => TestHost.ReadToken);
        return TestHost.StartAsync(builder, app => app.MapDefaultEndpoints());
    }
}
#endif
