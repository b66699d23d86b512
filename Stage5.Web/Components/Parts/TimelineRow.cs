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
        var parts = new Dictionary<string, int>(StringComparer.Ordinal);
        // A line keeps the time it began: its duration says when it ended.
        foreach (var e in events)
        {
            var row = From(e);
            if (e.Type == TaskEventTypes.SegmentCompleted) row = Counted(row, e, parts);
            rows[row.Key] = rows.TryGetValue(row.Key, out var begun) ? row with { Timestamp = begun.Timestamp } : row;
        }

        return [.. rows.Values];
    }

    /// <summary>What a template shows before an event fills it.</summary>
    public static TimelineRow Template(string type) => new("", type, 0, "", new Dictionary<string, string>());

    // The parts of a long text are one line a language, and come in any order.
    private static TimelineRow Counted(TimelineRow row, TaskEvent e, Dictionary<string, int> parts)
    {
        var done = parts[row.Key] = parts.GetValueOrDefault(row.Key) + 1;
        var fields = new Dictionary<string, string>(row.Fields, StringComparer.Ordinal)
        {
            ["parts"] = T("timeline.parts", Words.Number(done), Words.Number((long)(Number(e.Payload, "segments") ?? done))),
        };
        return row with { Fields = fields };
    }

    private static TimelineRow From(TaskEvent e) => new(KeyOf(e), KindOf(e), e.Sequence, e.Timestamp, Show(e));

    private static string KeyOf(TaskEvent e) => e.Type == TaskEventTypes.SegmentCompleted
        ? $"{e.RunId}/parts/{Text(e.Payload, "language")}"
        : Text(e.Payload, "stage") is { Length: > 0 } stage ? $"{e.RunId}/{stage}" : $"#{e.Sequence}";

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
        ["language"] = Text(e.Payload, "language") is { Length: > 0 } language ? Words.Language(language) : "",
        ["confidence"] = Words.Percent(Number(e.Payload, "confidence")),
        ["method"] = Word("context", Text(e.Payload, "method")),
        ["passages"] = Number(e.Payload, "passages") is { } passages ? Plural("receipt.passages", (long)passages) : "",
        ["policy"] = Text(e.Payload, "policy"),
        ["reasons"] = Words.Listed(Texts(e.Payload, "reasons").Select(reason => Word("reviewReason", reason))),
        ["reviewDecision"] = Words.Lower(Word("reviewDecision", Text(e.Payload, "decision"))),
        ["reviewer"] = Text(e.Payload, "reviewer"),
        ["decision"] = Words.Upper(Word("decision", Text(e.Payload, "decision"))),
    };

    private static IEnumerable<ReceiptFinding> Findings(JsonObject payload) =>
        payload["classes"] is not JsonArray classes ? [] : classes.OfType<JsonObject>().Select(found =>
            new ReceiptFinding(Text(found, "class"), Text(found, "action"), (int)(Number(found, "count") ?? 1)));

    private static IEnumerable<string> Texts(JsonObject payload, string name) =>
        payload[name] is not JsonArray array ? [] : array.OfType<JsonValue>()
            .Select(value => value.TryGetValue<string>(out var text) ? text : "").Where(text => text.Length > 0);

    private static string Text(JsonObject payload, string name) =>
        payload[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    private static double? Number(JsonObject payload, string name) =>
        payload[name] is JsonValue value && value.TryGetValue<double>(out var number) ? number : null;
}
