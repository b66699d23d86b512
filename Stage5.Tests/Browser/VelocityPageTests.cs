using Microsoft.Playwright;
using Stage5.Contracts;
using Stage5.Tests.Web;

namespace Stage5.Tests.Browser;

/// <summary>How review goes, as a person reads it, in front of a scripted API.</summary>
public sealed class VelocityPageTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData(ForcedColors.Active)]
    public async Task Every_figure_is_legible_at_every_width(ForcedColors? forced)
    {
        await using var desk = await ReviewsPageTests.ReviewerAsync(forced);
        await OpenAsync(desk);
        await Assertions.Expect(Figure(desk, "Decisions a day")).ToContainTextAsync("2.43");
        await Assertions.Expect(Figure(desk, "Acceptance")).ToContainTextAsync("61.1 %");
        await Assertions.Expect(Figure(desk, "Overdue")).ToContainTextAsync("1");
        await Assertions.Expect(Figure(desk, "Oldest waits")).ToContainTextAsync("2 d 4 h");

        await desk.TakePicturesAsync("velocity", forced is null ? "data" : "forced");

        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_chart_has_a_label_and_a_table_with_the_same_figures()
    {
        await using var desk = await ReviewsPageTests.ReviewerAsync();
        await OpenAsync(desk);
        await Assertions.Expect(desk.Page.GetByRole(AriaRole.Img, new() { Name = "24 opened, 18 decided, at most 5 on a day" })).ToBeVisibleAsync();
        await Assertions.Expect(desk.Page.GetByRole(AriaRole.Img, new() { Name = "ana: 11 decided, first-pass acceptance 64 %" })).ToBeVisibleAsync();
        foreach (var summary in await desk.Page.GetByText("Show as a table").AllAsync())
            await summary.ClickAsync();

        var days = desk.Page.Locator("[data-table=days] tbody tr");
        await Assertions.Expect(days).ToHaveCountAsync(7);
        await Assertions.Expect(days.Nth(4).Locator("th, td")).ToHaveTextAsync(["Wed 4 Mar", "6", "4", "1", "3", "75 %"]);
        await Assertions.Expect(desk.Page.Locator("[data-table=reviewers] tbody tr").First.Locator("th, td"))
            .ToHaveTextAsync(["ana", "11", "64 %", "9.1 %", "1 min", "4 min"]);
        // Throughput never without acceptance beside it.
        foreach (var table in await desk.Page.Locator("[data-table]").AllAsync())
            (await table.Locator("thead").InnerTextAsync()).ShouldMatch("(?s)Decided.*(Acceptance|First pass)");
        await desk.TakePicturesAsync("velocity", "tables");
    }

    [Fact]
    public async Task The_figures_are_had_as_a_file()
    {
        await using var desk = await ReviewsPageTests.ReviewerAsync();
        await OpenAsync(desk);

        var download = await desk.Page.RunAndWaitForDownloadAsync(() =>
            desk.Page.GetByRole(AriaRole.Button, new() { Name = "Export CSV" }).ClickAsync());

        download.SuggestedFilename.ShouldBe("reviews-2026-03-02-2026-03-08.csv");
        var text = await File.ReadAllTextAsync(await download.PathAsync(), Ct);
        text.ShouldStartWith("section,name,field,value\r\n");
        text.ShouldContain("totals,,decided,18\r\n");
        text.ShouldContain("day,2026-03-04,net,3\r\n");
        text.ShouldContain("reviewer,'=ben,decided,7\r\n");
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_window_and_a_time_zone_are_chosen()
    {
        await using var desk = await ReviewsPageTests.ReviewerAsync();
        await OpenAsync(desk);
        await desk.Page.GetByLabel("Time zone").FillAsync("Asia/Tokyo");
        await desk.Page.GetByLabel("From", new() { Exact = true }).FillAsync("2026-03-02");
        await desk.Page.GetByLabel("To", new() { Exact = true }).FillAsync("2026-03-08");
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Show", Exact = true }).ClickAsync();

        await Assertions.Expect(desk.Page).ToHaveURLAsync(
            new Uri(new Uri(desk.Page.Url), "/reviews/velocity?from=2026-03-02&to=2026-03-08&timezone=Asia%2FTokyo").ToString());
        await Assertions.Expect(desk.Page.GetByLabel("Time zone")).ToHaveValueAsync("Asia/Tokyo");
        await desk.Page.GetByRole(AriaRole.Link, new() { Name = "Last 30 days" }).ClickAsync();
        await Assertions.Expect(desk.Page.GetByRole(AriaRole.Link, new() { Name = "Last 30 days" })).ToHaveAttributeAsync("aria-current", "true");
        await Assertions.Expect(desk.Page.GetByLabel("Time zone")).ToHaveValueAsync("Asia/Tokyo");
    }

    [Fact]
    public async Task Where_nobody_decided_nothing_is_made_up()
    {
        await using var desk = await ReviewsPageTests.ReviewerAsync();
        desk.Api.Reviews.Metrics = ReviewSamples.Metrics with
        {
            Totals = new(0, 0, 0, 0, 0, 0, 0, 0, null),
            Aging = new(null, null, null),
            QueueHealth = new(0, 0, 0, null),
            Velocity = new(0, null, null, null, [], [.. ReviewSamples.Metrics.Velocity.Days.Select(day => new ReviewDay(day.Date, 0, 0, 0, 0, null))]),
        };
        await OpenAsync(desk);

        await Assertions.Expect(Figure(desk, "Acceptance")).ToContainTextAsync("–");
        await Assertions.Expect(desk.Main).ToContainTextAsync("Nobody decided in this window");
        await desk.TakePicturesAsync("velocity", "empty");
    }

    [Fact]
    public async Task Who_may_only_measure_finds_the_page_and_no_queue()
    {
        await using var desk = await Desk.SitDownAsync(Ct, permissions: [Permissions.ReviewsMetrics]);
        await desk.Page.GotoAsync("/");
        await desk.Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" })
            .GetByRole(AriaRole.Link, new() { Name = "Velocity" }).ClickAsync();

        await Assertions.Expect(Figure(desk, "Backlog")).ToContainTextAsync("7");
        await Assertions.Expect(desk.Page.GetByRole(AriaRole.Link, new() { Name = "Reviews" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Without_the_store_the_page_says_so()
    {
        await using var desk = await ReviewsPageTests.ReviewerAsync();
        desk.Fail("/api/reviews/metrics");
        await desk.Page.GotoAsync("/reviews/velocity");

        await Assertions.Expect(desk.Main).ToContainTextAsync("The store does not answer.");
    }

    [Theory]
    [InlineData("es", "Ritmo")]
    [InlineData("ja", "処理状況")]
    [InlineData("zh-Hans", "审核速度")]
    public async Task It_fits_in_each_language(string locale, string title)
    {
        await using var desk = await ReviewsPageTests.ReviewerAsync();
        await ReviewsPageTests.SpeakAsync(desk, locale);
        await OpenAsync(desk);

        await Assertions.Expect(desk.Page.GetByRole(AriaRole.Heading, new() { Name = title, Exact = true })).ToBeVisibleAsync();
        await desk.TakePicturesOfWordsAsync("velocity", locale);
    }

    private static async Task OpenAsync(Desk desk)
    {
        await desk.Page.GotoAsync("/reviews/velocity");
        await Assertions.Expect(desk.Page.Locator("[data-module=velocity]")).ToHaveAttributeAsync("data-ready", "");
    }

    private static ILocator Figure(Desk desk, string label) =>
        desk.Page.Locator(".gauge").Filter(new() { Has = desk.Page.GetByText(label, new() { Exact = true }) });
}
