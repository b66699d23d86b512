using System.Text.Json.Nodes;
using Stage5.Contracts;
using static Stage5.Web.Texts.Said;

namespace Stage5.Web.Components.Parts;

/// <summary>
/// One line of a timeline. The end of a stage takes the place of its start, so a stage is one line, working or
/// done. timeline.mjs folds the live stream by the same rule.
/// </summary>
public sealed record TimelineRow(
    string Key, string Type, long Sequence, string Timestamp, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>Kinds of line, not of event: how a stage ended.</summary>
    public const string StageFailed = "stage_failed";

    /// <inheritdoc cref="StageFailed"/>
    public const string StageStopped = "stage_stopped";

    public static IReadOnlyList<TimelineRow> Fold(IEnumerable<TaskEvent> events)
    {
        var rows = new OrderedDictionary<string, TimelineRow>();
        // A line keeps the time it began: its duration says when it ended.
        foreach (var row in events.Select(From))
            rows[row.Key] = rows.TryGetValue(row.Key, out var begun) ? row with { Timestamp = begun.Timestamp } : row;
        return [.. rows.Values];
    }

    /// <summary>What a template shows before an event fills it.</summary>
    public static TimelineRow Template(string type) => new("", type, 0, "", new Dictionary<string, string>());

    private static TimelineRow From(TaskEvent e) => new(
        Text(e.Payload, "stage") is { Length: > 0 } stage ? $"{e.RunId}/{stage}" : $"#{e.Sequence}",
        KindOf(e), e.Sequence, e.Timestamp, Show(e));

    // A stage that did not complete must not look as if it had.
    private static string KindOf(TaskEvent e) => (e.Type, Text(e.Payload, "status")) switch
    {
        (TaskEventTypes.StageCompleted, "failed") => StageFailed,
        (TaskEventTypes.StageCompleted, "stopped") => StageStopped,
        _ => e.Type,
    };

    private static Dictionary<string, string> Show(TaskEvent e) => new(StringComparer.Ordinal)
    {
        ["title"] = Word("event", e.Type),
        ["stage"] = Word("stage", Text(e.Payload, "stage")),
        ["duration"] = Words.Duration(Number(e.Payload, "duration_ms")),
        ["reason"] = Text(e.Payload, "reason"),
        ["provider"] = Text(e.Payload, "provider"),
        ["model"] = Text(e.Payload, "model"),
        ["attempt"] = Number(e.Payload, "attempt") is > 1 and var attempt
            ? T("timeline.attempt", (long)attempt) : "",
        ["worker"] = Text(e.Payload, "worker"),
        ["message"] = Words.Detail(Text(e.Payload, "code"), Text(e.Payload, "message")) ?? "",
        ["code"] = Text(e.Payload, "code"),
        ["from"] = Text(e.Payload, "from"),
        ["to"] = Text(e.Payload, "to"),
        ["findings"] = Words.Findings(Findings(e.Payload)),
        ["policy"] = Text(e.Payload, "policy"),
        ["decision"] = Words.Upper(Word("decision", Text(e.Payload, "decision"))),
    };

    private static IEnumerable<ReceiptFinding> Findings(JsonObject payload) =>
        payload["classes"] is not JsonArray classes ? [] : classes.OfType<JsonObject>().Select(found =>
            new ReceiptFinding(Text(found, "class"), Text(found, "action"), (int)(Number(found, "count") ?? 1)));

    private static string Text(JsonObject payload, string name) =>
        payload[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    private static double? Number(JsonObject payload, string name) =>
        payload[name] is JsonValue value && value.TryGetValue<double>(out var number) ? number : null;
}
