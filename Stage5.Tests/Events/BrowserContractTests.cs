using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Stage5.Contracts.Events;

namespace Stage5.Tests.Events;

/// <summary><c>event-contract.mjs</c>, by which pages read events: the schemas without what is written for people.</summary>
[Trait("Generates", "docs")]
public sealed class BrowserContractTests
{
    private static readonly string[] ForPeople = ["$schema", "$id", "$ref", "title", "description"];

    [Fact]
    public Task The_browsers_table_is_the_schemas() => Repository.ShouldHoldAsync(
        Repository.PathOf("Stage5.Web", "wwwroot", "js", "event-contract.mjs"), Write());

    private static string Write()
    {
        var schemas = EventContract.ReadSchemas();
        var (types, frames) = (new StringBuilder(), new StringBuilder());
        foreach (var (name, schema) in schemas)
        {
            var line = $"    {Path.GetFileName(name)}: {Read(schema)},\n";
            if (name.StartsWith("frames/", StringComparison.Ordinal)) frames.Append(line);
            else if (name != "envelope") types.Append(line);
        }

        return $$"""
            // Written by ./stage5 generate from docs/events; a test compares it.
            export const contract = {
              envelope: {{Read(schemas["envelope"])}},
              types: {
            {{types}}  },
              frames: {
            {{frames}}  },
            };

            """.ReplaceLineEndings("\n");
    }

    private static string Read(JsonElement schema) =>
        Strip(JsonNode.Parse(schema.GetRawText())!).ToJsonString(JsonSerializerOptions.Web);

    // A member may be called as a keyword is, so only what stands where keywords do is taken out.
    private static JsonNode Strip(JsonNode schema)
    {
        foreach (var keyword in ForPeople) schema.AsObject().Remove(keyword);
        foreach (var (_, member) in schema["properties"]?.AsObject() ?? []) Strip(member!);
        if (schema["items"] is { } items) Strip(items);
        return schema;
    }
}
