using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Options;

namespace Stage5.Core.Webhooks;

/// <summary>An endpoint's name leads to no address that may be called.</summary>
public sealed class AddressRefusedException() : IOException("The address may not be called.");

/// <summary>Finds the addresses of a name.</summary>
internal delegate Task<IPAddress[]> AddressLookup(string host, CancellationToken ct);

/// <summary>
/// Calls endpoints: signed, no redirect followed, no proxy, no cookie, little read of what is answered. Each connection
/// goes to an address that was looked at, so that a name cannot lead elsewhere between the look and the call.
/// </summary>
internal sealed class WebhookSender : IDisposable
{
    private const int MostRead = 16 * 1024;
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly AddressRules _rules;
    private readonly AddressLookup _lookup;
    private readonly WebhookOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;

    public WebhookSender(
        AddressRules rules, AddressLookup lookup, IOptions<WebhookOptions> options, TimeProvider time)
    {
        (_rules, _lookup, _options, _time) = (rules, lookup, options.Value, time);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = 32,
            MaxResponseDrainSize = 0,
            // A name that leads elsewhere by now is looked up again.
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
            ConnectCallback = ConnectAsync,
        });
    }

    /// <summary>Calls the endpoint once.</summary>
    /// <exception cref="OperationCanceledException">Told to stop; whether it arrived is not known.</exception>
    public async Task<WebhookResult> SendAsync(
        Uri url, string id, string body, IReadOnlyList<WebhookSecret> secrets, CancellationToken ct)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var now = _time.GetUtcNow();
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("User-Agent", "Stage5-Webhooks/1.0");
        request.Headers.Add(StandardWebhook.IdHeader, id);
        request.Headers.Add(StandardWebhook.TimestampHeader, StandardWebhook.TimestampOf(now));
        request.Headers.Add(StandardWebhook.SignatureHeader, StandardWebhook.Sign(secrets, id, now, bytes));
        using var timeout = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        try
        {
            using var response = await _http.SendAsync(request, either.Token);
            await ReadAsync(response, either.Token);
            return ResultOf(response);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Failed("The endpoint did not answer in time.");
        }
        catch (HttpRequestException e) when (IsRefusal(e))
        {
            return new WebhookResult(WebhookResult.Impossible, null, "The endpoint's address may not be called.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Failed(e is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
                ? "The endpoint's certificate was not accepted."
                : "The endpoint could not be reached.");
        }
    }

    public void Dispose() => _http.Dispose();

    private static bool IsRefusal(Exception? e) =>
        e is AddressRefusedException || (e?.InnerException is { } inner && IsRefusal(inner));

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var secure = context.InitialRequestMessage.RequestUri!.Scheme == Uri.UriSchemeHttps;
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await _lookup(host, ct);
        var allowed = addresses
            .Where(address => _rules.Allows(address) && (secure || IPAddress.IsLoopback(address))).ToArray();
        if (allowed.Length == 0)
            throw addresses.Length == 0
                ? new SocketException((int)SocketError.HostNotFound)
                : new AddressRefusedException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // The addresses themselves, never the name again.
            await socket.ConnectAsync(allowed, port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private WebhookResult ResultOf(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (response.IsSuccessStatusCode)
            return new WebhookResult(WebhookResult.Delivered, status);
        if (response.StatusCode == HttpStatusCode.Gone)
            return new WebhookResult(WebhookResult.Impossible, status, "The endpoint is gone (410) and was disabled.");
        var error = string.Create(CultureInfo.InvariantCulture, $"The endpoint answered {status}.");
        return new WebhookResult(WebhookResult.Failed, status, error, RetryAfter(response));
    }

    private TimeSpan RetryAfter(HttpResponseMessage response)
    {
        var after = response.Headers.RetryAfter;
        var wait = after?.Delta ?? (after?.Date is { } date ? date - _time.GetUtcNow() : TimeSpan.Zero);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait;
    }

    // So that a connection may be used again; what is longer costs its sender the connection.
    private static async Task ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        await using var body = await response.Content.ReadAsStreamAsync(ct);
        var (buffer, read) = (new byte[4 * 1024], 0);
        int some;
        while (read < MostRead && (some = await body.ReadAsync(buffer, ct)) > 0)
            read += some;
    }

    private static WebhookResult Failed(string error) => new(WebhookResult.Failed, null, error);
}
