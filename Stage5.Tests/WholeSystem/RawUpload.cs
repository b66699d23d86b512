using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Stage5.Tests.WholeSystem;

/// <summary>
/// A POST over a bare connection, that goes on sending its body, whatever it is answered meanwhile, until the body
/// ends or the server hangs up.
/// </summary>
internal static class RawUpload
{
    private const int ChunkBytes = 64 * 1024;

    /// <param name="isDeclared">
    /// Says Content-Length; else the body comes in chunks and nobody knows how long it is.
    /// </param>
    public static async Task<UploadAnswer> SendAsync(
        Uri server, string path, IEnumerable<string> headers, Body body, bool isDeclared, CancellationToken ct)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port, ct);
        await using var connection = client.GetStream();
        string[] head =
        [
            $"POST {path} HTTP/1.1", $"Host: {server.Authority}", "Connection: close", .. headers,
            isDeclared ? $"Content-Length: {body.Bytes}" : "Transfer-Encoding: chunked", "", "",
        ];
        await connection.WriteAsync(Encoding.ASCII.GetBytes(string.Join("\r\n", head)), ct);

        var answer = ReadAsync(connection, ct);
        var sent = await SendAsync(connection, body, isDeclared, ct);
        return new UploadAnswer(await answer, sent);
    }

    private static async Task<long> SendAsync(Stream connection, Body body, bool isDeclared, CancellationToken ct)
    {
        var sent = 0L;
        var frame = Encoding.ASCII.GetBytes(ChunkBytes.ToString("x", CultureInfo.InvariantCulture) + "\r\n");
        try
        {
            foreach (var part in body.Parts(ChunkBytes))
            {
                if (!isDeclared) await connection.WriteAsync(frame, ct);
                await connection.WriteAsync(part, ct);
                if (!isDeclared) await connection.WriteAsync("\r\n"u8.ToArray(), ct);
                sent += part.Length;
            }

            if (!isDeclared) await connection.WriteAsync("0\r\n\r\n"u8.ToArray(), ct);
        }
        catch (IOException)
        {
            // It hung up: its answer is what counts.
        }

        return sent;
    }

    private static async Task<string> ReadAsync(Stream connection, CancellationToken ct)
    {
        using var answer = new MemoryStream();
        try
        {
            await connection.CopyToAsync(answer, ct);
        }
        catch (IOException)
        {
            // Reset behind the answer, since the body was not read to its end.
        }

        return Encoding.UTF8.GetString(answer.ToArray());
    }

    /// <summary>A body of whole parts, made while it is sent.</summary>
    /// <param name="Head">How it begins.</param>
    /// <param name="Line">
    /// What follows, again and again; <c>{0}</c> is the number of the time, in eight digits.
    /// </param>
    /// <param name="Bytes">How long it is: a multiple of 64 KiB.</param>
    internal sealed record Body(string Head, string Line, long Bytes)
    {
        public IEnumerable<ReadOnlyMemory<byte>> Parts(int partBytes)
        {
            var (pending, number) = (new MemoryStream(), 0);
            pending.Write(Encoding.UTF8.GetBytes(Head));
            for (var sent = 0L; sent < Bytes; sent += partBytes)
            {
                while (pending.Length < partBytes)
                {
                    pending.Write(Encoding.UTF8.GetBytes(
                        Line.Replace("{0}", $"{number++:D8}", StringComparison.Ordinal)));
                }


                var bytes = pending.ToArray();
                yield return bytes.AsMemory(0, partBytes);
                pending.SetLength(0);
                pending.Write(bytes.AsSpan(partBytes));
            }
        }
    }
}

/// <param name="Text">The whole answer, head and body, as it came.</param>
/// <param name="Sent">Bytes of the body that were sent.</param>
internal sealed record UploadAnswer(string Text, long Sent);
