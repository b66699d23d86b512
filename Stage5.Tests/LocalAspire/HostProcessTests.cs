using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Stage5.Tests.LocalAspire;

/// <summary>What a person at a terminal relies on, with real processes. Linux only.</summary>
public sealed class HostProcessTests
{
    [Fact]
    public async Task No_process_outlives_an_AppHost_that_is_killed()
    {
        await using var host = new HostProcess();
        await host.WaitForTableAsync();
        host.Children.ShouldAllBe(child => Await.IsAlive(child));

        await HostProcess.SignalAsync("KILL", host.Id.ToString(CultureInfo.InvariantCulture));

        foreach (var child in host.Children)
            await Await.GoneAsync(child);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_to_the_whole_foreground_group_stops_the_system_in_order(string signal)
    {
        await using var host = new HostProcess();
        await host.WaitForTableAsync();

        await HostProcess.SignalAsync(signal, "-" + host.Id.ToString(CultureInfo.InvariantCulture));

        (await host.WaitForExitAsync()).ShouldBe(0);
        host.Children.ShouldAllBe(child => !Await.IsAlive(child));
        host.Lines.Where(line => line.StartsWith("[apphost]", StringComparison.Ordinal))
            .Where(line => line.EndsWith("stopped", StringComparison.Ordinal))
            .ShouldBe(["[apphost] second stopped", "[apphost] first stopped", "[apphost] cache stopped"]);
        host.Lines.Count(line => line.EndsWith("stopped in order", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Fact]
    public async Task A_taken_port_is_told_with_the_process_that_has_it()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        await using var host = new HostProcess($"--port={port}");

        (await host.WaitForExitAsync()).ShouldBe(1);

        var message = string.Join('\n', host.Errors);
        message.ShouldContain($"Port {port}, which 'first' needs, is taken by");
        message.ShouldContain($"(process {Environment.ProcessId.ToString(CultureInfo.InvariantCulture)})");
        message.ShouldNotContain("   at ");
        host.Children.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_table_gives_the_state_and_the_address_of_every_resource()
    {
        await using var host = new HostProcess();
        await host.WaitForTableAsync();

        var rows = host.Lines.SkipWhile(line => !line.Contains("Resource     State")).Skip(1).Take(4).ToList();

        rows[0].ShouldMatch(@"^\[apphost\] cache +Healthy +127\.0\.0\.1:\d+$");
        rows[1].ShouldMatch(@"^\[apphost\] first +Healthy +http://localhost:\d+$");
        rows[2].ShouldMatch(@"^\[apphost\] second-1 +Healthy +http://localhost:\d+$");
        rows[3].ShouldMatch(@"^\[apphost\] second-2 +Healthy +http://localhost:\d+$");
    }
}
