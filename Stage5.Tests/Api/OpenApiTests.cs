using System.Text.Json.Nodes;
using Stage5.Tests.Events;

namespace Stage5.Tests.Api;

[Trait("Generates", "docs")]
public sealed class OpenApiTests(ApiInMemory api) : IClassFixture<ApiInMemory>
{
    [Fact]
    public async Task The_description_in_the_repository_is_what_the_api_serves()
    {
        using var client = api.ClientOf("user");

        var served = await client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken);

        served.ShouldContain("\"openapi\": \"3.1");
        await Repository.ShouldHoldAsync(Repository.PathOf("docs", "openapi.json"), served + "\n");
    }

    [Fact]
    public async Task The_page_of_the_api_says_what_the_description_and_the_schemas_of_events_say()
    {
        using var client = api.ClientOf("user");
        var served = JsonNode.Parse(
            await client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken))!;

        var page = Repository.PathOf("docs", "api.md");
        await Repository.ShouldHoldPartAsync(page, "addresses", ApiPage.Write(served));
        await Repository.ShouldHoldPartAsync(page, "events", EventPages.Types());
    }
}
