using Stage5.Tests.Api;

namespace Stage5.Tests.Configuration;

[Trait("Generates", "docs")]
public sealed class ValidationInventoryTests(ApiInMemory api) : IClassFixture<ApiInMemory>
{
    [Fact]
    public void An_endpoint_that_binds_a_body_has_a_validator_for_it()
    {
        var rows = ValidationInventory.Requests(api);

        rows.Where(row => row.Validator is null).Select(row => $"{row.Where} binds {row.Type}").ShouldBeEmpty();
        rows.Count.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void Whatever_comes_in_has_tests()
    {
        var rows = ValidationInventory.Requests(api).Concat(ValidationInventory.Options()).Concat(ValidationInventory.Payloads());

        rows.Where(row => row.Tests.Length == 0).Select(row => $"{row.Where}: {row.Type}").ShouldBeEmpty();
    }

    [Fact]
    public async Task The_page_is_what_the_code_says() => await Repository.ShouldHoldPartAsync(
        Repository.PathOf("docs", "validation.md"), "inventory", ValidationInventory.Page(api));
}
