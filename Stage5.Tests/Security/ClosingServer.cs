using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace Stage5.Tests.Security;

/// <summary>Reads the head of a request with a body and resets the connection; what has none is answered with 401.</summary>
internal sealed class ClosingServer : IAsyncDisposable
{
    private static readonly byte[] Refusal =
        "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly bool _answersAgain;
    private readonly Task _running;

    private ClosingServer(bool answersAgain)
    {
        _answersAgain = answersAgain;
        _listener.Start();
        Address = new Uri($"http://{_listener.LocalEndpoint}/");
        _running = RunAsync();
    }

    public Uri Address { get; }

    /// <param name="answersAgain">False: it is gone once it has closed a connection.</param>
    public static ClosingServer Start(bool answersAgain) => new(answersAgain);

    public HttpClient Client()
    {
        var client = new ServiceCollection().AddHttpClient().BuildServiceProvider()
            .GetRequiredService<IHttpClientFactory>().CreateClient();
        client.BaseAddress = Address;
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _running;
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                using var socket = await _listener.AcceptSocketAsync();
                if (!await HasBodyAsync(socket))
                {
                    await socket.SendAsync(Refusal);
                    continue;
                }
                if (!_answersAgain)
                    _listener.Stop();
                // Unread bytes and no lingering: the other side is told of a reset, not of an end.
                socket.LingerState = new LingerOption(true, 0);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // It was stopped.
        }
    }

    private static async Task<bool> HasBodyAsync(Socket socket)
    {
        var head = new StringBuilder();
        var buffer = new byte[512];
        while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await socket.ReceiveAsync(buffer);
            if (read == 0)
                return false;
            head.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }
        return head.ToString().StartsWith("POST", StringComparison.Ordinal);
    }
}
