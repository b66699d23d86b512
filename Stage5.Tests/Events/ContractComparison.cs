using System.Text.Json;

namespace Stage5.Tests.Events;

/// <summary>What of a contract an old consumer relies on and a new one no longer keeps.</summary>
internal static class ContractComparison
{
    /// <summary>A line for each break; none where events of the new contract are events of the old one.</summary>
    public static IReadOnlyList<string> Breaks(
        IReadOnlyDictionary<string, JsonElement> before, IReadOnlyDictionary<string, JsonElement> now)
    {
        var breaks = new List<string>();
        foreach (var (name, schema) in before)
        {
            if (now.TryGetValue(name, out var today)) Compare(schema, today, name, breaks);
            else breaks.Add($"{name} is gone");
        }

        return breaks;
    }

    private static void Compare(JsonElement before, JsonElement now, string path, List<string> breaks)
    {
        string[] types = [.. List(before, "type")], typesNow = [.. List(now, "type")];
        if (types.Length > 0 && (typesNow.Length == 0 || !typesNow.All(type => Reads(types, type))))
            breaks.Add($"{path} was {Said(types)} and is {Said(typesNow)}");
        // A value more is one that an old consumer does not know, and one less is one it waits for.
        if (!List(before, "enum").Order(StringComparer.Ordinal).SequenceEqual(List(now, "enum").Order(StringComparer.Ordinal)))
            breaks.Add($"{path} was one of {Said(List(before, "enum"))} and is one of {Said(List(now, "enum"))}");
        foreach (var keyword in new[] { "const", "pattern", "$ref" })
        {
            if (Raw(before, keyword) is { } was && was != Raw(now, keyword)) breaks.Add($"{path}: {keyword} was {was}");
        }

        if (Wider(Number(before, "minimum"), Number(now, "minimum"), -1) || Wider(Number(before, "maximum"), Number(now, "maximum"), 1)
            || Wider(Number(before, "minLength"), Number(now, "minLength"), -1))
            breaks.Add($"{path} has wider bounds");
        foreach (var name in List(before, "required").Except(List(now, "required")))
            breaks.Add($"{path}.{name} is no longer required");
        var members = Members(now);
        foreach (var (name, member) in Members(before))
        {
            if (members.TryGetValue(name, out var today)) Compare(member, today, $"{path}.{name}", breaks);
            else breaks.Add($"{path}.{name} is gone");
        }

        if (Raw(before, "additionalProperties") == "false"
            && (Raw(now, "additionalProperties") != "false" || members.Keys.Except(Members(before).Keys).Any()))
            breaks.Add($"{path} has members more");
        if (!before.TryGetProperty("items", out var items)) return;
        if (now.TryGetProperty("items", out var itemsNow)) Compare(items, itemsNow, $"{path}[]", breaks);
        else breaks.Add($"{path}[] may be anything");
    }

    private static bool Reads(string[] types, string type) =>
        types.Contains(type) || (type == "\"integer\"" && types.Contains("\"number\""));

    private static bool Wider(double? before, double? now, int direction) =>
        before is { } was && (now is not { } today || (today - was) * direction > 0);

    private static Dictionary<string, JsonElement> Members(JsonElement schema) =>
        schema.TryGetProperty("properties", out var members)
            ? members.EnumerateObject().ToDictionary(member => member.Name, member => member.Value)
            : [];

    private static IEnumerable<string> List(JsonElement schema, string keyword) =>
        !schema.TryGetProperty(keyword, out var value) ? []
        : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(item => item.GetRawText())
        : [value.GetRawText()];

    private static string? Raw(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var value) ? value.GetRawText() : null;

    private static double? Number(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var value) ? value.GetDouble() : null;

    private static string Said(IEnumerable<string> values) => string.Join(" | ", values.DefaultIfEmpty("anything"));
}
