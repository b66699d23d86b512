using System.Net;
using Microsoft.Extensions.Options;
using Stage5.Core.Webhooks;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Webhooks;

public sealed class WebhookSenderTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private readonly WebhookSecret[] _secrets = [Signing.Secret(Signing.Published)];
    private Receiver _receiver = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _receiver = await Receiver.StartAsync();

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Fact]
    [Trait("Threat", "WH-T1")]
    public async Task A_call_is_signed_over_the_bytes_that_arrive()
    {
        using var sender = Sender();

        var result = await sender.SendAsync(_receiver.Url, "msg_1", """{"type":"task.completed","ü":1}""", _secrets, Ct);

        result.ShouldBe(new WebhookResult(WebhookResult.Delivered, 204));
        var call = _receiver.Calls.ShouldHaveSingleItem();
        StandardWebhook.Verify(_secrets, call.Headers, call.Body, _time.GetUtcNow()).ShouldBe(SignatureVerdict.Valid);
        call.Path.ShouldBe("/hook?of=test");
        call.All["Content-Type"].ShouldBe("application/json");
        call.All.Keys.ShouldNotContain("Cookie");
        call.All.Keys.ShouldNotContain("Authorization");
    }

    [Theory]
    [InlineData(200, "delivered")]
    [InlineData(204, "delivered")]
    [InlineData(301, "failed")]
    [InlineData(302, "failed")]
    [InlineData(307, "failed")]
    [InlineData(400, "failed")]
    [InlineData(404, "failed")]
    [InlineData(410, "impossible")]
    [InlineData(429, "failed")]
    [InlineData(500, "failed")]
    public async Task An_answer_is_what_its_status_says_and_no_redirect_is_followed(int status, string outcome)
    {
        using var sender = Sender();
        _receiver.Answer = http =>
        {
            http.Response.StatusCode = status;
            http.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        };

        var result = await sender.SendAsync(_receiver.Url, "msg_1", "{}", _secrets, Ct);

        (result.Outcome, result.Status).ShouldBe((outcome, status));
        _receiver.Calls.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("Sat, 21 Nov 2026 12:05:00 GMT", 300)]
    [InlineData("Sat, 21 Nov 2026 11:00:00 GMT", 0)]
    [InlineData("999999999", 86400)]
    [InlineData("soon", 0)]
    public async Task An_endpoint_says_how_long_it_wants_to_be_left_alone(string header, int seconds)
    {
        using var sender = Sender();
        _receiver.Says(503, header);

        var result = await sender.SendAsync(_receiver.Url, "msg_1", "{}", _secrets, Ct);

        result.NotBefore.ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    [Fact]
    public async Task An_endpoint_that_does_not_answer_is_left_after_the_timeout()
    {
        using var sender = Sender();
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _receiver.Answer = async http =>
        {
            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        };

        var sending = sender.SendAsync(_receiver.Url, "msg_1", "{}", _secrets, Ct);
        await arrived.Task.WaitAsync(Ct);
        _time.Advance(TimeSpan.FromSeconds(15));

        (await sending).ShouldBe(new WebhookResult(WebhookResult.Failed, null, "The endpoint did not answer in time."));
    }

    [Fact]
    [Trait("Threat", "WH-D1")]
    public async Task An_answer_without_end_is_not_read_to_its_end()
    {
        using var sender = Sender();
        var written = 0L;
        _receiver.Answer = async http =>
        {
            try
            {
                while (written < 200_000_000)
                {
                    await http.Response.BodyWriter.WriteAsync(new byte[64 * 1024], http.RequestAborted);
                    Interlocked.Add(ref written, 64 * 1024);
                }
            }
            catch (OperationCanceledException)
            {
                // The sender has hung up: what is asked for here.
            }
        };

        var result = await sender.SendAsync(_receiver.Url, "msg_1", "{}", _secrets, Ct);

        result.Outcome.ShouldBe(WebhookResult.Delivered);
        Interlocked.Read(ref written).ShouldBeLessThan(50_000_000);
    }

    [Fact]
    [Trait("Attack", "request forgery")]
    public async Task A_name_that_leads_inside_is_not_called()
    {
        foreach (var address in new[] { "127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1" })
        {
            using var sender = Sender(allowed: [], (_, _) => Task.FromResult(new[] { IPAddress.Parse(address) }));
            var url = new Uri($"https://hooks.example.com:{_receiver.Url.Port}/");

            var result = await sender.SendAsync(url, "msg_1", "{}", _secrets, Ct);

            result.ShouldBe(new WebhookResult(
                WebhookResult.Impossible, null, "The endpoint's address may not be called."), address);
        }

        _receiver.Calls.ShouldBeEmpty();
    }

    [Fact]
    [Trait("Attack", "request forgery")]
    [Trait("Threat", "WH-I1")]
    public async Task A_name_is_resolved_once_a_connection_and_the_address_looked_at_is_the_one_called()
    {
        // The first answer is what a check before the call would see; the second is what a second look-up would give.
        var asked = 0;
        using var sender = Sender(allowed: ["127.0.0.2/32"], (_, _) =>
            Task.FromResult(new[] { IPAddress.Parse(++asked == 1 ? "127.0.0.2" : "127.0.0.1") }));
        var url = new Uri($"http://localhost:{_receiver.Url.Port}/");

        // Nobody listens at 127.0.0.2: had the name been looked up again, here or by the system, the receiver would
        // have been called.
        var first = await sender.SendAsync(url, "msg_1", "{}", _secrets, Ct);
        var second = await sender.SendAsync(url, "msg_2", "{}", _secrets, Ct);

        first.ShouldBe(new WebhookResult(WebhookResult.Failed, null, "The endpoint could not be reached."));
        second.ShouldBe(new WebhookResult(WebhookResult.Impossible, null, "The endpoint's address may not be called."));
        asked.ShouldBe(2);
        _receiver.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_a_name_with_addresses_inside_and_out_only_those_allowed_are_called()
    {
        using var sender = Sender(allowed: ["127.0.0.1/32"], static (_, _) =>
            Task.FromResult(new[] { IPAddress.Parse("10.0.0.1"), IPAddress.Parse("127.0.0.1") }));

        var result = await sender.SendAsync(
            new Uri($"http://both.example.com:{_receiver.Url.Port}/"), "msg_1", "{}", _secrets, Ct);

        result.Outcome.ShouldBe(WebhookResult.Delivered);
    }

    [Fact]
    [Trait("Attack", "request forgery")]
    public async Task Plain_http_goes_to_loopback_alone_even_where_more_is_allowed()
    {
        using var sender = Sender(allowed: ["10.0.0.0/8"], static (_, _) =>
            Task.FromResult(new[] { IPAddress.Parse("10.0.0.1") }));

        (await sender.SendAsync(new Uri("http://proxy.example.com/"), "msg_1", "{}", _secrets, Ct)).Outcome
            .ShouldBe(WebhookResult.Impossible);
    }

    [Fact]
    [Trait("Threat", "WH-T1")]
    public async Task A_certificate_that_nobody_vouches_for_and_a_port_where_nobody_listens_fail()
    {
        using var sender = Sender();

        // The receiver speaks no TLS.
        (await sender.SendAsync(new Uri($"https://127.0.0.1:{_receiver.Url.Port}/"), "msg_1", "{}", _secrets, Ct)).Outcome
            .ShouldBe(WebhookResult.Failed);
        (await sender.SendAsync(new Uri("http://127.0.0.1:1/"), "msg_1", "{}", _secrets, Ct))
            .ShouldBe(new WebhookResult(WebhookResult.Failed, null, "The endpoint could not be reached."));
    }

    private WebhookSender Sender(string[]? allowed = null, AddressLookup? lookup = null) => new(
        new AddressRules((allowed ?? ["127.0.0.0/8"]).Select(IPNetwork.Parse)),
        lookup ?? (static (host, ct) => Dns.GetHostAddressesAsync(host, ct)),
        Options.Create(new WebhookOptions()), _time);
}
