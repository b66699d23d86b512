using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Stage5.Benchmarks.Events;

/// <summary>One stream over a socket of its own: no client library stands between.</summary>
internal sealed class Viewer : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true,
    };

    private readonly List<double> _milliseconds = [];
    private StreamReader? _reader;

    /// <summary>From before each event was appended until it was read here, in milliseconds.</summary>
    public IReadOnlyList<double> Milliseconds => _milliseconds;

    /// <summary>Each sequence was one more than the last, and the terminal event came.</summary>
    public bool Whole { get; private set; }

    /// <param name="buffer">Bytes that the kernel keeps for it; null leaves that to the kernel.</param>
    public async Task OpenAsync(ApiProcess api, string taskId, int? buffer = null)
    {
        if (buffer is { } bytes) _socket.ReceiveBufferSize = bytes;
        await _socket.ConnectAsync(IPAddress.Loopback, api.Port);
        var stream = new NetworkStream(_socket);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /api/tasks/{taskId}/events HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {api.Token}\r\n\r\n"));
        if (buffer is not null) return;
        _reader = new StreamReader(stream, Encoding.UTF8, false, 1024);
        var status = await _reader.ReadLineAsync();
        if (status != "HTTP/1.1 200 OK") throw new InvalidOperationException($"The API said: {status}");
        // The first thing in the stream: from here on it is watching, or about to.
        while (await _reader.ReadLineAsync() is { } line && !line.StartsWith("retry:", StringComparison.Ordinal))
        {
            // Headers.
        }
    }

    public async Task ReadAsync()
    {
        var last = 0L;
        while (await _reader!.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                var id = long.Parse(line.AsSpan(4), CultureInfo.InvariantCulture);
                // A heartbeat says the last one again.
                if (id > last + 1) return;
                last = id;
            }
            else if (line.StartsWith("event: task_completed", StringComparison.Ordinal))
            {
                Whole = true;
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                var at = line.IndexOf("\"at\":", StringComparison.Ordinal) + 5;
                var ticks = long.Parse(line.AsSpan(at, line.IndexOf('}', at) - at), CultureInfo.InvariantCulture);
                _milliseconds.Add(Stopwatch.GetElapsedTime(ticks).TotalMilliseconds);
                if (Whole) return;
            }
        }
    }

    public void Dispose()
    {
        _reader?.Dispose();
        _socket.Dispose();
    }
}
