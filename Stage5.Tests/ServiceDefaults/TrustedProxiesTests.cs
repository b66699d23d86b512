using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

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
    public async Task The_clients_address_is_taken_from_configured_proxies_only(
        string proxies, string forwarded, string expected)
    {
        await using var host = await StartAsync(("Stage5:Proxies", proxies));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("X-Forwarded-For", forwarded);
        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe(expected);
    }

    [Fact]
    public async Task Every_entry_that_is_no_address_is_named_at_the_start()
    {
        var error = await Should.ThrowAsync<OptionsValidationException>(() => StartAsync(
            ("Stage5:Proxies:0", "10.0.0.0/33"), ("Stage5:Proxies:1", "10.0.0.1"), ("Stage5:Proxies:2", "proxy")));

        error.Failures.Count().ShouldBe(2);
    }

    private static Task<TestHost> StartAsync(params (string, string)[] settings) => TestHost.StartAsync(
        TestHost.Builder(settings),
        app =>
        {
            app.UseTrustedProxies();
            app.MapGet("/", (HttpContext http) => http.Connection.RemoteIpAddress!.MapToIPv4().ToString());
        });
}
