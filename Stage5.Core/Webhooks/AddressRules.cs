using System.Net;
using System.Net.Sockets;

namespace Stage5.Core.Webhooks;

/// <summary>
/// Which addresses a webhook may go to: public unicast, and the networks that an operator names. Everything else is
/// of the inside: loopback, private, link-local (cloud metadata), shared, multicast, reserved, and every address of
/// IPv6 that carries one of IPv4.
/// </summary>
internal sealed class AddressRules(IEnumerable<IPNetwork> allowed)
{
    private static readonly IPNetwork[] Inside =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            // Azure answers its virtual machines here, with a public address.
            "168.63.129.16/32",
            // Of IPv6, inside of what is global: protocol assignments with Teredo, documentation, 6to4.
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "2620:4f:8000::/48",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");

    private readonly IPNetwork[] _allowed = [.. allowed];

    public bool Allows(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return _allowed.Any(network => network.Contains(plain)) || IsPublic(plain);
    }

    private static bool IsPublic(IPAddress address) =>
        (address.AddressFamily == AddressFamily.InterNetwork || Global.Contains(address))
        && !Inside.Any(network => network.Contains(address));
}
