using System.Text.Json.Nodes;

namespace Stage5.Tests.Events;

/// <summary>Payloads as turns write them, for tests that end a task without one.</summary>
internal static class Payloads
{
    public static JsonObject Completed(string? text = "Buenos días", double durationMs = 2.5, string outcome = "completed") => new()
    {
        ["outcome"] = outcome,
        ["text"] = text,
        ["provider"] = null,
        ["model"] = null,
        ["duration_ms"] = durationMs,
    };

    public static JsonObject Started() => new()
    {
        ["kind"] = "translate",
        ["attempt"] = 1,
        ["route"] = "queued",
        ["mode"] = "default",
        ["trace_id"] = null,
    };

    public static JsonObject Stage(string name = "generate", int number = 7) => new() { ["stage"] = name, ["number"] = number };

    public static JsonObject Skipped(string stage, int number, string reason)
    {
        var payload = Stage(stage, number);
        payload["reason"] = reason;
        return payload;
    }
}
