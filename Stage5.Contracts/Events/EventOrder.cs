using System.Globalization;
using System.Text.Json;

namespace Stage5.Contracts.Events;

/// <summary>
/// The order that the events of each task come in: from the first without a gap, one terminal event, the last.
/// </summary>
/// <param name="after">The last sequence that the reader had before.</param>
/// <param name="sparse">
/// For a tenant's stream, which begins somewhere and may be filtered: sequences grow, and nobody waits for an end.
/// </param>
public sealed class EventOrder(long after = 0, bool sparse = false)
{
    private readonly Dictionary<string, (long Last, bool Ended)> _tasks = new(StringComparer.Ordinal);
    private long _before = after;
    private string? _task;

    /// <summary>Takes an event that is right in itself; says what is wrong with its place.</summary>
    public ContractDifference? Next(JsonElement item)
    {
        var (task, type) = (item.GetProperty("task_id").GetString()!, item.GetProperty("type").GetString()!);
        var sequence = (long)item.GetProperty("sequence").GetDouble();
        var (last, ended) = _tasks.GetValueOrDefault(task, (_before, false));
        if (ended) return Differs("nothing behind the terminal event", $"{type} at sequence {Said(sequence)}");
        if (sparse ? sequence <= last : sequence != last + 1)
        {
            var expected = sparse ? $"a sequence above {Said(last)}" : $"sequence: {Said(last + 1)}";
            return Differs(expected, sequence <= last ? $"{Said(sequence)} again" : Said(sequence));
        }

        _tasks[_task = task] = (sequence, TaskEventTypes.IsTerminal(type));
        return null;
    }

    /// <summary>Takes a gap that is right in itself: what comes goes on behind it.</summary>
    public ContractDifference? Skip(long from, long next)
    {
        if (next < from + 2) return Differs($"next: integer ≥ {Said(from + 2)}", Said(next));
        // Of a tenant's stream these are its own numbers.
        if (sparse) return null;
        var (last, ended) = _task is null ? (_before, false) : _tasks[_task];
        if (from != last) return Differs($"after: {Said(last)}", Said(from));
        if (_task is null) _before = next - 1;
        else _tasks[_task] = (next - 1, ended);
        return null;
    }

    /// <summary>The stream is over.</summary>
    public ContractDifference? Finish() => sparse || (_tasks.Count > 0 && _tasks.Values.All(task => task.Ended))
        ? null
        : Differs("task_completed, task_failed or task_cancelled", "the end of the stream");

    private static ContractDifference Differs(string expected, string found) =>
        new(ContractDifferences.Order, expected, found);

    private static string Said(long number) => number.ToString(CultureInfo.InvariantCulture);
}
