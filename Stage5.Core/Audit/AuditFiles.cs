using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Stage5.Core.Audit;

/// <summary>Reads sealed segments by their paths, as whoever has a copy of the disk and nothing else.</summary>
public static class AuditFiles
{
    /// <summary>
    /// The chains that are there, one a directory: a path is a segment, a chain's directory, or the directory above.
    /// </summary>
    /// <exception cref="FileNotFoundException">There is no segment.</exception>
    public static IReadOnlyList<IReadOnlyList<string>> ChainsOf(IEnumerable<string> paths)
    {
        var files = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            var before = files.Count;
            if (File.Exists(path))
                files.Add(Path.GetFullPath(path));
            else if (Directory.Exists(path))
                files.UnionWith(Directory.GetFiles(path, "*.jsonl", SearchOption.AllDirectories).Select(Path.GetFullPath));
            if (files.Count == before)
                throw new FileNotFoundException($"There is no segment at {path}.", path);
        }
        return [.. files.GroupBy(Path.GetDirectoryName, StringComparer.Ordinal).Select(chain => chain.ToList())];
    }

    /// <summary>Reads a chain's segments in order.</summary>
    /// <param name="publicKeys">Keys that are believed; none checks no signature.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it be.</exception>
    public static AuditVerdict Verify(IReadOnlyList<string> segments, IReadOnlyList<byte[]> publicKeys)
    {
        var start = StartOf(segments[0]);
        var head = HeadOf(segments);
        var chain = head?.Tenant ?? NameOf(segments[0]);
        var inspection = new AuditInspection(chain, start, head, given: 0, publicKeys);
        foreach (var line in segments.SelectMany(LinesOf))
            inspection.Read(line);
        return inspection.End();
    }

    /// <summary>Whole lines; the beginning of one that was never finished was never acknowledged.</summary>
    public static IEnumerable<string> LinesOf(string segment)
    {
        using var file = new StreamReader(
            new FileStream(segment, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), Encoding.UTF8);
        var line = new StringBuilder();
        var buffer = new char[64 * 1024];
        for (int read; (read = file.Read(buffer, 0, buffer.Length)) > 0;)
        {
            for (int at = 0, end; at < read; at = end + 1)
            {
                end = Array.IndexOf(buffer, '\n', at, read - at);
                if (end < 0)
                {
                    line.Append(buffer, at, read - at);
                    break;
                }
                yield return line.Append(buffer, at, end - at).ToString();
                line.Clear();
            }
        }
    }

    // The first record names the hash of the one before it: where the chain that is kept begins.
    private static AuditPlace StartOf(string segment)
    {
        var line = LinesOf(segment).FirstOrDefault();
        return line is not null && AuditChain.HashesOf(line) is { } hashes && AuditRecord.NumberOf(line) is > 1 and var number
            ? new AuditPlace(number - 1, hashes.Prev)
            : AuditPlace.Start;
    }

    // Of the newest segment that has one: whoever is killed between a segment and its head leaves that of the one before.
    private static AuditHead? HeadOf(IReadOnlyList<string> segments)
    {
        var path = segments.Reverse().Select(AuditSegments.HeadOf).FirstOrDefault(File.Exists);
        if (path is null)
            return null;
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize(file, AuditWire.Default.AuditHead);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string NameOf(string segment)
    {
        try
        {
            var first = LinesOf(segment).FirstOrDefault();
            return first is null ? "" : (string?)JsonNode.Parse(first)?["tenant"] ?? "";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return "";
        }
    }
}
