using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;

using Aspire.Hosting;
using Aspire.Hosting.Testing;

using StackExchange.Redis;

using Stage5.LocalAspire;

namespace Stage5.Tests.LocalAspire;

/// <summary>The store as a developer gets it, with each of the servers. docs/store.md cites these tests.</summary>
[SupportedOSPlatform("linux")]
public sealed class StoreServerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("redis")]
    [InlineData("garnet")]
    public async Task Every_acknowledged_write_outlives_a_killed_store(string server)
    {
        await using var system = new TestSystem($"--Stage5Store={server}");
        var data = Path.Combine(system.Folder, "data");
        var acknowledged = await WriteUntilKilledAsync(server, data);

        system.Builder.AddRedis("cache").WithDataBindMount(data);
        var app = await system.StartAsync();
        await app.ResourceNotifications.WaitForResourceHealthyAsync("cache", Cancel);
        using var connection = await ConnectAsync(app);
        var kept = (long)await connection.GetDatabase().ListLengthAsync("writes");

        TestContext.Current.SendDiagnosticMessage($"{server}: {acknowledged} acknowledged, {kept} kept");
        acknowledged.ShouldBeGreaterThanOrEqualTo(500);
        // The one write that was under way when the store died may have been kept without an answer.
        kept.ShouldBeInRange(acknowledged, acknowledged + 1);
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("garnet")]
    public async Task The_password_is_on_no_command_line_and_needed(string server)
    {
        await using var system =
            new TestSystem($"--Stage5Store={server}", "--Parameters:cache-password=OnlyInThisTest1");
        system.Builder.AddRedis("cache").WithDataBindMount(Path.Combine(system.Folder, "data"));
        var app = await system.StartAsync();
        var healthy = await app.ResourceNotifications.WaitForResourceHealthyAsync("cache", Cancel);

        var process = string.Create(CultureInfo.InvariantCulture, $"/proc/{healthy.ProcessId()}");
        (await File.ReadAllTextAsync(process + "/cmdline", Cancel)).ShouldNotContain("OnlyInThisTest1");
        (await File.ReadAllTextAsync(process + "/environ", Cancel)).ShouldNotContain("OnlyInThisTest1");
        var address = (await app.GetConnectionStringAsync("cache", Cancel))!;
        address.ShouldEndWith(",password=OnlyInThisTest1");
        var port = int.Parse(address.Split(':', ',')[1], CultureInfo.InvariantCulture);
        (await StoreServer.ProblemAsync(port, "wrong", Cancel)).ShouldNotBeNull();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(system.Folder, "data"), "garnet.json"))
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task Two_runs_do_not_share_the_data()
    {
        await using var first = new TestSystem();
        first.Builder.AddRedis("cache").WithDataBindMount(first.Folder);
        await first.StartAsync();
        await using var second = new TestSystem();
        second.Builder.AddRedis("cache").WithDataBindMount(first.Folder);

        var error = await Should.ThrowAsync<DistributedApplicationException>(second.StartAsync);

        error.Message.ShouldContain("is in use by another run");
    }

    [Theory]
    [InlineData("memcached", "it may be redis or garnet")]
    [InlineData("garnet", "Garnet was not restored with this build")]
    public async Task A_store_that_is_not_there_is_said_before_anything_starts(string choice, string message)
    {
        var builder = new LocalBuilder([$"--Stage5Store={choice}"], typeof(object).Assembly, testing: true);
        builder.AddRedis("cache");
        await using var app = builder.Build();

        var error = await Should.ThrowAsync<DistributedApplicationException>(() => app.StartAsync(Cancel));

        error.Message.ShouldContain(message);
    }

    /// <summary>One write after the other, each waiting for its answer, until the store is killed.</summary>
    private static async Task<long> WriteUntilKilledAsync(string server, string data)
    {
        await using var system = new TestSystem($"--Stage5Store={server}");
        system.Builder.AddRedis("cache").WithDataBindMount(data);
        var app = await system.StartAsync();
        var healthy = await app.ResourceNotifications.WaitForResourceHealthyAsync("cache", Cancel);
        using var connection = await ConnectAsync(app);
        using var process = Process.GetProcessById(healthy.ProcessId());
        var acknowledged = 0L;
        var clock = Stopwatch.StartNew();
        try
        {
            while (true)
            {
                acknowledged = await connection.GetDatabase().ListRightPushAsync("writes", acknowledged);
                if (acknowledged == 500)
                {
                    TestContext.Current.SendDiagnosticMessage(
                        $"{server}: {clock.Elapsed.TotalMicroseconds / 500:F0} µs a write");
                    // At a moment of its own choice, while the writes go on.
                    _ = Task.Run(process.Kill, Cancel);
                }
            }
        }
        catch (Exception error) when (error is RedisConnectionException or RedisTimeoutException or RedisException)
        {
            return acknowledged;
        }
    }

    private static async Task<ConnectionMultiplexer> ConnectAsync(DistributedApplication app) =>
        await ConnectionMultiplexer.ConnectAsync(await app.GetConnectionStringAsync("cache", Cancel)!);
}
