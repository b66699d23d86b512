using System.Text.Json;
using System.Text.Json.Nodes;

namespace Stage5.Core.Audit;

/// <summary>A record as it was read.</summary>
/// <param name="Line">Its bytes as they stand in the store.</param>
/// <param name="Json">The same, parsed; what its members are is in docs/audit.md.</param>
/// <param name="Hashes">Null while it is not sealed.</param>
public sealed record AuditRecord(
    string Line, JsonObject Json, long Number, DateTimeOffset At, string Tenant, AuditActor Actor, string Action,
    string Resource, string Outcome, (string Prev, string Hash)? Hashes)
{
    public JsonNode? Before => Json["before"];

    public JsonNode? After => Json["after"];

    public JsonNode? Details => Json["details"];

    public string? Fingerprint => (string?)Json["fingerprint"];

    public string? TaskId => (string?)Json["task_id"];

    public long? Sequence => (long?)Json["sequence"];

    public string? Schema => (string?)Json["schema"];

    public string? TraceId => (string?)Json["trace_id"];

    /// <summary>The record; null when the line is none.</summary>
    public static AuditRecord? TryRead(string line)
    {
        try
        {
            if (JsonNode.Parse(line) is not JsonObject json || json["actor"] is not JsonObject actor)
                return null;
            var record = new AuditRecord(
                line, json, (long)json["number"]!, (DateTimeOffset)json["at"]!, (string)json["tenant"]!,
                new AuditActor((string)actor["user"]!, (string)actor["credential"]!, (string)actor["id"]!),
                (string)json["action"]!, (string)json["resource"]!, (string)json["outcome"]!, AuditChain.HashesOf(line));
            // What may be absent must be of its kind as well.
            _ = (record.Fingerprint, record.TaskId, record.Sequence, record.Schema, record.TraceId);
            return record;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException
            or FormatException or NullReferenceException)
        {
            return null;
        }
    }

    /// <summary>Its number; null when the line is no record.</summary>
    public static long? NumberOf(string line) => TryRead(line)?.Number;
}
