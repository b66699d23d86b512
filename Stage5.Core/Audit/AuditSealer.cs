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
            var lines = Chain(chain, open, out var head, out var strays);
            if (strays.Count > 0)
                await store.DropAsync(chain, strays, ct);
            if (lines.Count == 0 && strays.Count > 0)
                continue;
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

    private List<string> Chain(string chain, OpenRecords open, out AuditHead head, out List<string> strays)
    {
        var lines = new List<string>(open.Records.Count);
        var last = open.After;
        foreach (var (number, record) in Numbered(chain, open, strays = []))
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
    // stays visible for ever: a record of its absence has its place. As many in one step as there are in a batch:
    // whoever writes a huge number into the store does not fill memory with what never was.
    private List<(long Number, string Record)> Numbered(string chain, OpenRecords open, List<string> strays)
    {
        var numbered = new List<(long, string)>(Batch);
        var (next, at) = (open.After.Number + 1, open.Head is { } head ? TimeOf(head.At) : null);
        foreach (var record in open.Records)
        {
            if (PlaceOf(chain, record) is not { } place || place.Number < next || place.Number > open.Given)
            {
                logger.NotARecord(chain, next);
                strays.Add(record);
                continue;
            }
            // Of the time of what is beside it, never of now: whoever takes over writes the same line.
            for (; next < place.Number && numbered.Count < Batch; next++)
                numbered.Add((next, Lost(chain, next, at ?? place.At)));
            if (numbered.Count == Batch)
                return numbered;
            numbered.Add((next++, record));
            at = place.At;
        }
        // After a whole page there may be more to read; after less there is not.
        for (; open.Records.Count < Batch && numbered.Count < Batch && next <= open.Given; next++)
            numbered.Add((next, Lost(chain, next, at ??= TimeOf(time.GetUtcNow()))));
        return numbered;
    }

    private string Lost(string chain, long number, string at)
    {
        logger.RecordLost(chain, number);
        var entry = new AuditEntry(chain, AuditActor.System, "record.lost", $"record/{number}")
        {
            Outcome = AuditOutcome.Failed,
        };
        return string.Create(CultureInfo.InvariantCulture,
            $"{AuditJson.Open(entry, null)},\"at\":\"{at}\",\"number\":{number}}}");
    }

    private static string TimeOf(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    // The time as a time, so that what an altered record says there cannot end the line it is put into.
    private static (long Number, string At)? PlaceOf(string chain, string record)
    {
        try
        {
            return JsonNode.Parse(record) is JsonObject json && (string?)json["tenant"] == chain
                && json["number"] is JsonValue value && value.TryGetValue<long>(out var number)
                && (DateTimeOffset?)json["at"] is { } at
                ? (number, TimeOf(at))
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException or FormatException)
        {
            return null;
        }
    }
}
