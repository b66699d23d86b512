using Microsoft.Playwright;
using Stage5.Contracts;
using Stage5.Tests.Web;

namespace Stage5.Tests.Browser;

/// <summary>The review queue as a reviewer watches it, in front of a scripted API.</summary>
public sealed class ReviewsPageTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData(ForcedColors.Active)]
    public async Task Every_state_is_legible_at_every_width(ForcedColors? forced)
    {
        await using var desk = await ReviewerAsync(forced);
        Fill(desk);
        await OpenAsync(desk);
        await Assertions.Expect(desk.Main).ToContainTextAsync("overdue by 12 min");
        await Assertions.Expect(desk.Main).ToContainTextAsync("With omar");

        await desk.TakePicturesAsync("reviews", forced is null ? "data" : "forced");

        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_empty_queue_says_when_there_will_be_something()
    {
        await using var desk = await ReviewerAsync();
        await OpenAsync(desk);

        await Assertions.Expect(desk.Main).ToContainTextAsync("Nothing waits");
        await desk.TakePicturesAsync("reviews", "empty");
    }

    [Fact]
    public async Task What_happens_to_reviews_is_seen_and_told_without_loading_the_page_again()
    {
        await using var desk = await ReviewerAsync();
        var first = desk.Api.Reviews.Put(ReviewSamples.View("Please call Clara before Friday.", "Bitte rufen Sie Clara vor Freitag an."));
        await OpenAsync(desk);
        await FollowedAsync(desk);
        await desk.Page.EvaluateAsync("() => { window.kept = true; }");
        var link = desk.Page.GetByRole(AriaRole.Link, new() { Name = "Please call Clara" });
        await link.FocusAsync();

        desk.Api.Reviews.Put(ReviewSamples.View("The lift is broken again.", "Der Aufzug ist wieder kaputt.", dueMinutes: 5));
        await Assertions.Expect(desk.Page.Locator("[data-review-row]")).ToHaveCountAsync(2);
        await Assertions.Expect(desk.Page.Locator("[data-announce]")).ToHaveTextAsync("1 new review.");
        await Assertions.Expect(desk.Page.Locator("[data-review-row]").First).ToContainTextAsync("The lift is broken again.");
        await Assertions.Expect(link).ToBeFocusedAsync();

        desk.Api.Reviews.TakeAs("omar", first);
        await Assertions.Expect(desk.Page.Locator("[data-announce]")).ToHaveTextAsync("Please call Clara before Friday.: With omar");
        await Assertions.Expect(desk.Page.Locator(".review-counts")).ToContainTextAsync("Being decided1");
        (await desk.Page.EvaluateAsync<bool>("() => window.kept")).ShouldBeTrue();
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Filters_act_as_they_are_chosen_and_stand_in_the_address()
    {
        await using var desk = await ReviewerAsync();
        Fill(desk);
        await OpenAsync(desk);

        await Choice(desk, "Reason").SelectOptionAsync("guardrail");
        await Assertions.Expect(desk.Page.Locator("[data-review-row]")).ToHaveCountAsync(1);
        await Assertions.Expect(desk.Page.Locator("[data-announce]")).ToHaveTextAsync("1 review shown.");
        await desk.Page.GetByLabel("Overdue only").CheckAsync();
        await Assertions.Expect(desk.Page).ToHaveURLAsync(
            new Uri(new Uri(desk.Page.Url), "/reviews?reason=guardrail&overdue=true").ToString());
        await Choice(desk, "Reason").SelectOptionAsync("cost");
        await Assertions.Expect(desk.Main).ToContainTextAsync("No review matches");
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_keyboard_walks_the_queue_and_takes_a_review_from_it()
    {
        await using var desk = await ReviewerAsync();
        Fill(desk);
        await OpenAsync(desk);
        var rows = desk.Page.Locator("[data-review-row] a");

        await desk.Page.Keyboard.PressAsync("j");
        await Assertions.Expect(rows.First).ToBeFocusedAsync();
        await desk.Page.Keyboard.PressAsync("j");
        await desk.Page.Keyboard.PressAsync("j");
        await desk.Page.Keyboard.PressAsync("k");
        await Assertions.Expect(rows.Nth(1)).ToBeFocusedAsync();
        await desk.Page.Keyboard.PressAsync("?");
        await Assertions.Expect(desk.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Take it and open it");
        // Nothing behind a dialog hears a key.
        await desk.Page.Keyboard.PressAsync("k");
        await desk.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(rows.Nth(1)).ToBeFocusedAsync();
        await desk.Page.Keyboard.PressAsync("l");

        await Assertions.Expect(desk.Page.Locator("[data-announce]")).ToContainTextAsync("You have it.");
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_does_not_want_single_keys_turns_them_off()
    {
        await using var desk = await ReviewerAsync();
        Fill(desk);
        await OpenAsync(desk);
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Keys" }).ClickAsync();
        await desk.Page.GetByLabel("Single keys act on this device").UncheckAsync();
        await desk.Page.Keyboard.PressAsync("Escape");

        await desk.Page.Keyboard.PressAsync("j");

        await Assertions.Expect(desk.Page.Locator("[data-review-row] a").First).Not.ToBeFocusedAsync();
    }

    [Fact]
    public async Task What_cannot_be_read_stays_with_a_note_until_it_can()
    {
        await using var desk = await ReviewerAsync();
        Fill(desk);
        desk.Fail("/api/reviews/events");
        await OpenAsync(desk);
        var note = desk.Page.Locator("[data-stale-note]");

        await Assertions.Expect(note).ToContainTextAsync("not up to date", new() { Timeout = 20_000 });
        await Assertions.Expect(desk.Page.Locator("[data-review-row]")).ToHaveCountAsync(3);
        desk.Fail(null);
        await Assertions.Expect(note).ToHaveTextAsync("", new() { Timeout = 30_000 });
    }

    [Fact]
    public async Task Without_the_store_the_page_says_so()
    {
        await using var desk = await ReviewerAsync();
        desk.Fail("/api/reviews");
        await desk.Page.GotoAsync("/reviews");

        await Assertions.Expect(desk.Main).ToContainTextAsync("The store does not answer.");
        await desk.TakePicturesAsync("reviews", "error");
    }

    [Fact]
    public async Task Everything_is_reached_by_Tab_and_has_a_name()
    {
        await using var desk = await ReviewerAsync();
        Fill(desk);
        await OpenAsync(desk);

        var stops = await Walk.ThroughAsync(desk.Page);

        stops.ShouldContain(stop => stop.StartsWith("combobox Priority", StringComparison.Ordinal), string.Join("; ", stops));
        stops.ShouldContain(stop => stop.StartsWith("link Please call Clara", StringComparison.Ordinal), string.Join("; ", stops));
    }

    [Theory]
    [InlineData("es", "Revisiones")]
    [InlineData("ja", "レビュー")]
    [InlineData("zh-Hans", "审核")]
    public async Task It_fits_in_each_language(string locale, string title)
    {
        await using var desk = await ReviewerAsync();
        Fill(desk);
        await SpeakAsync(desk, locale);
        await OpenAsync(desk);

        await Assertions.Expect(desk.Page.GetByRole(AriaRole.Heading, new() { Name = title, Exact = true })).ToBeVisibleAsync();
        await desk.TakePicturesOfWordsAsync("reviews", locale);
    }

    internal static Task<Desk> ReviewerAsync(ForcedColors? forced = null) => Desk.SitDownAsync(
        Ct, forced, Permissions.ReviewsRead, Permissions.ReviewsDecide, Permissions.ReviewsMetrics);

    internal static Task SpeakAsync(Desk desk, string locale) => desk.Page.Context.AddCookiesAsync(
        [new() { Name = "stage5.locale", Value = locale, Url = new Uri(desk.Page.Url).GetLeftPart(UriPartial.Authority) }]);

    internal static Task FollowedAsync(Desk desk) =>
        Eventually.BeAsync(() => desk.Api.CountOf("GET", "/api/reviews/events") > 0, "nobody follows", Ct);

    private static void Fill(Desk desk)
    {
        var reviews = desk.Api.Reviews;
        reviews.Put(ReviewSamples.View("Please call Clara before Friday.", "Bitte rufen Sie Clara vor Freitag an.", -12.5, priority: ReviewPriority.High,
            reasons: [ReviewReasons.Guardrail, ReviewReasons.LowConfidence]));
        var rich = ReviewSamples.Rich(ReviewSamples.View(
            "The new kitchen is bright, and everybody who has seen it says so to whoever wants to hear it.",
            "Die neue Küche ist hell.", 45.5, priority: ReviewPriority.Urgent));
        reviews.Put(rich with { Review = rich.Review with { Reasons = [ReviewReasons.Cost] } });
        var taken = reviews.Put(ReviewSamples.View("Our train leaves at nine.", "Unser Zug fährt um neun.", 3_000.5, priority: ReviewPriority.Low));
        reviews.TakeAs("omar", taken);
    }

    private static ILocator Choice(Desk desk, string name) =>
        desk.Page.GetByRole(AriaRole.Combobox, new() { Name = name, Exact = true });

    private static async Task OpenAsync(Desk desk)
    {
        await desk.Page.GotoAsync("/reviews");
        await Assertions.Expect(desk.Page.Locator("[data-module=reviews]")).ToHaveAttributeAsync("data-ready", "");
    }
}
