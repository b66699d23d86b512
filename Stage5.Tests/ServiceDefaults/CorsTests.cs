using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Stage5.Tests.ServiceDefaults;

public sealed class CorsTests
{
    [Theory]
    [InlineData("https://app.example.com", true)]
    [InlineData("https://other.example.com", true)]
    [InlineData("https://app.example.com.evil.example", false)]
    [InlineData("http://app.example.com", false)]
    [InlineData("null", false)]
    [Trait("Attack", "cross origin")]
    public async Task Pages_of_listed_origins_may_call_and_no_others(string origin, bool allowed)
    {
        await using var host = await StartAsync("https://app.example.com, https://other.example.com");

        using var preflight = await AskAsync(host, HttpMethod.Options, origin);
        using var call = await AskAsync(host, HttpMethod.Get, origin);

        foreach (var response in new[] { preflight, call })
        {
            (response.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) && values.Single() == origin)
                .ShouldBe(allowed);
            response.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse();
        }
    }

    [Fact]
    [Trait("Threat", "WEB-S1")]
    public async Task By_default_no_page_of_another_host_may_call()
    {
        await using var host = await StartAsync(origins: null);

        using var preflight = await AskAsync(host, HttpMethod.Options, "https://app.example.com");

        preflight.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
    }

    [Fact]
    public async Task Everything_that_is_no_origin_is_named_at_the_start()
    {
        var failure = await Should.ThrowAsync<OptionsValidationException>(
            () => StartAsync("*, https://*.example.com, http://app.example.com, https://app.example.com/, app.example.com"));

        failure.Failures.Count().ShouldBe(5);
        failure.Failures.ShouldAllBe(said => said.StartsWith("Stage5:Cors:Origins: '", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("127.0.0.1", "https", "max-age=31536000")]
    [InlineData("127.0.0.1", "http", null)]
    [InlineData("10.0.0.1", "https", null)]
    public async Task Browsers_are_told_to_use_TLS_where_they_did(string proxy, string scheme, string? expected)
    {
        await using var host = await TestHost.StartAsync(TestHost.Builder(("Stage5:Proxies", proxy)), app =>
        {
            app.UseTrustedProxies();
            app.UseSecurityHeaders();
            app.Run(http => http.Response.WriteAsync(http.Request.Scheme));
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("X-Forwarded-Proto", scheme);
        request.Headers.Add("X-Forwarded-For", "203.0.113.7");
        request.Headers.Host = "stage5.example.com";

        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        (response.Headers.TryGetValues("Strict-Transport-Security", out var values) ? values.Single() : null).ShouldBe(expected);
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        response.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("default-src 'none'");
    }

    private static Task<TestHost> StartAsync(string? origins)
    {
        var builder = origins is null ? TestHost.Builder() : TestHost.Builder(("Stage5:Cors:Origins", origins));
        builder.AddCorsAllowList();
        return TestHost.StartAsync(builder, app =>
        {
            app.UseCorsAllowList();
            app.MapGet("/", () => "here");
        });
    }

    private static async Task<HttpResponseMessage> AskAsync(TestHost host, HttpMethod method, string origin)
    {
        using var request = new HttpRequestMessage(method, "/");
        request.Headers.Add("Origin", origin);
        if (method == HttpMethod.Options)
        {
            request.Headers.Add("Access-Control-Request-Method", "GET");
            request.Headers.Add("Access-Control-Request-Headers", "authorization");
        }
        return await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
