using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Stage5.Tests.ServiceDefaults;

/// <summary>The limits of the server itself, over a real socket.</summary>
public sealed class RequestLimitTests
{
    [Fact]
    [Trait("Threat", "API-D1")]
    public async Task Headers_lines_and_bodies_have_their_limits()
    {
        await using var host = await StartAsync();

        (await StatusAsync(host, Headers(60, 10))).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(host, Headers(70, 10))).ShouldBe(HttpStatusCode.RequestHeaderFieldsTooLarge);
        (await StatusAsync(host, Headers(1, 33 * 1024))).ShouldBe(HttpStatusCode.RequestHeaderFieldsTooLarge);
        (await StatusAsync(host, "", new string('x', 9 * 1024))).ShouldBe(HttpStatusCode.RequestUriTooLong);
        (await StatusAsync(host, $"Content-Length: {1024 * 1024 + 1}\r\n")).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    [Trait("Threat", "API-D2")]
    public async Task A_body_that_drips_is_given_up()
    {
        await using var host = await StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(host.Address.Host, host.Address.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nx"u8.ToArray(), TestContext.Current.CancellationToken);

        using var reader = new StreamReader(stream);
        var line = await reader.ReadLineAsync(TestContext.Current.CancellationToken)
            .AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        line.ShouldBe("HTTP/1.1 408 Request Timeout");
    }

    private static Task<TestHost> StartAsync()
    {
        var builder = TestHost.Builder();
        builder.AddServiceDefaults();
        builder.Services.AddStage5Problems();
        return TestHost.StartAsync(builder, static app => app.Map("/", static async (HttpRequest request) =>
        {
            await request.Body.CopyToAsync(Stream.Null, request.HttpContext.RequestAborted);
            return "";
        }));
    }

    private static string Headers(int count, int length) =>
        string.Concat(Enumerable.Range(0, count).Select(i => $"X-{i}: {new string('x', length)}\r\n"));

    private static async Task<HttpStatusCode> StatusAsync(TestHost host, string headers, string query = "")
    {
        using var client = new TcpClient();
        await client.ConnectAsync(host.Address.Host, host.Address.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        var request = $"GET /?{query} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        var line = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        return (HttpStatusCode)int.Parse(line!.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
