using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Stage5.Core.Models.Apertium;

/// <summary>
/// One mode's programs, kept alive: a request goes in up to a NUL, its answer comes out up to a NUL. They end when
/// our end of the pipe closes, so they do not outlive this process however it dies. One caller at a time.
/// </summary>
internal sealed class ApertiumPipeline : IDisposable
{
    private readonly Process _process;
    private readonly Stream _input;
    private readonly Stream _output;
    private readonly TimeProvider _time;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private long _sequence;

    public ApertiumPipeline(ApertiumMode mode, TimeProvider time)
    {
        _time = time;
        var start = new ProcessStartInfo("/bin/sh", ["-c", mode.Script()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };

        // The engine needs nothing of our environment, least of all the secrets in it.
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        start.Environment["LC_ALL"] = "C.UTF-8";
        _process = Process.Start(start) ?? throw new IOException("The shell did not start.");
        _input = _process.StandardInput.BaseStream;
        _output = _process.StandardOutput.BaseStream;
    }

    public int ProcessId => _process.Id;

    /// <summary>The answers, one a request and in order.</summary>
    /// <exception cref="IOException">A program ended, or an answer fits no request: start another.</exception>
    /// <exception cref="TimeoutException">One answer took longer than the limit.</exception>
    public async Task<string[]> RunAsync(
        IReadOnlyList<string> requests, TimeSpan limit, CancellationToken cancellationToken)
    {
        var first = _sequence + 1;
        _sequence += requests.Count;
        var stream = new StringBuilder();
        for (var i = 0; i < requests.Count; i++) stream.Append(requests[i]).Append(Mark(first + i)).Append('\0');

        // Both at once: the pipes hold less than a long text and its answers.
        var writing = WriteAsync(Encoding.UTF8.GetBytes(stream.ToString()));
        var reading = ReadAsync(requests.Count, first, limit, cancellationToken);
        await await Task.WhenAny(writing, reading);
        await writing.WaitAsync(limit, _time, cancellationToken);
        return await reading;
    }

    public void Dispose()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }

        _input.Dispose();
        _output.Dispose();
        _process.Dispose();
    }

    private async Task<string[]> ReadAsync(
        int count, long first, TimeSpan limit, CancellationToken cancellationToken)
    {
        var answers = new string[count];
        var pending = new MemoryStream();
        for (var i = 0; i < answers.Length;)
        {
            var read = await _output.ReadAsync(_buffer, CancellationToken.None).AsTask()
                .WaitAsync(limit, _time, cancellationToken);
            if (read == 0) throw new IOException("A program of the pipeline ended.");
            var rest = _buffer.AsMemory(0, read);
            while (rest.Span.IndexOf((byte)0) is var end and >= 0)
            {
                pending.Write(rest.Span[..end]);
                if (i == answers.Length) throw new IOException("The engine answered what nobody asked.");
                var answer = Encoding.UTF8.GetString(pending.GetBuffer(), 0, (int)pending.Length);
                answers[i] = Unmark(answer, first + i);
                i++;
                pending.SetLength(0);
                rest = rest[(end + 1)..];
            }

            pending.Write(rest.Span);
        }

        return answers;
    }

    private async Task WriteAsync(byte[] bytes)
    {
        await _input.WriteAsync(bytes);
        await _input.FlushAsync();
    }

    /// <summary>
    /// A blank of its own ends each request. It tells which request an answer belongs to, and the programs only
    /// flush a final full stop, and some only flush at all, when a blank follows it.
    /// </summary>
    private static string Mark(long sequence) => string.Create(CultureInfo.InvariantCulture, $"[.{sequence}]");

    private static string Unmark(string answer, long sequence)
    {
        var mark = Mark(sequence);
        var at = answer.LastIndexOf(mark, StringComparison.Ordinal);
        if (at < 0) throw new IOException("An answer of the engine belongs to no request.");
        return answer.Remove(at, mark.Length);
    }
}
