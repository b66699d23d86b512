using System.Net.Http.Json;
using Stage5.Contracts;

namespace Stage5.Tests.Api;

public sealed class MetadataWithoutStoreTests(ApiInMemory api) : IClassFixture<ApiInMemory>
{
    [Fact]
    public async Task What_can_be_chosen_from_is_told_without_a_store_but_not_what_was_used()
    {
        using var client = api.ClientOf("user");

        var metadata = await client.GetFromJsonAsync<MetadataView>(
            "/api/metadata", ContractsJson.Default.Options, TestContext.Current.CancellationToken);

        metadata!.Tones.ShouldNotBeEmpty();
        metadata.Today.ShouldBeNull();
        metadata.TodayReason.ShouldBe("The store does not answer.");
    }

    [Fact]
    public async Task What_would_be_measured_across_processes_needs_the_store()
    {
        using var client = api.ClientOf("user");
        using var response = await client.GetAsync("/api/cost-latency?characters=5", TestContext.Current.CancellationToken);

        await response.ShouldBeProblemAsync(503, "store_unavailable");
    }
}
