extern alias web;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using web::Stage5.Web;

namespace Stage5.Tests.ServiceDefaults;

public sealed class TrustedProxiesTests
{
    [Theory]
    // None configured: whatever the header says, the caller is who is connected.
    [InlineData("", "203.0.113.7", "127.0.0.1")]
    [InlineData("10.0.0.1", "203.0.113.7", "127.0.0.1")]
    [InlineData("10.0.0.1, 127.0.0.0/8", "203.0.113.7", "203.0.113.7")]
    // A client's own invention stands before what the proxies added, and is not believed.
    [InlineData("127.0.0.1,10.0.0.0/8", "198.51.100.9, 203.0.113.7, 10.1.2.3", "203.0.113.7")]
    [Trait("Threat", "OP-S1")]
    public async Task The_clients_address_is_taken_from_configured_proxies_only(
        string proxies, string forwarded, string expected)
    {
        await using var host = await StartAsync(("Stage5:Proxies", proxies));

        (await AddressAsync(host, forwarded)).ShouldBe(expected);
    }

    [Theory]
    // Lower layer, upper layer; each of several, or an empty list that trusts nobody.
    [InlineData("127.0.0.0/8", "", "127.0.0.1")]
    [InlineData("127.0.0.0/8", "10.0.0.1", "127.0.0.1")]
    [InlineData("10.0.0.1", "127.0.0.0/8", "203.0.113.7")]
    public async Task The_last_layer_that_has_the_list_has_the_whole_of_it_chained_or_not(
        string lower, string upper, string expected)
    {
        foreach (var chained in new[] { false, true })
        {
            var builder = TestHost.Builder(("Stage5:Proxies", lower));
            // The upper one is written the other way: as children, or as nothing.
            var layer = new ConfigurationBuilder().AddInMemoryCollection(
                [new(upper.Length == 0 ? "Stage5:Proxies" : "Stage5:Proxies:0", upper)]).Build();
            if (chained)
            {
                var inner = new ConfigurationBuilder()
                    .AddInMemoryCollection([new("Stage5:Proxies:7", lower)]).AddConfiguration(layer).Build();
                builder.Configuration.AddConfiguration(inner);
            }
            else
            {
                builder.Configuration.AddInMemoryCollection(layer.AsEnumerable());
            }
            await using var host = await TestHost.StartAsync(builder, Answer);

            (await AddressAsync(host, "203.0.113.7")).ShouldBe(expected, $"chained: {chained}");
        }
    }

    [Fact]
    public async Task The_dashboard_believes_them_too()
    {
        foreach (var (proxies, expected) in new[] { ("127.0.0.0/8", "203.0.113.7"), ("10.0.0.1", "127.0.0.1") })
        {
            var builder = TestHost.Builder(("Stage5:Proxies", proxies), ("services:api:http:0", "http://127.0.0.1:1"));
            builder.AddServiceDefaults();
            builder.Services.AddWeb().AddDataProtection().UseEphemeralDataProtectionProvider();
            await using var host = await TestHost.StartAsync(builder, app =>
            {
                app.UseWeb();
                app.MapGet("/", Address).AllowAnonymous();
            });

            (await AddressAsync(host, "203.0.113.7")).ShouldBe(expected);
        }
    }

    [Fact]
    public async Task Every_entry_that_is_no_address_is_named_at_the_start()
    {
        var error = await Should.ThrowAsync<OptionsValidationException>(() => StartAsync(
            ("Stage5:Proxies:0", "10.0.0.0/33"), ("Stage5:Proxies:1", "10.0.0.1"), ("Stage5:Proxies:2", "proxy")));

        error.Failures.Count().ShouldBe(2);
    }

    private static Task<TestHost> StartAsync(params (string, string)[] settings) =>
        TestHost.StartAsync(TestHost.Builder(settings), Answer);

    private static void Answer(WebApplication app)
    {
        app.UseTrustedProxies();
        app.MapGet("/", Address);
    }

    private static string Address(HttpContext http) => http.Connection.RemoteIpAddress!.MapToIPv4().ToString();

    private static async Task<string> AddressAsync(TestHost host, string forwarded)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("X-Forwarded-For", forwarded);
        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
