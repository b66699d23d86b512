using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using StackExchange.Redis;

namespace Stage5.Tests.Stores;

/// <summary>A real server on a free loopback port, with a directory of its own, that ends with the test.</summary>
public sealed class StoreServer : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly DirectoryInfo _directory;

    private StoreServer(StoreKind kind, Process process, DirectoryInfo directory, int port)
    {
        Kind = kind;
        _process = process;
        _directory = directory;
        Port = port;
    }

    public StoreKind Kind { get; }

    public int Port { get; }

    /// <summary>Skips the calling test, with the reason, where the store is not to be had.</summary>
    public static async Task<StoreServer> StartAsync(StoreKind kind, params string[] more)
    {
        var directory = Directory.CreateTempSubdirectory("stage5-store-");
        var port = FreePort();
        var process = Process.Start(kind == StoreKind.Redis ? Redis(port, directory, more) : Garnet(port, more))!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new StoreServer(kind, process, directory, port);
        try
        {
            await server.AnswersAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var options = new ConfigurationOptions
        {
            EndPoints = { { IPAddress.Loopback, Port } },
            AbortOnConnectFail = false,
            ConnectTimeout = 15_000,
            SyncTimeout = 15_000,
            AllowAdmin = true,
        };
        var connection = await ConnectionMultiplexer.ConnectAsync(options);
        // The client gives up on a machine that is busy, and goes on connecting by itself.
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!connection.IsConnected && !_process.HasExited)
            await look.WaitForNextTickAsync(limit.Token);
        return connection;
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
        _directory.Delete(recursive: true);
    }

    private static ProcessStartInfo Redis(int port, DirectoryInfo directory, string[] more)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "redis-server"))
            .FirstOrDefault(File.Exists);
        if (path is null)
            Assert.Skip("redis-server is not on PATH.");
        return Quiet(path, ["--port", $"{port}", "--bind", "127.0.0.1", "--dir", directory.FullName,
            "--save", "", "--appendonly", "no", .. more]);
    }

    private static ProcessStartInfo Garnet(int port, string[] more)
    {
        var assembly = typeof(StoreServer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(a => a.Key == "GarnetServer").Value!;
        return Quiet("dotnet", [assembly, "--port", $"{port}", "--bind", "127.0.0.1", "--lua",
            "--lua-transaction-mode", "-q", .. more]);
    }

    private static ProcessStartInfo Quiet(string file, string[] arguments) => new(file, arguments)
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    private async Task AnswersAsync()
    {
        using var limit = new CancellationTokenSource(StartTimeout);
        var answer = new byte[5];
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, Port, limit.Token);
                await client.GetStream().WriteAsync("PING\r\n"u8.ToArray(), limit.Token);
                await client.GetStream().ReadExactlyAsync(answer, limit.Token);
                if (answer.AsSpan().SequenceEqual("+PONG"u8))
                    return;
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                if (_process.HasExited)
                    throw new InvalidOperationException($"{Kind} ended with {_process.ExitCode} at once.", e);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
