using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using StackExchange.Redis;
using Stage5.Contracts;

namespace Stage5.Core.Tasks;

/// <summary>Reads a task's hash as scripts return it: names and values in turn.</summary>
internal static class TaskRecordReader
{
    private const string CountPrefix = "events:";

    /// <returns>Null when the hash is empty: there is no such task.</returns>
    public static TaskRecord? Read(string tenant, RedisResult reply)
    {
        var flat = ((RedisValue[]?)reply)!;
        if (flat.Length == 0)
            return null;

        var fields = new Dictionary<string, string>(flat.Length / 2, StringComparer.Ordinal);
        for (var i = 0; i < flat.Length; i += 2)
            fields[flat[i].ToString()] = flat[i + 1].ToString();

        return new TaskRecord(
            fields["id"],
            tenant,
            fields["user"],
            fields.GetValueOrDefault("key", ""),
            fields["kind"],
            fields["lane"],
            Enum.Parse<TaskState>(fields["state"], ignoreCase: true),
            JsonSerializer.Deserialize(fields["request"], ContractsJson.Default.TaskRequest)!,
            NullIfEmpty(fields["trace"]),
            int.Parse(fields["attempt"], CultureInfo.InvariantCulture),
            NullIfEmpty(fields["run"]),
            fields["cancel"] == "1",
            Time(fields["created"])!.Value,
            Time(fields["updated"])!.Value,
            Time(fields["finished"]),
            NullIfEmpty(fields.GetValueOrDefault("result")) is { } result
                ? JsonSerializer.Deserialize(result, ContractsJson.Default.TurnResponse)
                : null,
            NullIfEmpty(fields["error"]) is { } error
                ? JsonSerializer.Deserialize(error, ContractsJson.Default.TaskError)
                : null,
            NullIfEmpty(fields.GetValueOrDefault("receipt")) is { } receipt
                ? JsonSerializer.Deserialize(receipt, ContractsJson.Default.Receipt)
                : null,
            Number(fields["sequence"]),
            fields["inline"] == "1")
        {
            EventCounts = Counts(fields),
            Dropped = Number(fields.GetValueOrDefault("dropped", "0")),
        };
    }

    // One that stands for none: records of tasks without events are equal.
    private static IReadOnlyDictionary<string, long> Counts(Dictionary<string, string> fields)
    {
        var counts = fields
            .Where(field => field.Key.StartsWith(CountPrefix, StringComparison.Ordinal))
            .OrderBy(field => field.Key, StringComparer.Ordinal)
            .ToDictionary(field => field.Key[CountPrefix.Length..], field => Number(field.Value), StringComparer.Ordinal);
        return counts.Count == 0 ? FrozenDictionary<string, long>.Empty : counts;
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static string? NullIfEmpty(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private static DateTimeOffset? Time(string milliseconds) => milliseconds.Length == 0
        ? null
        : DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(milliseconds, CultureInfo.InvariantCulture));
}
