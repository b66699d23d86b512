using System.Text;
using Microsoft.Extensions.Options;
using Stage5.Core.Recall.Rooms;
using Stage5.Core.Recall.Vectors;

namespace Stage5.Core.Recall.Consolidation;

/// <summary>How consolidating a room ended.</summary>
/// <param name="Summaries">Written in this pass.</param>
/// <param name="Blocked">Something is due that could not be summed up now.</param>
/// <param name="NextDue">When the next group grows old enough; null when there is no group.</param>
internal sealed record Consolidated(int Summaries, bool Blocked, DateTimeOffset? NextDue);

/// <summary>
/// Replaces a room's old turns by summaries, group by group. A group's summary, and the cursor that says that its
/// turns are done, are written in one script: a kill before it repeats the model's call, and nothing else.
/// </summary>
internal sealed class RoomConsolidator(
    RoomStore store, IOptions<RecallOptions> options, TimeProvider time, ISummarizer? summarizer = null)
{
    private const int LongestMaterial = 45_000;
    private const int LongestGroup = 16_000;
    private const int LongestSummary = 8_000;

    private readonly RecallOptions _options = options.Value;

    /// <param name="turns">The room's turns after the cursor, in order.</param>
    public async Task<Consolidated> RunAsync(
        RoomLife life, string conversation, string owner, long cursor, IReadOnlyList<MemoryEntry> turns,
        CancellationToken ct)
    {
        var (from, written) = (0, 0);
        while (true)
        {
            var count = GroupFrom(turns, from);
            if (count == 0) return new Consolidated(written, false, null);
            var dueAt = DueAt(turns, from + count - 1);
            if (dueAt > time.GetUtcNow()) return new Consolidated(written, false, dueAt);
            var group = turns.Skip(from).Take(count).ToArray();
            if (await SummaryOfAsync(life.Room.Tenant, conversation, group, ct) is not { } summary
                || !await WriteAsync(life, owner, cursor, group, summary, ct))
                return new Consolidated(written, true, null);
            cursor = group[^1].Last;
            from += count;
            written++;
        }
    }

    /// <summary>Turns of the next group; 0 while there are too few. Turns of one sequence stay together.</summary>
    private int GroupFrom(IReadOnlyList<MemoryEntry> turns, int from)
    {
        var (count, size) = (0, 0);
        while (from + count < turns.Count)
        {
            var turn = turns[from + count];
            var full = count >= _options.GroupTurns || (count > 0 && size + turn.Text.Length > LongestGroup);
            if (full && turns[from + count - 1].Last != turn.Last) return count;
            size += turn.Text.Length;
            count++;
        }

        return count >= _options.GroupTurns ? count : 0;
    }

    /// <summary>When enough turns have come after it, or when it is old.</summary>
    private DateTimeOffset DueAt(IReadOnlyList<MemoryEntry> turns, int last) =>
        turns.Count - 1 - last >= _options.RecentTurns
            ? DateTimeOffset.MinValue
            : turns[last].At + _options.SummarizeAfter;

    private async Task<string?> SummaryOfAsync(
        string tenant, string conversation, MemoryEntry[] group, CancellationToken ct)
    {
        if (summarizer is null) return null;
        var material = new StringBuilder();
        foreach (var turn in group) material.Append(turn.Author).Append(": ").Append(turn.Text).Append('\n');
        var summary = await summarizer.SummarizeAsync(
            tenant, conversation, Begin(material.ToString(), LongestMaterial), ct);
        return string.IsNullOrWhiteSpace(summary) ? null : Begin(summary.Trim(), LongestSummary);
    }

    private async Task<bool> WriteAsync(
        RoomLife life, string owner, long cursor, MemoryEntry[] group, string summary, CancellationToken ct)
    {
        var at = group[^1].At;
        var entry = new MemoryEntry(
            Guid.CreateVersion7(time.GetUtcNow()).ToString(), group[0].First, group[^1].Last,
            "", summary, at, [.. group.Select(turn => turn.Id)]);
        var done = await store.RunAsync(RecallScripts.Consolidate, life.Room,
        [
            owner, life.Epoch, cursor, entry.Last, group.Length,
            entry.Id, at.ToUnixTimeMilliseconds(), entry.Write(), .. _options.Bounds,
        ], ct);
        return (long)done == 1;
    }

    // Never half a character.
    private static string Begin(string text, int longest) => text.Length <= longest ? text
        : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];
}
