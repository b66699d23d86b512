using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Stage5.LocalAspire;

/// <summary>How the store of a developer's machine is found, configured and asked whether it answers.</summary>
internal static partial class StoreServer
{
    /// <summary>
    /// valkey-server or redis-server from PATH, else Garnet; <c>Stage5Store</c> chooses one of them.
    /// </summary>
    internal static Launch Launch(LocalBuilder builder, int port, string password, string? dataDirectory)
    {
        if (!PlainText().IsMatch(password))
            throw new DistributedApplicationException(
                "The store's password may hold letters, digits and . _ ~ - only.");
        var native = Programs.OnPath("valkey-server") ?? Programs.OnPath("redis-server");
        var garnet = builder.AppHost.Metadata("GarnetServer") is { } dll && File.Exists(dll) ? dll : null;
        var choice = builder.Configuration["Stage5Store"] ?? (native is not null ? "redis" : "garnet");
        return (choice, native, garnet) switch
        {
            ("redis", { } server, _) => Redis(server, port, password, dataDirectory),
            ("garnet", _, { } server) => Garnet(server, port, password, dataDirectory),
            ("redis" or "garnet", _, _) => throw new DistributedApplicationException(
                "There is no store: neither valkey-server nor redis-server is on PATH"
                + (choice == "garnet" ? ", and Garnet was not restored with this build. " : ". ")
                + "Install one of them, or build again with -p:Stage5Store=garnet, or set ConnectionStrings:cache "
                + "to a server that runs elsewhere."),
            _ => throw new DistributedApplicationException(
                $"Stage5Store is '{choice}'; it may be redis or garnet."),
        };
    }

    /// <summary>The configuration goes through standard input: it holds the password.</summary>
    private static Launch Redis(string server, int port, string password, string? data) =>
        new(server, ["-"], data ?? Path.GetTempPath(), Nothing, $"""
            bind 127.0.0.1
            port {port}
            requirepass {password}
            appendonly {(data is null ? "no" : "yes")}
            appendfsync always
            save ""
            maxmemory-policy noeviction
            daemonize no

            """);

    /// <summary>Garnet has no other way for a password than a file, which only its owner may read.</summary>
    private static Launch Garnet(string server, int port, string password, string? data)
    {
        var folder = data ?? Directory.CreateTempSubdirectory("garnet-").FullName;
        var file = Path.Combine(folder, "garnet.json");
        using (var stream = OwnerOnly.Create(file))
        {
            JsonSerializer.Serialize(stream, new Dictionary<string, object>
            {
                ["Address"] = "127.0.0.1",
                ["Port"] = port,
                ["AuthenticationMode"] = "Password",
                ["Password"] = password,
                // Without the transaction mode a script of one client is interleaved with those of others.
                ["EnableLua"] = true,
                ["LuaTransactionMode"] = true,
                ["DeviceType"] = "RandomAccess",
                ["EnableAOF"] = data is not null,
                ["WaitForCommit"] = data is not null,
                ["CheckpointDir"] = folder,
                ["Recover"] = data is not null,
                ["QuietMode"] = true,
            });
        }

        return new(Programs.DotNet, ["exec", server, "--config-import-path", file], folder, Nothing);
    }

    /// <summary>PING, because Garnet ends with code 0 when it could not start.</summary>
    internal static async Task<string?> ProblemAsync(int port, string password, CancellationToken cancel)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, cancel);
        var stream = client.GetStream();
        var ask = $"*2\r\n$4\r\nAUTH\r\n${password.Length}\r\n{password}\r\n*1\r\n$4\r\nPING\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(ask), cancel);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var auth = await reader.ReadLineAsync(cancel);
        var pong = await reader.ReadLineAsync(cancel);
        return pong == "+PONG" ? null : $"AUTH said '{auth}', PING said '{pong}'";
    }

    private static readonly Dictionary<string, object> Nothing = [];

    [GeneratedRegex("^[A-Za-z0-9._~-]+$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PlainText();
}
