using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Tests.Access;

namespace Stage5.Tests.Audit;

/// <summary>
/// A store that keeps what it acknowledged, an API and two workers, as processes that are killed and started again at
/// the same addresses.
/// </summary>
internal sealed class KilledProcesses : IAsyncDisposable
{
    private static readonly IHttpClientFactory Clients =
        new ServiceCollection().AddHttpClient().BuildServiceProvider().GetRequiredService<IHttpClientFactory>();

    private readonly Dictionary<string, Process> _running = [];
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("stage5-killed-");
    private readonly SignedToken _tokens = new(TimeProvider.System);
    private readonly int _storePort = FreePort();
    private readonly int _apiPort = FreePort();

    private KilledProcesses()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        SigningKey = Convert.ToBase64String(key.ExportPkcs8PrivateKey());
        PublicKey = key.ExportSubjectPublicKeyInfo();
    }

    public static IReadOnlyList<string> Names { get; } = ["store", "api", "worker-1", "worker-2"];

    public byte[] PublicKey { get; }

    public string Segments => Path.Combine(_data.FullName, "audit");

    private string SigningKey { get; }

    public static KilledProcesses Start()
    {
        var processes = new KilledProcesses();
        foreach (var name in Names)
            processes.Start(name);
        return processes;
    }

    public HttpClient ClientOf(string role, string user = "ana")
    {
        var client = Clients.CreateClient();
        (client.BaseAddress, client.Timeout) = (new Uri($"http://127.0.0.1:{_apiPort}"), TimeSpan.FromSeconds(20));
        client.DefaultRequestHeaders.Authorization = new("Bearer", _tokens.MakeFor("acme", user, role));
        return client;
    }

    /// <summary>SIGKILL, and a new process in its place.</summary>
    public async Task ReplaceAsync(string name)
    {
        await KillAsync(name);
        Start(name);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var name in Names)
            await KillAsync(name);
        _tokens.Dispose();
        _data.Delete(recursive: true);
    }

    private async Task KillAsync(string name)
    {
        if (!_running.Remove(name, out var process))
            return;
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private void Start(string name)
    {
        var start = name == "store"
            ? new ProcessStartInfo("redis-server",
            [
                "--port", $"{_storePort}", "--bind", "127.0.0.1", "--dir", _data.FullName, "--save", "",
                "--appendonly", "yes", "--appendfsync", "always",
            ])
            : new ProcessStartInfo("dotnet", ["exec", ProgramOf(name)]);
        start.UseShellExecute = false;
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        if (name != "store")
        {
            start.Environment["ConnectionStrings__cache"] = $"127.0.0.1:{_storePort}";
            start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{(name == "api" ? _apiPort : 0)}";
            start.Environment["DOTNET_ENVIRONMENT"] = "Development";
            start.Environment["Stage5__Access__DevelopmentPublicKey"] = Convert.ToBase64String(_tokens.PublicKey);
            start.Environment["Stage5__Audit__SigningKey"] = SigningKey;
            start.Environment["Stage5__Audit__Lease"] = "00:00:02";
            start.Environment["Stage5__Audit__SegmentRecords"] = "100";
            if (name != "api")
                start.Environment["Stage5__Audit__Path"] = Segments;
        }
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _running[name] = process;
    }

    private static string ProgramOf(string name)
    {
        var project = name == "api" ? "Stage5.Api" : "Stage5.Worker";
        var flavour = new DirectoryInfo(AppContext.BaseDirectory).Name;
        return Repository.PathOf("artifacts", "bin", project, flavour, project + ".dll");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
