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
}
