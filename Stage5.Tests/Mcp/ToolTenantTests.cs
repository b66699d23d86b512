extern alias api;

using System.Text;
using System.Text.Json.Nodes;
using api::Stage5.Api.Mcp;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Tests.Assistant;

namespace Stage5.Tests.Mcp;

/// <summary>Tools that are told of a conversation, called with one of another tenant.</summary>
public sealed class ToolTenantTests(AssistantSystem system) : IClassFixture<AssistantSystem>
{
    private const string Room = "room-of-owner";

    private static readonly Dictionary<string, string> Arguments = new(StringComparer.Ordinal)
    {
        ["apply_glossary"] = """{"text":"release","sourceLanguage":"en","targetLanguage":"de"}""",
        ["reply_in_thread"] = """{"text":"Hello","languagePolicy":{"targetLanguage":"de"}}""",
        ["rewrite"] = """{"text":"Hello","tone":"polite"}""",
        ["translate"] = """{"text":"Hello","sourceLanguage":"en","targetLanguage":"de"}""",
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_tool_that_is_told_of_a_conversation_is_tried() =>
        system.Services.GetServices<McpTool>()
            .Where(tool => tool.Protocol.InputSchema.GetProperty("properties").EnumerateObject()
                .Any(property => property.Name.EndsWith("Id", StringComparison.Ordinal)))
            .Select(tool => tool.Protocol.Name).ShouldBe(Arguments.Keys, ignoreOrder: true);

    // A turn in a conversation that nobody has makes one: another tenant's is another one.
    [Theory]
    [InlineData("apply_glossary")]
    [InlineData("reply_in_thread")]
    [InlineData("rewrite")]
    [InlineData("translate")]
    public async Task What_a_stranger_names_is_not_what_another_tenant_has(string tool)
    {
        var owner = $"owner-{tool.Replace('_', '-')}";
        using var ana = system.ClientOf("ana", owner);
        using var made = await ana.PostAsync("/api/conversations", Json($$"""{"id":"{{Room}}","title":"Secret room"}"""), Ct);
        made.EnsureSuccessStatusCode();
        using var said = await ana.PostAsync(
            $"/api/conversations/{Room}/messages", Json("""{"text":"Our secret plan."}"""), Ct);
        said.EnsureSuccessStatusCode();
        var before = await RoomAsync(ana);

        foreach (var role in Roles.Granted.Keys.Except([Roles.Dashboard]))
        {
            // Of the same name: what keeps them apart is the tenant alone.
            using var caller = system.ClientOf("ana", $"{role}-{owner}".ToLowerInvariant(), role);
            var named = await CallAsync(caller, tool, Room);
            var nothing = await CallAsync(caller, tool, "room-of-nobody");

            named.Verdict.ShouldBe(nothing.Verdict, $"{tool} as {role}");
            named.Body.ShouldNotContain("secret", Case.Insensitive);
            named.Verdict.ShouldBe(
                !Roles.Granted[role].Contains(Permissions.TurnsWrite) ? "permission_denied"
                // Who looks after the glossary applies it anywhere in their own tenant.
                : tool == "apply_glossary" && !Roles.Granted[role].Contains(Permissions.GlossaryManage)
                    ? "conversation_not_found"
                    : "done", $"{tool} as {role}: {named.Body}");
        }

        (await RoomAsync(ana)).ShouldBe(before);
        (await CallAsync(ana, tool, Room)).Verdict.ShouldBe("done");
    }

    private static Task<string> RoomAsync(HttpClient client) =>
        client.GetStringAsync($"/api/conversations/{Room}/messages", Ct);

    private static async Task<(string Verdict, string Body)> CallAsync(HttpClient client, string tool, string room)
    {
        var arguments = JsonNode.Parse(Arguments[tool])!;
        arguments["conversationId"] = room;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp")
        {
            Content = Json($$$"""
                {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{{{arguments.ToJsonString()}}}}}
                """),
        };
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await client.SendAsync(request, Ct);
        var body = await response.Content.ReadAsStringAsync(Ct);
        if (!response.IsSuccessStatusCode)
            return (JsonNode.Parse(body)!["code"]!.GetValue<string>(), body);
        var result = JsonNode.Parse(body.Split("data: ")[1])!["result"]!;
        return (result["isError"]?.GetValue<bool>() == true
            ? result["structuredContent"]!["code"]!.GetValue<string>()
            : "done", body);
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
