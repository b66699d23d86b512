using System.Net;
using System.Net.Http.Json;
using Stage5.Contracts;

namespace Stage5.Tests.Api;

public sealed class WithoutStoreTests(ApiWithoutStore api) : IClassFixture<ApiWithoutStore>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_can_be_chosen_from_is_told_without_a_store_but_not_what_was_used()
    {
        using var client = api.ClientOf("user");

        var metadata = await client.GetFromJsonAsync<MetadataView>(
            "/api/metadata", ContractsJson.Default.Options, Ct);

        metadata!.Tones.ShouldNotBeEmpty();
        metadata.Today.ShouldBeNull();
        metadata.TodayReason.ShouldBe("The store does not answer.");
    }

    [Fact]
    public async Task What_would_be_measured_across_processes_needs_the_store()
    {
        using var client = api.ClientOf("user");
        using var response = await client.GetAsync("/api/cost-latency?characters=5", Ct);

        await response.ShouldBeProblemAsync(503, "store_unavailable");
    }

    [Theory]
    [Trait("Threat", "ST-D1")]
    [InlineData("GET", "/api/tasks")]
    [InlineData("GET", "/api/access/me")]
    [InlineData("GET", "/api/config")]
    [InlineData("GET", "/api/secrets/health")]
    [InlineData("GET", "/metrics")]
    [InlineData("POST", "/api/detect")]
    [InlineData("POST", "/mcp")]
    [InlineData("POST", "/v1/embeddings")]
    public async Task Where_no_roles_were_ever_read_nobody_acts_by_those_of_their_token(string method, string path)
    {
        foreach (var role in new[] { "admin", "operator", "user" })
        {
            using var client = api.ClientOf(role);
            using var request = new HttpRequestMessage(HttpMethod.Parse(method), path);
            if (method == "POST")
                request.Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
            using var response = await client.SendAsync(request, Ct);

            response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, $"{path} as {role}");
            response.Headers.RetryAfter.ShouldNotBeNull();
            var body = await response.Content.ReadAsStringAsync(Ct);
            body.ShouldContain("store_unavailable");
            body.ShouldNotContain("Bearer");
            body.ShouldNotContain("127.0.0.1");
        }
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/alive")]
    [InlineData("/api/localization/locales")]
    public async Task How_it_is_can_be_seen_all_the_same(string path)
    {
        using var client = api.ClientOf("operator");
        using var response = await client.GetAsync(path, Ct);

        (await response.Content.ReadAsStringAsync(Ct)).ShouldNotContain("store_unavailable");
        response.StatusCode.ShouldBe(path == "/health" ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK);
    }
}
