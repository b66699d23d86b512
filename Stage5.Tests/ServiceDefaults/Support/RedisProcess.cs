using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Stage5.Tests.ServiceDefaults;

/// <summary>A redis-server of this test's own, on a free port, that can be killed and started again.</summary>
internal sealed class RedisProcess : IDisposable
{
    private const string Program = "/usr/bin/redis-server";
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("stage5-redis-");
    private Process? _process;

    public RedisProcess()
    {
        Assert.SkipUnless(File.Exists(Program), $"{Program} is not installed (Debian package redis-server).");
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        Port = ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    public int Port { get; }

    public void Start() => _process = Process.Start(new ProcessStartInfo(
        Program,
        ["--port", $"{Port}", "--bind", "127.0.0.1", "--dir", _directory.FullName, "--save", ""])
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
    });

    public void Kill()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        Kill();
        _directory.Delete(recursive: true);
    }
}
