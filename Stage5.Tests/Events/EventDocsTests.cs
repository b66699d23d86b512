namespace Stage5.Tests.Events;

/// <summary>Pages that say what the schemas say.</summary>
[Trait("Generates", "docs")]
public sealed class EventDocsTests
{
    private static readonly string Page = Repository.PathOf("docs", "events", "README.md");

    [Fact]
    public async Task The_page_of_events_says_what_the_schemas_say()
    {
        await Repository.ShouldHoldPartAsync(Page, "members", EventPages.Members());
        await Repository.ShouldHoldPartAsync(Page, "outcomes", EventPages.Outcomes());
    }
}
