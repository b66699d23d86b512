using Stage5.Tests.Api;

namespace Stage5.Tests.Configuration;

[Trait("Generates", "docs")]
public sealed class ValidationInventoryTests(ApiInMemory api) : IClassFixture<ApiInMemory>
{
    [Fact]
    public void An_endpoint_that_binds_something_has_a_validator_for_it()
    {
        var rows = ValidationInventory.Requests(api).Concat(ValidationInventory.Query(api)).ToArray();

        rows.Where(row => row.Validator is null).Select(row => $"{row.Where} binds {row.Type}").ShouldBeEmpty();
        rows.Length.ShouldBeGreaterThan(40);
    }

    [Fact]
    public void What_could_take_a_body_says_which_or_is_listed_as_one_that_reads_it_itself_or_reads_none() =>
        ValidationInventory.Unlisted(api).ShouldBeEmpty();

    [Fact]
    public void Whatever_comes_in_has_tests_that_are_there()
    {
        var rows = Rows();

        rows.Where(row => ValidatingTests.Of(row).Length == 0).Select(row => $"{row.Where}: {row.Type}").ShouldBeEmpty();
        ValidatingTests.Wrong(rows).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_page_is_what_the_code_says() => await Repository.ShouldHoldPartAsync(
        Repository.PathOf("docs", "validation.md"), "inventory", ValidationInventory.Page(api));

    private ValidationInventory.Row[] Rows() =>
    [
        .. ValidationInventory.Requests(api), .. ValidationInventory.Query(api), .. ValidationInventory.Options(),
        .. ValidationInventory.Payloads(),
    ];
}
