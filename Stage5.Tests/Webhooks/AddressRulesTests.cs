using System.Net;
using Stage5.Core.Webhooks;

namespace Stage5.Tests.Webhooks;

[Trait("Attack", "request forgery")]
public sealed class AddressRulesTests
{
    private static readonly AddressRules Rules = new([]);

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.0.0.1")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.1")]
    [InlineData("100.100.100.200")]
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("168.63.129.16")]
    [InlineData("169.254.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.8")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.0.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.7")]
    [InlineData("203.0.113.7")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::7f00:1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:10::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::1")]
    [InlineData("2002:a9fe:a9fe::1")]
    [InlineData("3fff::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%3")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    [Trait("Threat", "WH-I1")]
    public void An_address_of_the_inside_is_refused(string address) =>
        Rules.Allows(IPAddress.Parse(address)).ShouldBeFalse();

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("168.63.129.17")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.167.255.255")]
    [InlineData("192.169.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:1.1.1.1")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00:1450:4001::1")]
    public void A_public_address_is_not(string address) => Rules.Allows(IPAddress.Parse(address)).ShouldBeTrue();

    [Fact]
    public void A_network_that_is_named_is_allowed_and_nothing_beside_it()
    {
        var rules = new AddressRules([IPNetwork.Parse("10.1.0.0/16"), IPNetwork.Parse("fd00::/64")]);

        rules.Allows(IPAddress.Parse("10.1.2.3")).ShouldBeTrue();
        rules.Allows(IPAddress.Parse("::ffff:10.1.2.3")).ShouldBeTrue();
        rules.Allows(IPAddress.Parse("fd00::5")).ShouldBeTrue();
        rules.Allows(IPAddress.Parse("10.2.0.1")).ShouldBeFalse();
        rules.Allows(IPAddress.Parse("fd00:0:0:1::5")).ShouldBeFalse();
        rules.Allows(IPAddress.Parse("64:ff9b::a01:203")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("https://hooks.example.com/x?y=1", null)]
    [InlineData("https://hooks.example.com:8443/", null)]
    [InlineData("https://1.1.1.1/", null)]
    [InlineData("http://hooks.example.com/", "url must be https.")]
    [InlineData("ftp://hooks.example.com/", "url must be https.")]
    [InlineData("file:///etc/passwd", "url must be https.")]
    [InlineData("/relative", "url must be https.")]
    [InlineData("hooks", "url must be an absolute https URL of at most 2,000 characters.")]
    [InlineData("https://user:pw@hooks.example.com/", "url must have no user information and no fragment.")]
    [InlineData("https://hooks.example.com/#x", "url must have no user information and no fragment.")]
    [InlineData("https://169.254.169.254/latest", "url must not lead to an address that is not public.")]
    [InlineData("https://0x7f.1/", "url must not lead to an address that is not public.")]
    [InlineData("https://2130706433/", "url must not lead to an address that is not public.")]
    [InlineData("https://[::ffff:10.0.0.1]/", "url must not lead to an address that is not public.")]
    [InlineData("https://[::1]/", "url must not lead to an address that is not public.")]
    [InlineData("https://localhost/", "url must not lead to this machine.")]
    [InlineData("http://127.0.0.1/", "url must not lead to an address that is not public.")]
    public void A_url_says_of_itself_whether_it_may_be_called(string url, string? problem) =>
        WebhookUrls.ProblemOf(url, Rules).ShouldBe(problem);

    [Fact]
    public void Loopback_may_be_called_over_http_where_it_is_named() =>
        WebhookUrls.ProblemOf("http://127.0.0.1:5000/", new AddressRules([IPNetwork.Parse("127.0.0.0/8")])).ShouldBeNull();
}
