using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Stage5.Core.Audit.Formats;

/// <summary>A shape in which records leave. Field names are in docs/audit.md and held by tests.</summary>
/// <param name="Name">What <c>?format=</c> names it by.</param>
/// <param name="Extension">Of a file.</param>
/// <param name="Head">Before the first record.</param>
/// <param name="Write">A record, its line break with it.</param>
/// <param name="Between">Between two records.</param>
/// <param name="Foot">After the last.</param>
public sealed record AuditFormat(
    string Name, string ContentType, string Extension, string Head, Func<AuditRecord, string> Write, string Between, string Foot);

public static class AuditFormats
{
    // What reads these is no browser, and people read them too.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] Columns =
    [
        "number", "at", "tenant", "user", "credential", "credential_id", "action", "resource", "outcome", "task_id",
        "sequence", "schema", "trace_id", "fingerprint", "before", "after", "details", "prev", "hash",
    ];

    /// <summary>The chain's lines as they stand: what <c>stage5 audit verify</c> and <c>sha256sum</c> read.</summary>
    public static AuditFormat JsonLines { get; } =
        new("jsonl", "application/x-ndjson", "jsonl", "", static record => record.Line + "\n", "", "");

    public static AuditFormat Csv { get; } =
        new("csv", "text/csv; charset=utf-8", "csv", string.Join(',', Columns) + "\r\n", CsvOf, "", "");

    /// <summary>One document for <c>POST /loki/api/v1/push</c>.</summary>
    public static AuditFormat Loki { get; } = new("loki", "application/json", "json",
        """{"streams":[""", LokiOf, ",\n", "]}\n");

    /// <summary>Actions and documents for <c>POST /_bulk</c>, fields of ECS.</summary>
    public static AuditFormat Elastic { get; } = new("elastic", "application/x-ndjson", "ndjson", "", ElasticOf, "", "");

    /// <summary>Events for <c>POST /services/collector/event</c>.</summary>
    public static AuditFormat Splunk { get; } = new("splunk", "application/json", "json", "", SplunkOf, "", "");

    public static IReadOnlyList<AuditFormat> All { get; } = [JsonLines, Csv, Loki, Elastic, Splunk];

    private static string CsvOf(AuditRecord record) => string.Join(',', new[]
    {
        Number(record.Number), Rfc3339(record.At), record.Tenant, record.Actor.User, record.Actor.Credential,
        record.Actor.Id, record.Action, record.Resource, record.Outcome, record.TaskId, Number(record.Sequence),
        record.Schema, record.TraceId, record.Fingerprint, record.Before?.ToJsonString(Plain),
        record.After?.ToJsonString(Plain), record.Details?.ToJsonString(Plain), record.Hashes?.Prev, record.Hashes?.Hash,
    }.Select(Cell)) + "\r\n";

    // A spreadsheet takes what begins so for a formula, and may send what stands beside it to a stranger.
    private static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        if (text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠')
            text = "'" + text;
        return text.AsSpan().IndexOfAny(",\"\n\r") >= 0 || text[0] == '\''
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : text;
    }

    private static string LokiOf(AuditRecord record) => Text(new JsonObject
    {
        // Few streams: what has many values is metadata.
        ["stream"] = new JsonObject { ["job"] = "stage5-audit", ["tenant"] = record.Tenant },
        ["values"] = new JsonArray(new JsonArray(
            Number((record.At - DateTimeOffset.UnixEpoch).Ticks * 100),
            record.Line,
            Without(new JsonObject
            {
                ["number"] = Number(record.Number),
                ["user"] = record.Actor.User,
                ["action"] = record.Action,
                ["resource"] = record.Resource,
                ["outcome"] = record.Outcome,
                ["task_id"] = record.TaskId,
                ["sequence"] = Number(record.Sequence),
                ["schema"] = record.Schema,
                ["trace_id"] = record.TraceId,
            }))),
    });

    private static string ElasticOf(AuditRecord record)
    {
        var action = new JsonObject
        {
            ["create"] = new JsonObject
            {
                ["_index"] = "logs-stage5.audit-default",
                ["_id"] = $"{record.Tenant}:{Number(record.Number)}",
            },
        };
        var document = new JsonObject
        {
            ["@timestamp"] = Rfc3339(record.At),
            ["ecs"] = new JsonObject { ["version"] = "8.17.0" },
            ["message"] = $"{record.Actor.User} {record.Action} {record.Resource}: {record.Outcome}",
            ["event"] = new JsonObject
            {
                ["kind"] = "event",
                ["category"] = new JsonArray(CategoryOf(record.Action)),
                ["type"] = new JsonArray(record.Outcome == "refused" ? "denied" : "info"),
                ["action"] = record.Action,
                ["outcome"] = record.Outcome switch { "succeeded" => "success", "cancelled" or "unknown" => "unknown", _ => "failure" },
                ["sequence"] = record.Number,
                ["id"] = $"{record.Tenant}:{Number(record.Number)}",
                ["hash"] = record.Hashes?.Hash,
                ["module"] = "stage5",
                ["dataset"] = "stage5.audit",
                ["original"] = record.Line,
            },
            ["user"] = new JsonObject { ["name"] = record.Actor.User },
            ["organization"] = new JsonObject { ["id"] = record.Tenant },
            ["service"] = new JsonObject { ["name"] = "stage5" },
            ["task_id"] = record.TaskId,
            ["sequence"] = record.Sequence,
            ["schema"] = record.Schema,
            ["stage5"] = new JsonObject
            {
                ["audit"] = new JsonObject
                {
                    ["outcome"] = record.Outcome,
                    ["credential"] = record.Actor.Credential,
                    ["credential_id"] = record.Actor.Id,
                    ["resource"] = record.Resource,
                    ["fingerprint"] = record.Fingerprint,
                    // As text: settings have any shape, and a mapping that grows with them breaks.
                    ["before"] = record.Before?.ToJsonString(Plain),
                    ["after"] = record.After?.ToJsonString(Plain),
                    ["details"] = record.Details?.ToJsonString(Plain),
                    ["prev"] = record.Hashes?.Prev,
                },
            },
        };
        if (record.TraceId is { } trace)
            document["trace"] = new JsonObject { ["id"] = trace };
        return $"{Text(action)}\n{Text(document)}\n";
    }

    private static string SplunkOf(AuditRecord record) => Text(new JsonObject
    {
        ["time"] = (record.At - DateTimeOffset.UnixEpoch).Ticks / (decimal)TimeSpan.TicksPerSecond,
        ["host"] = "stage5",
        ["source"] = "stage5:audit",
        ["sourcetype"] = "stage5:audit:v1",
        ["event"] = record.Json.DeepClone(),
        ["fields"] = new JsonObject
        {
            ["tenant"] = record.Tenant,
            ["user"] = record.Actor.User,
            ["action"] = record.Action,
            ["outcome"] = record.Outcome,
            ["number"] = Number(record.Number),
        },
    }) + "\n";

    private static string CategoryOf(string action) => action.Split('.')[0] switch
    {
        "authentication" or "session" => "authentication",
        "permission" or "key" or "role" or "person" or "members" => "iam",
        "budgets" or "settings" or "term" or "glossary" or "webhook" => "configuration",
        "process" => "process",
        _ => "web",
    };

    private static JsonObject Without(JsonObject members)
    {
        foreach (var name in members.Where(member => member.Value is null).Select(member => member.Key).ToList())
            members.Remove(name);
        return members;
    }

    private static string Text(JsonNode node) => node.ToJsonString(Plain);

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string Rfc3339(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
