using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Stage5.Core.Audit;

/// <summary>Writes what scripts finish: see <c>audit-prelude.lua</c>.</summary>
internal static class AuditJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Default, SkipValidation = true };

    /// <summary>The entry as a JSON object without its last brace; the script adds its place and time.</summary>
    public static string Open(AuditEntry entry, string? traceId)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(buffer, Options);
        writer.WriteStartObject();
        writer.WriteString("format"u8, AuditChains.Format);
        writer.WriteString("tenant"u8, entry.Tenant);
        writer.WritePropertyName("actor"u8);
        Write(writer, entry.Actor);
        writer.WriteString("action"u8, entry.Action);
        writer.WriteString("resource"u8, entry.Resource);
        writer.WriteString("outcome"u8, NameOf(entry.Outcome));
        Write(writer, "before", entry.Before);
        Write(writer, "after", entry.After);
        Write(writer, "details", entry.Details);
        if (entry.Fingerprint is { } fingerprint)
            writer.WriteString("fingerprint"u8, fingerprint);
        if (traceId is not null)
            writer.WriteString("trace_id"u8, traceId);
        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The same with the trace that the caller is in.</summary>
    public static string Open(AuditEntry entry) =>
        Open(entry, entry.TraceId ?? Activity.Current?.TraceId.ToHexString());

    /// <summary>An actor as records have it.</summary>
    public static string Of(AuditActor actor)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using var writer = new Utf8JsonWriter(buffer, Options);
        Write(writer, actor);
        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static string NameOf(AuditOutcome outcome) => outcome switch
    {
        AuditOutcome.Succeeded => "succeeded",
        AuditOutcome.Refused => "refused",
        AuditOutcome.Failed => "failed",
        AuditOutcome.Cancelled => "cancelled",
        AuditOutcome.Unknown => "unknown",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };

    private static void Write(Utf8JsonWriter writer, AuditActor actor)
    {
        writer.WriteStartObject();
        writer.WriteString("user"u8, actor.User);
        writer.WriteString("credential"u8, actor.Credential);
        writer.WriteString("id"u8, actor.Id);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, JsonNode? node)
    {
        if (node is null)
            return;
        writer.WritePropertyName(name);
        node.WriteTo(writer);
    }
}
