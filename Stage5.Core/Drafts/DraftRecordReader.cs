using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using StackExchange.Redis;
using Stage5.Contracts;

namespace Stage5.Core.Drafts;

/// <summary>Reads a draft as scripts return it: names and values in turn.</summary>
internal static class DraftRecordReader
{
    /// <returns>Null when there is nothing: there is no such draft.</returns>
    /// <exception cref="JsonException">What is asked for cannot be read: another version wrote it.</exception>
    public static Draft? Read(string tenant, RedisResult reply)
    {
        var flat = ((RedisValue[]?)reply)!;
        if (flat.Length == 0) return null;

        var fields = new Dictionary<string, string>(flat.Length / 2, StringComparer.Ordinal);
        for (var i = 0; i < flat.Length; i += 2)
            fields[flat[i].ToString()] = flat[i + 1].ToString();

        var deleted = fields["state"] == "deleted";
        return new Draft(
            fields["id"], tenant, fields["user"], fields["key"], fields["consentBy"],
            Time(fields["consentAt"])!.Value,
            deleted ? DraftState.Processing : Enum.Parse<DraftState>(fields["state"], ignoreCase: true), deleted,
            Number(fields["attempts"]), Number(fields["waits"]), Time(fields["next"]), NullIfEmpty(fields["task"]),
            fields["enqueued"] == "1",
            Known(fields["reason"], ContractsJson.Default.TaskError),
            Time(fields["created"])!.Value, Time(fields["updated"])!.Value, Time(fields["expires"])!.Value)
        {
            Brief = Known(fields["brief"], DraftJson.Default.DraftBrief),
            Request = fields.TryGetValue("request", out var request)
                ? JsonSerializer.Deserialize(request, ContractsJson.Default.TaskRequest)
                : null,
        };
    }

    // What only tells a person something must not keep a draft from being processed.
    private static T? Known<T>(string json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return json.Length == 0 ? null : JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? NullIfEmpty(string value) => value.Length == 0 ? null : value;

    private static int Number(string value) => int.Parse(value, CultureInfo.InvariantCulture);

    private static DateTimeOffset? Time(string milliseconds) => milliseconds.Length == 0
        ? null
        : DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(milliseconds, CultureInfo.InvariantCulture));
}
