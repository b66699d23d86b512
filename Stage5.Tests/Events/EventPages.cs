using System.Globalization;
using System.Text;
using System.Text.Json;
using Stage5.Contracts.Events;

namespace Stage5.Tests.Events;

/// <summary>The schemas as people read them.</summary>
internal static class EventPages
{
    // In the order that a task goes through them.
    private static readonly string[] Order =
    [
        "task_started", "stage_started", "stage_completed", "stage_skipped", "guardrail_triggered", "language_detected",
        "context_retrieved", "model_selected", "model_fallback", "token_delta", "segment_completed", "review_requested",
        "review_decided", "reply_posted", "task_completed", "task_failed", "task_cancelled",
    ];

    /// <summary>A table of every type and the members of its payload.</summary>
    public static string Types()
    {
        var table = new StringBuilder("| type | when | payload |\n|---|---|---|\n");
        foreach (var (type, schema) in Schemas())
        {
            var members = PayloadOf(schema).GetProperty("properties").EnumerateObject().Select(member => $"`{member.Name}`");
            table.Append(CultureInfo.InvariantCulture,
                $"| [`{type}`](events/{type}.json) | {Text(schema)} | {string.Join(", ", members)} |\n");
        }

        return table.ToString();
    }

    /// <summary>The envelope and each type with what its members mean.</summary>
    public static string Members()
    {
        var page = new StringBuilder("## Envelope\n");
        Append(page, EventContract.ReadSchemas()["envelope"]);
        page.Append("\n## Types\nWhat may be absent is marked so; everything else is always there.\n");
        foreach (var (type, schema) in Schemas())
        {
            page.Append(CultureInfo.InvariantCulture, $"\n### {type}\n{Text(schema)}\n\n");
            Append(page, PayloadOf(schema));
        }

        return page.ToString();
    }

    /// <summary>What the terminal events may say.</summary>
    public static string Outcomes()
    {
        var table = new StringBuilder("| type | outcome |\n|---|---|\n");
        foreach (var (type, schema) in Schemas().TakeLast(3))
        {
            var outcomes = PayloadOf(schema).GetProperty("properties").GetProperty("outcome").GetProperty("enum")
                .EnumerateArray().Select(value => $"`{value}`");
            table.Append(CultureInfo.InvariantCulture, $"| `{type}` | {string.Join(", ", outcomes)} |\n");
        }

        return table.ToString();
    }

    private static IEnumerable<(string Type, JsonElement Schema)> Schemas()
    {
        var schemas = EventContract.ReadSchemas();
        Order.ShouldBe(EventContract.Current.Types, ignoreOrder: true);
        return Order.Select(type => (type, schemas[type]));
    }

    private static void Append(StringBuilder page, JsonElement schema)
    {
        var required = schema.GetProperty("required").EnumerateArray().Select(name => name.GetString()).ToHashSet();
        page.Append("| member | value | meaning |\n|---|---|---|\n");
        foreach (var member in schema.GetProperty("properties").EnumerateObject())
        {
            var absent = required.Contains(member.Name) ? "" : ", may be absent";
            page.Append(CultureInfo.InvariantCulture,
                $"| `{member.Name}` | {Value(member.Value)}{absent} | {Text(member.Value)} |\n");
            if (!member.Value.TryGetProperty("items", out var items) || !items.TryGetProperty("properties", out var inside)) continue;
            foreach (var one in inside.EnumerateObject())
                page.Append(CultureInfo.InvariantCulture,
                    $"| `{member.Name}[].{one.Name}` | {Value(one.Value)} | {Text(one.Value)} |\n");
        }
    }

    private static string Value(JsonElement schema)
    {
        if (schema.TryGetProperty("const", out var constant)) return $"`{constant}`";
        if (schema.TryGetProperty("enum", out var values))
            return string.Join(", ", values.EnumerateArray().Select(value => $"`{value}`"));
        var type = schema.GetProperty("type");
        var said = type.ValueKind == JsonValueKind.Array
            ? string.Join(" or ", type.EnumerateArray().Select(one => one.GetString()))
            : type.GetString()!;
        return said.StartsWith("array", StringComparison.Ordinal) && schema.TryGetProperty("items", out var items)
            && !items.TryGetProperty("properties", out _) ? $"{said} of {Value(items)}" : said;
    }

    private static JsonElement PayloadOf(JsonElement schema) => schema.GetProperty("properties").GetProperty("payload");

    private static string Text(JsonElement schema) => schema.GetProperty("description").GetString()!;
}
