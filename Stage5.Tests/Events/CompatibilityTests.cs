using System.Text.Json;
using System.Text.Json.Nodes;
using Stage5.Contracts.Events;

namespace Stage5.Tests.Events;

/// <summary>
/// A consumer of version 1 as it was when that was made: the schemas in <c>v1</c>. They are never changed; a change that
/// fails here is another version of the contract.
/// </summary>
public sealed class CompatibilityTests
{
    private static string Frozen => Repository.PathOf("Stage5.Tests", "Events", "v1");

    [Fact]
    public void What_a_consumer_of_version_1_relies_on_still_holds() =>
        ContractComparison.Breaks(ReadFrozen(), EventContract.ReadSchemas()).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(GoldenStreams.Names), MemberType = typeof(GoldenStreams))]
    public async Task A_consumer_of_version_1_reads_the_streams_of_today(string name)
    {
        using var text = new StringReader(GoldenStreams.Read(name));

        var verdict = await new StreamRecording(new EventContract(ReadFrozen()), new EventOrder())
            .CheckAsync(text, TestContext.Current.CancellationToken);

        // It ignores types that it does not know; whatever else is new it must not see.
        if (verdict.Difference?.Kind != ContractDifferences.UnknownType) verdict.Difference.ShouldBeNull();
    }

    [Fact]
    public void Whatever_an_old_consumer_would_stumble_over_is_found()
    {
        var (before, changes) = (ReadFrozen(), 0);
        foreach (var (name, schema) in before)
        {
            foreach (var (what, changed) in Changes(schema))
            {
                changes++;
                var now = before.ToDictionary();
                now[name] = changed;
                ContractComparison.Breaks(before, now).ShouldNotBeEmpty($"{name}: {what}");
            }

            ContractComparison.Breaks(before, before.Where(one => one.Key != name).ToDictionary()).ShouldBe([$"{name} is gone"]);
        }

        changes.ShouldBeGreaterThan(200);
    }

    [Fact]
    public void Growth_that_an_old_consumer_ignores_is_no_break()
    {
        var before = ReadFrozen();
        var now = before.ToDictionary();
        now["budget_held"] = before["task_started"];
        var grown = JsonNode.Parse(before["task_started"].GetRawText())!;
        var payload = grown["properties"]!["payload"]!;
        payload["properties"]!["lane"] = new JsonObject { ["type"] = "string" };
        payload["required"]!.AsArray().Add("lane");
        now["task_started"] = Element(grown);

        ContractComparison.Breaks(before, now).ShouldBeEmpty();
    }

    // Every way to break it, at every place: a member gone or no longer required, another type, set, constant or bound.
    private static IEnumerable<(string What, JsonElement Changed)> Changes(JsonElement schema)
    {
        foreach (var path in Places(JsonNode.Parse(schema.GetRawText())!))
        {
            foreach (var (what, change) in ChangesOf(At(schema, path)))
            {
                var changed = JsonNode.Parse(schema.GetRawText())!;
                change(path.Aggregate(changed, (node, step) => node[step]!));
                yield return ($"{string.Join('.', path)}: {what}", Element(changed));
            }
        }
    }

    private static IEnumerable<(string What, Action<JsonNode> Change)> ChangesOf(JsonElement at)
    {
        if (at.TryGetProperty("type", out var type))
        {
            yield return ("another type", node => node["type"] = type.ToString() == "boolean" ? "string" : "boolean");
            yield return ("a type more", node => node["type"] = new JsonArray(
                [type.ToString() == "boolean" ? "string" : "boolean", .. Listed(node["type"]!)]));
        }

        if (at.TryGetProperty("const", out _)) yield return ("another constant", node => node["const"] = "another");
        if (at.TryGetProperty("enum", out _))
        {
            yield return ("a value more", node => node["enum"]!.AsArray().Add("another"));
            yield return ("a value less", node => node["enum"]!.AsArray().RemoveAt(0));
        }

        if (at.TryGetProperty("minimum", out _)) yield return ("a lower bound", node => node["minimum"] = -7);
        if (at.TryGetProperty("pattern", out _)) yield return ("another pattern", node => node["pattern"] = "^.*$");
        if (at.TryGetProperty("additionalProperties", out _))
            yield return ("a member more", node => node["properties"]!["more"] = new JsonObject { ["type"] = "string" });
        if (at.TryGetProperty("items", out _)) yield return ("any items", node => node.AsObject().Remove("items"));
        if (at.TryGetProperty("properties", out var members))
        {
            foreach (var member in members.EnumerateObject())
                yield return ($"{member.Name} gone", node => node["properties"]!.AsObject().Remove(member.Name));
        }

        if (!at.TryGetProperty("required", out var required)) yield break;
        for (var i = 0; i < required.GetArrayLength(); i++)
        {
            var index = i;
            yield return ($"{required[i]} not required", node => node["required"]!.AsArray().RemoveAt(index));
        }
    }

    private static IEnumerable<string[]> Places(JsonNode schema)
    {
        yield return [];
        foreach (var (name, member) in schema["properties"]?.AsObject() ?? [])
        {
            foreach (var below in Places(member!)) yield return ["properties", name, .. below];
        }

        if (schema["items"] is not { } items) yield break;
        foreach (var below in Places(items)) yield return ["items", .. below];
    }

    private static JsonElement At(JsonElement schema, string[] path) =>
        path.Aggregate(schema, (element, step) => element.GetProperty(step));

    private static IEnumerable<JsonNode?> Listed(JsonNode type) =>
        type is JsonArray list ? list.Select(item => item?.DeepClone()) : [type.DeepClone()];

    private static JsonElement Element(JsonNode node) => JsonSerializer.SerializeToElement(node);

    private static Dictionary<string, JsonElement> ReadFrozen() => Directory
        .GetFiles(Frozen, "*.json", SearchOption.AllDirectories)
        .ToDictionary(
            file => Path.ChangeExtension(Path.GetRelativePath(Frozen, file), null).Replace('\\', '/'),
            file => JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(file)));
}
