using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Polly.CircuitBreaker;
using Polly.Timeout;
using Stage5.ServiceDefaults;
using static Stage5.Tests.ServiceDefaults.ScriptedServer;

namespace Stage5.Tests.ServiceDefaults;

public sealed class HttpResilienceTests : IAsyncDisposable
{
    private static readonly Task Never = new TaskCompletionSource().Task;
    private readonly ManualTime _time = new();
    private readonly ServiceCollection _services = new();
    private ServiceProvider? _provider;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    [InlineData("DELETE")]
    [InlineData("PUT")]
    public async Task An_idempotent_call_is_tried_again(string method)
    {
        await using var server = await StartAsync(Status(503), Drop, Status(500), Status(200));
        using var response = await SendAsync(Client(), new HttpMethod(method), server);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        server.Requests.ShouldBe(4);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PATCH")]
    public async Task A_call_that_is_not_idempotent_is_sent_once(string method)
    {
        await using var server = await StartAsync(Status(503), Status(200));
        using var response = await SendAsync(Client(), new HttpMethod(method), server);
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        server.Requests.ShouldBe(1);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(501)]
    public async Task An_answer_that_would_not_change_is_not_asked_for_again(int status)
    {
        await using var server = await StartAsync(Status(status), Status(200));
        using var response = await SendAsync(Client(), HttpMethod.Get, server);
        ((int)response.StatusCode).ShouldBe(status);
        server.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task A_retry_sends_the_same_body()
    {
        await using var server = await StartAsync(Status(503), Status(200));
        using var content = JsonContent.Create(new { text = "hola" });
        using var response = await SendAsync(Client(), HttpMethod.Put, server, content);
        server.Bodies.ShouldBe(["{\"text\":\"hola\"}", "{\"text\":\"hola\"}"]);
    }

    [Fact]
    public async Task A_body_that_can_be_read_once_is_sent_once()
    {
        await using var server = await StartAsync(Status(503), Status(200));
        using var content = new StreamContent(new MemoryStream("once"u8.ToArray()));
        using var response = await SendAsync(Client(), HttpMethod.Put, server, content);
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        server.Bodies.ShouldBe(["once"]);
    }

    [Fact]
    public async Task A_retry_waits_as_long_as_the_service_asks()
    {
        UseManualTime();
        await using var server = await StartAsync(Status(429, "3"), Status(200));
        var calling = SendAsync(Client(), HttpMethod.Get, server);
        await Eventually.TrueAsync(() => _time.IsAwaited(TimeSpan.FromSeconds(3)));
        server.Requests.ShouldBe(1);
        _time.Advance(TimeSpan.FromSeconds(3));
        using var response = await calling;
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_wait_that_is_too_long_is_left_to_the_caller()
    {
        await using var server = await StartAsync(Status(429, "60"), Status(200));
        using var response = await SendAsync(Client(), HttpMethod.Get, server);
        response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        server.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task A_slow_try_gives_way_to_the_next()
    {
        UseManualTime();
        await using var server = await StartAsync(After(Never), Status(200));
        var calling = SendAsync(Client(options => options.RetryDelay = TimeSpan.Zero), HttpMethod.Get, server);
        await Eventually.TrueAsync(() => server.Requests == 1);
        _time.Advance(TimeSpan.FromSeconds(10));
        using var response = await calling;
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_call_ends_with_the_total_timeout()
    {
        UseManualTime();
        await using var server = await StartAsync(After(Never));
        var calling = SendAsync(Client(), HttpMethod.Post, server);
        await Eventually.TrueAsync(() => server.Requests == 1);
        _time.Advance(TimeSpan.FromSeconds(10));
        calling.IsCompleted.ShouldBeFalse("a try that is not idempotent has the total only");
        _time.Advance(TimeSpan.FromSeconds(20));
        var error = await Should.ThrowAsync<HttpRequestException>(() => calling);
        error.InnerException.ShouldBeOfType<TimeoutRejectedException>();
        error.Message.ShouldContain("within 30 s");
    }

    [Fact]
    public async Task A_stream_outlives_the_total_timeout_once_its_headers_have_come()
    {
        UseManualTime();
        var gate = new TaskCompletionSource();
        await using var server = await StartAsync(async http =>
        {
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync("data: 1\n", http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            await gate.Task.WaitAsync(http.RequestAborted);
            await http.Response.WriteAsync("data: 2\n", http.RequestAborted);
        });
        using var response = await Client().GetAsync(
            server.Address, HttpCompletionOption.ResponseHeadersRead, Cancel);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancel));
        (await reader.ReadLineAsync(Cancel)).ShouldBe("data: 1");
        _time.Advance(TimeSpan.FromHours(1));
        gate.SetResult();
        (await reader.ReadLineAsync(Cancel)).ShouldBe("data: 2");
        (await reader.ReadLineAsync(Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_service_that_keeps_failing_is_left_alone_for_a_while_and_others_are_not()
    {
        UseManualTime();
        await using var failing = await StartAsync(
            Status(500), Status(500), Status(500), Status(500), Status(200));
        await using var other = await StartAsync(Status(200));
        var client = Client(options => options.MinimumThroughput = 4);
        for (var call = 0; call < 4; call++)
        {
            using var failed = await SendAsync(client, HttpMethod.Post, failing);
        }

        var error = await Should.ThrowAsync<HttpRequestException>(
            () => SendAsync(client, HttpMethod.Get, failing));
        error.InnerException.ShouldBeAssignableTo<BrokenCircuitException>();
        failing.Requests.ShouldBe(4);
        using var elsewhere = await SendAsync(client, HttpMethod.Get, other);
        elsewhere.StatusCode.ShouldBe(HttpStatusCode.OK);

        _time.Advance(TimeSpan.FromSeconds(6));
        using var again = await SendAsync(client, HttpMethod.Get, failing);
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_call_beyond_the_limit_fails_at_once_and_a_place_becomes_free_again()
    {
        var gate = new TaskCompletionSource();
        await using var server = await StartAsync(After(gate.Task), Status(200));
        var client = Client(options => (options.MaxConcurrent, options.MaxQueued) = (1, 0));
        var first = SendAsync(client, HttpMethod.Get, server);
        await Eventually.TrueAsync(() => server.Requests == 1);
        var error = await Should.ThrowAsync<HttpRequestException>(() => SendAsync(client, HttpMethod.Get, server));
        error.InnerException.ShouldBeOfType<BulkheadRejectedException>();
        gate.SetResult();
        using var served = await first;
        using var third = await SendAsync(client, HttpMethod.Get, server);
        third.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_not_retried()
    {
        await using var server = await StartAsync(After(Never));
        using var caller = new CancellationTokenSource();
        var calling = Client().GetAsync(server.Address, caller.Token);
        await Eventually.TrueAsync(() => server.Requests == 1);
        await caller.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => calling);
        server.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task A_client_can_do_without()
    {
        _services.AddHttpClient("plain").WithoutResilience();
        await using var server = await StartAsync(Status(503), Status(200));
        using var response = await SendAsync(Client(name: "plain"), HttpMethod.Get, server);
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        server.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task A_client_can_have_limits_of_its_own()
    {
        _services.AddHttpClient("patient").WithResilience(options =>
            (options.Retries, options.RetryDelay, options.TotalTimeout) =
            (1, TimeSpan.Zero, TimeSpan.FromMinutes(5)));
        await using var server = await StartAsync(Status(503), Status(503), Status(200));
        var client = Client(name: "patient");
        client.Timeout.ShouldBeGreaterThan(TimeSpan.FromMinutes(5));
        using var response = await SendAsync(client, HttpMethod.Get, server);
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        server.Requests.ShouldBe(2);
    }

    public async ValueTask DisposeAsync()
    {
        if (_provider is not null)
        {
            await _provider.DisposeAsync();
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient client, HttpMethod method, ScriptedServer server, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, server.Address) { Content = content };
        return await client.SendAsync(request, Cancel);
    }

    private static Task<ScriptedServer> StartAsync(params RequestDelegate[] steps) =>
        ScriptedServer.StartAsync(steps);

    private void UseManualTime() => _services.AddSingleton<TimeProvider>(_time);

    private HttpClient Client(Action<HttpResilienceOptions>? configure = null, string name = "")
    {
        _services.AddLogging();
        _services.AddSingleton<Microsoft.Extensions.Configuration.IConfiguration>(
            new Microsoft.Extensions.Configuration.ConfigurationManager());
        _services.AddHttpClientDefaults();
        _services.Configure<HttpResilienceOptions>(options =>
        {
            options.RetryDelay = TimeSpan.FromMilliseconds(1);
            configure?.Invoke(options);
        });
        _provider = _services.BuildServiceProvider();
        return _provider.GetRequiredService<IHttpClientFactory>().CreateClient(name);
    }
}
