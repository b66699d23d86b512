using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Stage5.Core.Audit;

/// <summary>
/// Chains what is open: hashes each record after the one before, writes the lines to disk, and only then lets the
/// store take them for sealed. Whoever dies in between leaves nothing half: the next one writes the same lines.
/// </summary>
internal sealed class AuditSealer(
    AuditStore store, AuditSegments? segments, AuditKeys keys, TimeProvider time, ILogger<AuditSealer> logger)
{
    /// <summary>Records sealed in one step.</summary>
    public const int Batch = 500;

    /// <summary>Seals what is open in a chain.</summary>
    /// <returns>How many records.</returns>
    /// <exception cref="AuditConflictException">The disk has something else; nothing more is sealed.</exception>
    public async Task<long> SealAsync(string chain, CancellationToken ct)
    {
        for (var count = 0L; ;)
        {
            var open = await store.OpenAsync(chain, Batch, ct);
            if (open.Records.Count == 0 && open.Given == open.After.Number)
                return count;
            var lines = Chain(chain, open, out var head);
            if (lines.Count == 0)
                return count;
            segments?.Append(chain, open.After, lines, head);
            foreach (var line in lines)
                logger.Ship(line);
            if (!await store.SealAsync(chain, open.After, head, lines, ct))
                return count;
            count += lines.Count;
        }
    }

    private List<string> Chain(string chain, OpenRecords open, out AuditHead head)
    {
        var lines = new List<string>(open.Records.Count);
        var last = open.After;
        foreach (var (number, record) in Numbered(chain, open))
        {
            var (line, hash) = AuditChain.Seal(record, last.Hash);
            lines.Add(line);
            last = new AuditPlace(number, hash);
        }
        head = keys.Sign(new AuditHead(
            AuditChains.Format, chain, last.Number, last.Hash, time.GetUtcNow(), KeyId: null, Signature: null));
        return lines;
    }

    // Numbers are given without a gap. What is gone, or was altered before it was sealed so that it cannot be read,
    // stays visible for ever: a record of its absence has its place.
    private IEnumerable<(long Number, string Record)> Numbered(string chain, OpenRecords open)
    {
        var next = open.After.Number + 1;
        foreach (var record in open.Records)
        {
            if (NumberOf(chain, record) is not { } number || number < next)
            {
                logger.NotARecord(chain, next);
                continue;
            }
            for (; next < number; next++)
                yield return (next, Lost(chain, next));
            yield return (next++, record);
        }
        // After a whole page there may be more to read; after less there is not.
        for (; open.Records.Count < Batch && next <= open.Given; next++)
            yield return (next, Lost(chain, next));
    }

    private string Lost(string chain, long number)
    {
        logger.RecordLost(chain, number);
        var at = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var entry = new AuditEntry(chain, AuditActor.System, "record.lost", $"record/{number}")
        {
            Outcome = AuditOutcome.Failed,
        };
        return string.Create(CultureInfo.InvariantCulture,
            $"{AuditJson.Open(entry, null)},\"at\":\"{at}\",\"number\":{number}}}");
    }

    private static long? NumberOf(string chain, string record)
    {
        try
        {
            return JsonNode.Parse(record) is JsonObject json && (string?)json["tenant"] == chain
                && json["number"] is JsonValue value && value.TryGetValue<long>(out var number)
                ? number
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }
}
