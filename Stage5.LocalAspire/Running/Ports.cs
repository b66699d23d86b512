using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Stage5.LocalAspire;

internal static class Ports
{
    private static readonly ConcurrentDictionary<int, bool> Given = new();
    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    /// <summary>
    /// A port below the range from which the system takes its own, so that no connection has it.
    /// </summary>
    internal static int Free()
    {
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            var port = RandomNumberGenerator.GetInt32(20_000, 32_000);
            if (Given.TryAdd(port, true) && IsFree(port))
                return port;
        }

        throw new DistributedApplicationException("No free port was found between 20000 and 32000.");
    }

    /// <exception cref="DistributedApplicationException">Another process listens on the port.</exception>
    internal static void DemandFree(int port, string resource)
    {
        if (!IsFree(port))
            throw new DistributedApplicationException(
                $"Port {port}, which '{resource}' needs, is taken by {Owner(port)}. "
                + "End that process or change the port in the project's launchSettings.json.");
    }

    private static bool IsFree(int port) =>
        CanListen(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || CanListen(IPAddress.IPv6Loopback, port));

    private static bool CanListen(IPAddress address, int port)
    {
        using var listener = new TcpListener(address, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException error)
        {
            // A machine may have no IPv6 loopback; that does not make the port taken.
            return error.SocketErrorCode == SocketError.AddressNotAvailable;
        }
    }

    /// <summary>Name and id of the process that listens on the port, as far as /proc tells them.</summary>
    private static string Owner(int port)
    {
        var suffix = string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
        var sockets = Tables.Where(File.Exists).SelectMany(File.ReadLines)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(field => field.Length > 9 && field[3] == "0A")
            .Where(field => field[1].EndsWith(suffix, StringComparison.Ordinal))
            .Select(field => $"socket:[{field[9]}]")
            .ToHashSet(StringComparer.Ordinal);
        var processes = Directory.Exists("/proc") ? Directory.EnumerateDirectories("/proc") : [];
        foreach (var process in processes.Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
        {
            try
            {
                var files = new DirectoryInfo(process + "/fd").EnumerateFiles();
                if (files.Any(file => sockets.Contains(file.LinkTarget ?? "")))
                    return $"'{File.ReadAllText(process + "/comm").Trim()}' (process {Path.GetFileName(process)})";
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                continue; // Ended meanwhile, or another user's: not ours to read.
            }
        }

        return "a process that cannot be seen from here";
    }
}
