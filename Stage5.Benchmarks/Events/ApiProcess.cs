using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Stage5.Benchmarks.Events;

/// <summary>One API process, and a token that it believes.</summary>
internal sealed class ApiProcess : IDisposable
{
    private readonly Process _process;

    private ApiProcess(Process process, int port, string token) => (_process, Port, Token) = (process, port, token);

    public int Port { get; }

    public string Token { get; }

    /// <summary>Bytes resident now.</summary>
    public long Resident => Read("VmRSS");

    /// <summary>Most bytes resident at once so far.</summary>
    public long Peak => Read("VmHWM");

    /// <summary>Time of the processors that it has taken.</summary>
    public TimeSpan Busy
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<ApiProcess> StartAsync(ViewersOptions options)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var port = FreePort();
        var start = new ProcessStartInfo("dotnet", [options.Api])
        {
            WorkingDirectory = Path.GetDirectoryName(options.Api),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        start.Environment["ConnectionStrings__cache"] = options.Store;
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        start.Environment["Stage5__Access__DevelopmentPublicKey"] =
            Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, line) =>
        {
            if (line.Data is { } text) Console.Error.WriteLine(text);
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var api = new ApiProcess(process, port, TokenOf(key));
        while (!await api.AnswersAsync())
        {
            if (process.HasExited) throw new InvalidOperationException($"The API ended with {process.ExitCode}.");
            await Task.Delay(100);
        }

        return api;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port);
            await client.GetStream().WriteAsync(
                "GET /health HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n"u8.ToArray());
            using var reader = new StreamReader(client.GetStream());
            return await reader.ReadLineAsync() == "HTTP/1.1 200 OK";
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }

    private long Read(string name) => 1024 * long.Parse(
        File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/status"))
            .Single(line => line.StartsWith($"{name}:", StringComparison.Ordinal))
            .Split(':')[1].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);

    private static string TokenOf(ECDsa key)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var id = Base64Url.EncodeToString(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
        var head = $$"""{"alg":"ES256","typ":"at+jwt","kid":"{{id}}"}""";
        var claims = $$"""
            {"iss":"stage5-development","aud":"stage5",
            "sub":"{{ViewersOptions.User}}","tenant":"{{ViewersOptions.Tenant}}","role":"operator","iat":{{now}},"nbf":{{now}},"exp":{{now + 3600}},"jti":"{{Guid.CreateVersion7()}}"}
            """;
        var content = $"{Encode(head)}.{Encode(claims)}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256);
        return $"{content}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(string part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
