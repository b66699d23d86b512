using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Stage5.Contracts;
using Stage5.Contracts.Events;
using Stage5.Tests.OpenAI;

namespace Stage5.Tests.Events;

/// <summary>What is right and what is not, and in which words: <c>vectors.json</c>, which the browser's tests read too.</summary>
public sealed class EventContractTests
{
    private static readonly string[] Keywords =
        ["$schema", "$id", "$ref", "title", "description", "type", "const", "enum", "minimum", "maximum", "minLength",
            "pattern", "required", "properties", "additionalProperties", "items"];

    public static TheoryData<string, string, string?> Vectors
    {
        get
        {
            var data = new TheoryData<string, string, string?>();
            foreach (var vector in Read())
            {
                data.Add((string)vector["name"]!, vector["event"]!.ToJsonString(),
                    vector["kind"] is null ? null : $"{vector["kind"]}: expected {vector["expected"]}, found {vector["found"]}");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void The_first_difference_is_explained_in_a_sentence(string name, string item, string? sentence)
    {
        using var read = JsonDocument.Parse(item);

        var difference = EventContract.Current.Check(read.RootElement);

        (difference is null ? null : $"{difference.Kind}: {difference}").ShouldBe(sentence, name);
    }

    [Fact]
    public void Every_kind_of_difference_that_one_event_can_have_is_among_the_vectors()
    {
        string[] ofStreams = [ContractDifferences.Task, ContractDifferences.Order, ContractDifferences.Frame];

        Read().Select(vector => (string?)vector["kind"]).OfType<string>().Distinct()
            .ShouldBe(ContractDifferences.All.Except(ofStreams), ignoreOrder: true);
    }

    [Fact]
    public async Task An_implementation_of_the_standard_finds_the_same_events_right_and_the_same_wrong()
    {
        var vectors = Read();
        var output = JsonNode.Parse(await NodeClient.RunAsync("schemas.mjs", new Dictionary<string, string>
        {
            ["SCHEMAS"] = Repository.PathOf("docs", "events"),
            ["EVENTS"] = new JsonArray([.. vectors.Select(vector => vector["event"]!.DeepClone())]).ToJsonString(),
        }, TestContext.Current.CancellationToken))!.AsArray();

        // The standard knows no types that are not there; whatever else is wrong it finds.
        output.Select(verdict => (string)verdict!).ShouldBe(vectors.Select(vector => (string?)vector["kind"] switch
        {
            null => "valid",
            ContractDifferences.UnknownType => "unknown",
            _ => "invalid",
        }));
    }

    [Fact]
    public void Every_type_of_event_has_a_schema_and_nothing_else_has()
    {
        var types = typeof(TaskEventTypes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);

        EventContract.Current.Types.ShouldBe(types, ignoreOrder: true);
        Directory.GetFiles(Repository.PathOf("docs", "events"), "*.json").Select(Path.GetFileNameWithoutExtension)
            .ShouldBe([.. EventContract.Current.Types, "envelope"], ignoreOrder: true);
    }

    [Fact]
    public void Every_schema_and_every_member_is_described_in_the_keywords_that_are_understood()
    {
        foreach (var (name, schema) in EventContract.ReadSchemas())
        {
            schema.GetProperty("title").GetString().ShouldBe(
                name == "envelope" ? TaskEvent.CurrentSchema : Path.GetFileName(name));
            schema.GetProperty("description").GetString().ShouldNotBeNullOrEmpty();
            var members = name == "envelope" || name.StartsWith("frames/", StringComparison.Ordinal)
                ? schema : schema.GetProperty("properties").GetProperty("payload");
            Describe(members, name);
        }
    }

    [Fact]
    public void A_schema_with_a_keyword_that_would_be_ignored_is_refused()
    {
        var schemas = EventContract.ReadSchemas().ToDictionary();
        schemas["task_started"] = JsonSerializer.SerializeToElement(new JsonObject { ["oneOf"] = new JsonArray() });

        Should.Throw<NotSupportedException>(() => new EventContract(schemas)).Message.ShouldContain("oneOf");
    }

    [Fact]
    public void What_an_end_says_is_a_closed_set()
    {
        var outcomes = new[] { "task_completed", "task_failed", "task_cancelled" }.Select(type => string.Join('|',
            EventContract.ReadSchemas()[type].GetProperty("properties").GetProperty("payload").GetProperty("properties")
                .GetProperty("outcome").GetProperty("enum").EnumerateArray().Select(value => value.GetString())));

        outcomes.ShouldBe(["completed|partial|language_selection|glossary_conflict", "failed|rejected", "cancelled"]);
    }

    private static void Describe(JsonElement schema, string path)
    {
        foreach (var keyword in schema.EnumerateObject()) keyword.Name.ShouldBeOneOf(Keywords);
        if (schema.TryGetProperty("items", out var items)) Describe(items, $"{path}[]");
        if (!schema.TryGetProperty("properties", out var members)) return;
        foreach (var member in members.EnumerateObject())
        {
            member.Value.TryGetProperty("description", out var says).ShouldBeTrue($"{path}.{member.Name} is not described");
            if (member.Name.EndsWith("_ms", StringComparison.Ordinal)) says.GetString()!.ShouldContain("milliseconds");
            Describe(member.Value, $"{path}.{member.Name}");
        }
    }

    private static JsonObject[] Read() => [.. JsonNode.Parse(File.ReadAllText(
        Repository.PathOf("Stage5.Tests", "Events", "vectors.json")))!.AsArray().Select(vector => vector!.AsObject())];
}
