using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Stage5.Tests;

public sealed class NetworkTests
{
    [Fact]
    public async Task No_test_can_reach_out()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("STAGE5_NETWORK") == "loopback",
            "no network namespace: ./stage5 test makes one where it may");

        NetworkInterface.GetAllNetworkInterfaces()
            .Where(card => card.OperationalStatus == OperationalStatus.Up)
            .ShouldAllBe(card => card.NetworkInterfaceType == NetworkInterfaceType.Loopback);
        // TEST-NET-1: an address of nobody.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        (await Should.ThrowAsync<SocketException>(async () => await socket.ConnectAsync("192.0.2.1", 9)))
            .SocketErrorCode.ShouldBe(SocketError.NetworkUnreachable);
    }
}
