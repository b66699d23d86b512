#if !USE_ASPIRE
using Microsoft.Extensions.Configuration;
using Stage5.ServiceDefaults;

namespace Stage5.Tests.ServiceDefaults;

public sealed class ServiceDiscoveryTests
{
    [Theory]
    [InlineData("http://api/tasks?limit=2", "http://127.0.0.1:5180/tasks?limit=2")]
    [InlineData("https+http://api/a%2Fb", "http://127.0.0.1:5180/a%2Fb")]
    [InlineData("http://_admin.api/x", "http://127.0.0.1:9000/base/x")]
    [InlineData("http://bare/x", "http://127.0.0.1:7000/x")]
    [InlineData("https+http://both/", "https://127.0.0.1:7443/")]
    [InlineData("http://elsewhere.example:81/x?y=1", "http://elsewhere.example:81/x?y=1")]
    [InlineData("https+http://elsewhere.example/x", "https://elsewhere.example/x")]
    public void A_name_becomes_the_address_from_configuration(string named, string expected)
    {
        var resolver = Create(
            ("services:api:http:0", "http://127.0.0.1:5180"),
            ("services:api:admin:0", "http://127.0.0.1:9000/base"),
            ("services:bare:default:0", "127.0.0.1:7000"),
            ("services:both:http:0", "http://127.0.0.1:7080"),
            ("services:both:https:0", "https://127.0.0.1:7443"));
        resolver.Resolve(new Uri(named)).AbsoluteUri.ShouldBe(expected);
    }

    [Fact]
    public void Several_addresses_take_turns()
    {
        var resolver = Create(
            ("services:api:http:0", "http://127.0.0.1:1"), ("services:api:http:1", "http://127.0.0.1:2"));
        Enumerable.Range(0, 4).Select(_ => resolver.Resolve(new Uri("http://api/")).Port).ShouldBe([1, 2, 1, 2]);
    }

    private static ServiceResolver Create(params (string Key, string Value)[] settings) =>
        new(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(one => KeyValuePair.Create(one.Key, (string?)one.Value)))
            .Build());
}
#endif
