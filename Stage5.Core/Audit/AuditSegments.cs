using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Stage5.Core.Audit;

/// <summary>
/// Sealed lines on disk: <c>{chain}/{number of the first}.jsonl</c>, and beside each <c>.head.json</c>, the signed head
/// of what it holds. Written and flushed before the store takes the lines for sealed, so that a copy of the store that
/// was altered has something to be held against.
/// </summary>
internal sealed class AuditSegments(string path, int recordsPerSegment)
{
    private const string Extension = ".jsonl";

    // Where each chain's last segment ended when this process last wrote to it: what stands there is not read again.
    private readonly Dictionary<string, Tail> _tails = new(StringComparer.Ordinal);

    /// <summary>The segment files of a chain, oldest first.</summary>
    public static IReadOnlyList<string> FilesIn(string directory) => Directory.Exists(directory)
        ? [.. Directory.EnumerateFiles(directory, "*" + Extension).Order(StringComparer.Ordinal)]
        : [];

    public static string HeadOf(string segment) => Path.ChangeExtension(segment, ".head.json");

    /// <summary>Puts lines behind those that are there; those that are there already must be the same.</summary>
    /// <param name="chain">The chain's name.</param>
    /// <param name="after">The record before the first line.</param>
    /// <param name="lines">Sealed lines, one number after the other.</param>
    /// <param name="head">Of the last line.</param>
    /// <exception cref="AuditConflictException">The disk has something else in their place.</exception>
    /// <exception cref="IOException">The disk is full or away, or another process writes.</exception>
    public void Append(string chain, AuditPlace after, IReadOnlyList<string> lines, AuditHead head)
    {
        var directory = Directory.CreateDirectory(Path.Combine(path, chain)).FullName;
        var segments = FilesIn(directory);
        var segment = segments is [.., var last] ? last : null;
        var written = 0;
        if (segment is not null)
        {
            using var file = new FileStream(segment, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
            var (first, count) = (FirstOf(segment), 0);
            if (_tails.GetValueOrDefault(chain) is { } tail && tail.Segment == segment && tail.Length == file.Length
                && tail.After == after)
            {
                (count, file.Position) = (tail.Count, tail.Length);
            }
            else
            {
                if (first > after.Number + 1)
                    written = Before(segments, after, lines);
                var known = ReadWhole(file);
                (written, count) = (written + Overlap(known, first, after, lines), known.Count);
            }
            // Another disk was written to in between: what comes now starts a segment of its own.
            if (first + count - 1 < after.Number)
                segment = null;
            else if (count < recordsPerSegment)
                written += Write(file, lines.Skip(written).Take(recordsPerSegment - count));
            if (segment is not null)
                _tails[chain] = new Tail(segment, file.Length, (int)(after.Number + written - first + 1), head.Place);
        }
        if (segment is not null && written == lines.Count)
            WriteHead(segment, head);
        for (; written < lines.Count; WriteHead(segment, head))
        {
            segment = Path.Combine(directory, NameOf(after.Number + written + 1));
            using var file = new FileStream(segment, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
            var count = Write(file, lines.Skip(written).Take(recordsPerSegment));
            written += count;
            _tails[chain] = new Tail(segment, file.Length, count, head.Place);
        }
    }

    /// <summary>Deletes segments of which nothing is to be kept.</summary>
    public void Forget(string chain, long upTo)
    {
        var files = FilesIn(Path.Combine(path, chain));
        foreach (var (segment, next) in files.Zip(files.Skip(1)))
        {
            if (FirstOf(next) > upTo + 1)
                return;
            File.Delete(segment);
            File.Delete(HeadOf(segment));
        }
    }

    private static string NameOf(long first) => first.ToString("D12", CultureInfo.InvariantCulture) + Extension;

    private static long FirstOf(string segment) =>
        long.Parse(Path.GetFileNameWithoutExtension(segment), NumberStyles.None, CultureInfo.InvariantCulture);

    // What was written into segments before the last one: a process died after a batch that filled them.
    private static int Before(IReadOnlyList<string> segments, AuditPlace after, IReadOnlyList<string> lines)
    {
        var same = 0;
        foreach (var (segment, _) in segments.Zip(segments.Skip(1))
            .Where(pair => FirstOf(pair.Second) > after.Number + 1))
        {
            if (FirstOf(segment) > after.Number + 1 + same)
                throw new AuditConflictException(after.Number + 1 + same);
            same += Overlap([.. AuditFiles.LinesOf(segment)], FirstOf(segment), after, lines);
        }
        return same;
    }

    // How many of the lines stand there already: written by a process that died before the store knew.
    private static int Overlap(List<string> known, long first, AuditPlace after, IReadOnlyList<string> lines)
    {
        var at = after.Number - first;
        if (at >= known.Count)
            return 0;
        if (at >= 0 && AuditChain.HashesOf(known[(int)at])?.Hash != after.Hash)
            throw new AuditConflictException(after.Number);
        var same = 0;
        for (var i = (int)Math.Max(0, at + 1); i < known.Count && i - at - 1 < lines.Count; i++, same++)
        {
            if (known[i] != lines[(int)(i - at - 1)])
                throw new AuditConflictException(first + i);
        }
        return same;
    }

    // A last line without its end was never acknowledged: it is written anew.
    private static List<string> ReadWhole(FileStream file)
    {
        var lines = new List<string>();
        var text = new byte[file.Length];
        file.ReadExactly(text);
        var start = 0;
        for (var end = Array.IndexOf(text, (byte)'\n'); end >= 0; end = Array.IndexOf(text, (byte)'\n', start))
        {
            lines.Add(Encoding.UTF8.GetString(text, start, end - start));
            start = end + 1;
        }
        file.SetLength(start);
        file.Position = start;
        return lines;
    }

    private static int Write(FileStream file, IEnumerable<string> lines)
    {
        var count = 0;
        foreach (var line in lines)
        {
            file.Write(Encoding.UTF8.GetBytes(line + "\n"));
            count++;
        }
        file.Flush(flushToDisk: true);
        return count;
    }

    private static void WriteHead(string segment, AuditHead head)
    {
        var target = HeadOf(segment);
        var fresh = target + ".new";
        using (var file = new FileStream(fresh, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, head, AuditWire.Default.AuditHead);
            file.Flush(flushToDisk: true);
        }
        File.Move(fresh, target, overwrite: true);
    }
}

/// <summary>The end of a segment as it was written.</summary>
internal sealed record Tail(string Segment, long Length, int Count, AuditPlace After);

/// <summary>What the disk has is not what the store has: one of them was altered, or the store lost what it had.</summary>
public sealed class AuditConflictException(long number)
    : InvalidOperationException($"Record {number} on disk is another one than in the store.")
{
    public long Number { get; } = number;
}
