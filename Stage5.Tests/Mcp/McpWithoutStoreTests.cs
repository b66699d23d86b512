using System.Text;
using Stage5.Tests.Api;

namespace Stage5.Tests.Mcp;

public sealed class McpWithoutStoreTests(ApiInMemory api) : IClassFixture<ApiInMemory>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_store_that_went_away_is_a_tool_error_that_shows_nothing_of_the_call()
    {
        using var client = api.ClientOf("user");
        using var known = await client.GetAsync("/api/access/me", Ct);
        known.EnsureSuccessStatusCode();
        await api.LoseStoreAsync();
        client.DefaultRequestHeaders.Add("Accept", "application/json, text/event-stream");
        using var content = new StringContent("""
            {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"detect_language","arguments":{"text":"Hello"}}}
            """, Encoding.UTF8, "application/json");

        using var response = await client.PostAsync("/mcp", content, Ct);

        var body = await response.Content.ReadAsStringAsync(Ct);
        body.ShouldContain("\"isError\":true");
        body.ShouldContain("store_unavailable");
        body.ShouldNotContain("127.0.0.1");
    }
}
