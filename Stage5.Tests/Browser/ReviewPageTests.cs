using Microsoft.Playwright;
using Stage5.Contracts;
using Stage5.Tests.Web;

namespace Stage5.Tests.Browser;

/// <summary>One review as a reviewer decides it, in front of a scripted API.</summary>
public sealed class ReviewPageTests
{
    private const string Source = "Please call Clara before Friday.";
    private const string Draft = "Bitte rufen Sie Clara vor Freitag an.";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData(ForcedColors.Active)]
    public async Task All_the_evidence_is_legible_at_every_width(ForcedColors? forced)
    {
        await using var desk = await ReviewsPageTests.ReviewerAsync(forced);
        await OpenAsync(desk, ReviewSamples.Rich(ReviewSamples.View(Source, Draft, priority: ReviewPriority.High)));
        foreach (var said in new[] { "phone held for review", "pii.phone", "62 %", "barato", "Clara is the name of a product here.", "0 of 2 approvals" })
            await Assertions.Expect(desk.Main).ToContainTextAsync(said);

        await desk.TakePicturesAsync("review", forced is null ? "data" : "forced");

        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_keyboard_alone_takes_a_review_and_approves_it()
    {
        await using var desk = await ReviewsPageTests.ReviewerAsync();
        await desk.Page.Clock.InstallAsync();
        var id = await OpenAsync(desk);

        await desk.Page.Keyboard.PressAsync("a");
        await Assertions.Expect(Hint(desk)).ToHaveTextAsync("Take the review first: press L.");
        await TakeAsync(desk);
        await desk.Page.Keyboard.PressAsync("a");
        await Assertions.Expect(Said(desk)).ToHaveTextAsync("Approved. Press U within five seconds to undo.");
        await Assertions.Expect(Button(desk, "Undo")).ToBeVisibleAsync();
        await desk.TakePicturesAsync("review", "held");
        desk.Api.Reviews.Decided.ShouldBeEmpty();
        await desk.Page.Clock.FastForwardAsync(5_000);

        await Assertions.Expect(Said(desk)).ToHaveTextAsync("Sent: Approved.");
        await Assertions.Expect(desk.Main).ToContainTextAsync("Approved by ana");
        desk.Api.Reviews.Decided.ShouldHaveSingleItem().Decision.ShouldBe(ReviewDecision.Approved);
        desk.Api.Reviews.Of(id).Review.State.ShouldBe(ReviewState.Decided);
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_decision_is_taken_back_before_it_is_sent()
    {
        await using var desk = await ReviewsPageTests.ReviewerAsync();
        await desk.Page.Clock.InstallAsync();
        var id = await OpenAsync(desk);
        await TakeAsync(desk);
        await desk.Page.Keyboard.PressAsync("a");

        await Button(desk, "Undo").FocusAsync();
        await desk.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(Said(desk)).ToHaveTextAsync("Taken back. Nothing was sent.");
        await Assertions.Expect(desk.Page.Locator("[data-bar]")).ToBeFocusedAsync();
        await desk.Page.Clock.FastForwardAsync(10_000);
        desk.Api.Reviews.Decided.ShouldBeEmpty();
        desk.Api.Reviews.Of(id).Review.State.ShouldBe(ReviewState.Leased);
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_edit_marks_what_changed_and_sends_the_languages_that_did()
    {
        await using var desk = await ReviewsPageTests.ReviewerAsync();
        await desk.Page.Clock.InstallAsync();
        await OpenAsync(desk, ReviewSamples.Rich(ReviewSamples.View(Source, Draft)));
        await TakeAsync(desk);

        await desk.Page.Keyboard.PressAsync("e");
        var text = desk.Page.GetByLabel("Your text in German");
        await Assertions.Expect(text).ToBeFocusedAsync();
        await desk.Page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(Hint(desk)).ToContainTextAsync("Nothing is changed.");
        await text.FillAsync("Bitte rufen Sie Clara noch heute an.");
        await Assertions.Expect(desk.Main.Locator("[data-compare] ins").First).ToHaveTextAsync("noch");
        await Assertions.Expect(desk.Main.Locator("[data-compare] del").First).ToHaveTextAsync("vor");
        await desk.TakePicturesAsync("review", "edit");
        await Button(desk, "Approve").ClickAsync();
        await Assertions.Expect(Hint(desk)).ToContainTextAsync("You changed the text");
        // A letter in a text is a letter.
        await text.PressAsync("a");
        await text.PressAsync("Backspace");
        await text.PressAsync("Control+Enter");
        await desk.Page.Clock.FastForwardAsync(5_000);

        await Assertions.Expect(Said(desk)).ToHaveTextAsync("Sent: Edited.");
        var decided = desk.Api.Reviews.Decided.ShouldHaveSingleItem();
        decided.Decision.ShouldBe(ReviewDecision.Edited);
        decided.Texts.ShouldHaveSingleItem().ShouldBe(new ReviewText("de", "Bitte rufen Sie Clara noch heute an."));
        await Assertions.Expect(desk.Main.Locator("[data-final] ins").First).ToHaveTextAsync("noch");
        await Assertions.Expect(text).ToBeHiddenAsync();
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rejection_asks_for_its_reason_and_next_sends_it_first()
    {
        await using var desk = await ReviewsPageTests.ReviewerAsync();
        var other = desk.Api.Reviews.Put(ReviewSamples.View("The lift is broken again.", "Der Aufzug ist wieder kaputt."));
        await OpenAsync(desk);
        await TakeAsync(desk);

        await desk.Page.Keyboard.PressAsync("r");
        var reason = desk.Page.GetByRole(AriaRole.Dialog).GetByLabel("Reason");
        await Assertions.Expect(reason).ToBeFocusedAsync();
        await desk.Page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(reason).ToBeVisibleAsync();
        await reason.FillAsync("Wrong name.");
        await desk.TakePicturesAsync("review", "reject");
        await reason.PressAsync("Control+Enter");
        await Assertions.Expect(Said(desk)).ToHaveTextAsync("Rejected. Press U within five seconds to undo.");
        await desk.Page.Keyboard.PressAsync("j");

        await Assertions.Expect(desk.Page).ToHaveURLAsync(new Uri(new Uri(desk.Page.Url), $"/reviews/{other}").ToString());
        var decided = desk.Api.Reviews.Decided.ShouldHaveSingleItem();
        (decided.Decision, decided.Reason).ShouldBe((ReviewDecision.Rejected, "Wrong name."));
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_decision_that_waits_is_sent_when_the_page_is_left()
    {
        await using var desk = await ReviewsPageTests.ReviewerAsync();
        await OpenAsync(desk);
        await TakeAsync(desk);
        await desk.Page.Keyboard.PressAsync("a");
        await Assertions.Expect(Button(desk, "Undo")).ToBeVisibleAsync();

        await desk.Page.GotoAsync("about:blank");

        await Eventually.BeAsync(() => desk.Api.Reviews.Decided.Count == 1, "the decision is lost", Ct);
    }

    [Fact]
    public async Task Who_was_second_is_told_and_sees_who_has_it()
    {
        await using var desk = await ReviewsPageTests.ReviewerAsync();
        var id = await OpenAsync(desk);
        // The other one's lease is not yet told here.
        desk.Api.Reviews.Put(Taken(desk, id), tell: null);

        await desk.Page.Keyboard.PressAsync("l");

        await Assertions.Expect(desk.Page.Locator("[data-said]")).ToContainTextAsync("omar has this review.");
        await Assertions.Expect(desk.Main).ToContainTextAsync("With omar");
        await Assertions.Expect(Button(desk, "Take")).ToBeHiddenAsync();
        await desk.TakePicturesAsync("review", "leased");
    }

    [Fact]
    public async Task A_decision_about_what_has_changed_is_refused_and_can_be_made_again()
    {
        await using var desk = await ReviewsPageTests.ReviewerAsync();
        await desk.Page.Clock.InstallAsync();
        var id = await OpenAsync(desk);
        await TakeAsync(desk);
        await desk.Page.Keyboard.PressAsync("e");
        await desk.Page.GetByLabel("Your text in German").FillAsync("Ruf Clara an.");
        await desk.Page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(Button(desk, "Undo")).ToBeVisibleAsync();
        await ReviewsPageTests.FollowedAsync(desk);
        var read = desk.Api.CountOf("GET", $"/api/reviews/{id}");
        var view = desk.Api.Reviews.Of(id);
        desk.Api.Reviews.Put(view with
        {
            Review = view.Review with { Version = view.Review.Version + 1 },
            History = [.. view.History, new(9, "noted", view.Review.OpenedAt, "omar", Text: "Clara left.")],
        });
        // The page has heard of it; the decision is about what its reviewer saw all the same.
        await Eventually.BeAsync(
            () => desk.Api.CountOf("GET", $"/api/reviews/{id}") > read, "the change was not told", Ct);
        await desk.Page.Clock.FastForwardAsync(5_000);

        await Assertions.Expect(desk.Page.Locator("[data-said]")).ToContainTextAsync("The review was changed meanwhile.");
        await Assertions.Expect(desk.Main).ToContainTextAsync("Clara left.");
        desk.Api.Reviews.Decided.ShouldBeEmpty();
        // What was typed is still there, and is sent once more.
        var text = desk.Page.GetByLabel("Your text in German");
        await Assertions.Expect(text).ToHaveValueAsync("Ruf Clara an.");
        await text.PressAsync("Control+Enter");
        await desk.Page.Clock.FastForwardAsync(5_000);
        await Assertions.Expect(Said(desk)).ToHaveTextAsync("Sent: Edited.");
    }

    [Fact]
    public async Task A_lease_that_others_take_and_give_back_is_seen_at_once()
    {
        await using var desk = await ReviewsPageTests.ReviewerAsync();
        var id = await OpenAsync(desk);
        await ReviewsPageTests.FollowedAsync(desk);

        desk.Api.Reviews.TakeAs("omar", id);
        await Assertions.Expect(desk.Main).ToContainTextAsync("With omar");
        await Assertions.Expect(Button(desk, "Take")).ToBeHiddenAsync();
        var view = desk.Api.Reviews.Of(id);
        desk.Api.Reviews.Put(view with { Review = view.Review with { State = ReviewState.Open, Lease = null, Version = 9 } });

        await Assertions.Expect(Button(desk, "Take")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Who_has_a_review_keeps_it_and_says_whether_they_work_on_it()
    {
        await using var desk = await ReviewsPageTests.ReviewerAsync();
        await desk.Page.Clock.InstallAsync();
        await OpenAsync(desk);
        await TakeAsync(desk);

        // The next minute begins when the renewal before it was answered; one that takes long is sent again.
        while (!desk.Api.Reviews.Beats.Contains(false))
            await desk.Page.Clock.FastForwardAsync(60_000);

        desk.Api.Reviews.Beats.First().ShouldBeTrue();
    }

    [Fact]
    public async Task Ones_own_text_is_for_somebody_else()
    {
        await using var desk = await ReviewsPageTests.ReviewerAsync();
        await OpenAsync(desk, ReviewSamples.View(Source, Draft, author: "ana"));

        await Assertions.Expect(desk.Main).ToContainTextAsync("You sent this text yourself. Another person has to decide it.");
        await Assertions.Expect(Button(desk, "Approve")).ToHaveAttributeAsync("disabled", "");
        await desk.Page.Keyboard.PressAsync("a");
        await Assertions.Expect(Hint(desk)).ToContainTextAsync("Another person has to decide it.");
        await desk.TakePicturesAsync("review", "own");
    }

    [Fact]
    public async Task Notes_escalations_and_reopenings_are_written_with_their_reason()
    {
        await using var desk = await ReviewsPageTests.ReviewerAsync();
        var id = await OpenAsync(desk);
        await desk.Page.Keyboard.PressAsync("n");
        await WriteAsync(desk, "Clara is a product.");
        await Assertions.Expect(desk.Main).ToContainTextAsync("Clara is a product.");

        await Button(desk, "Escalate").ClickAsync();
        await WriteAsync(desk, "The customer waits.");
        await Assertions.Expect(desk.Main).ToContainTextAsync("Urgent");
        desk.Api.Reviews.Put(ReviewSamples.Edited(desk.Api.Reviews.Of(id), "Ruf Clara an."));
        await desk.Page.ReloadAsync();
        await ReadyAsync(desk);
        await Button(desk, "Reopen").ClickAsync();
        await WriteAsync(desk, "It was another Clara.");

        await Assertions.Expect(desk.Main).ToContainTextAsync("It was another Clara.");
        desk.Api.Reviews.Of(id).Review.Reopens.ShouldBe(1);
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Escape_gives_the_review_back_and_leads_to_the_queue()
    {
        await using var desk = await ReviewsPageTests.ReviewerAsync();
        var id = await OpenAsync(desk);
        await TakeAsync(desk);

        await desk.Page.Keyboard.PressAsync("Escape");

        await Assertions.Expect(desk.Page.Locator("[data-module=reviews]")).ToBeVisibleAsync();
        desk.Api.Reviews.Of(id).Review.State.ShouldBe(ReviewState.Open);
    }

    [Fact]
    public async Task A_correction_becomes_a_term_of_the_glossary()
    {
        await using var desk = await ReviewsPageTests.ReviewerAsync();
        await OpenAsync(desk, ReviewSamples.Edited(ReviewSamples.View("The new kitchen is bright.", "Die neue Küche ist hell."), "Der neue Kochbereich ist hell."));
        await Assertions.Expect(desk.Main.Locator("[data-final] ins").First).ToHaveTextAsync("Der");
        await desk.TakePicturesAsync("review", "decided");

        await desk.Page.GetByRole(AriaRole.Link, new() { Name = "Add to the glossary Kochbereich" }).ClickAsync();

        var dialog = desk.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog.Locator("[name=banned]")).ToHaveValueAsync("Küche");
        await Assertions.Expect(dialog.Locator("[name=replacement]")).ToHaveValueAsync("Kochbereich");
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_may_only_read_reads()
    {
        await using var desk = await Desk.SitDownAsync(Ct, permissions: [Permissions.ReviewsRead]);
        desk.Api.Reviews.MayDecide = false;
        await OpenAsync(desk);

        foreach (var name in new[] { "Approve", "Edit", "Reject" })
            await Assertions.Expect(Button(desk, name)).ToHaveAttributeAsync("disabled", "");
        await Assertions.Expect(Button(desk, "Take")).ToBeHiddenAsync();
        await Assertions.Expect(desk.Main).ToContainTextAsync("Your role lets you read reviews, not decide them.");
    }

    [Fact]
    public async Task Everything_is_reached_by_Tab_and_has_a_name()
    {
        await using var desk = await ReviewsPageTests.ReviewerAsync();
        await OpenAsync(desk, ReviewSamples.Rich(ReviewSamples.View(Source, Draft)));
        await TakeAsync(desk);
        await desk.Page.Keyboard.PressAsync("e");
        await desk.Page.EvaluateAsync("""
            document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')
            """);

        var stops = await Walk.ThroughAsync(desk.Page);

        foreach (var first in new[] { "button Approve", "button Reject", "textbox Your text in German", "button Send my text" })
            stops.ShouldContain(stop => stop.StartsWith(first, StringComparison.Ordinal), string.Join("; ", stops));
    }

    [Theory]
    [InlineData("es", "Aprobar")]
    [InlineData("ja", "承認")]
    [InlineData("zh-Hans", "批准")]
    public async Task It_fits_in_each_language(string locale, string approve)
    {
        await using var desk = await ReviewsPageTests.ReviewerAsync();
        await ReviewsPageTests.SpeakAsync(desk, locale);
        await OpenAsync(desk, ReviewSamples.Rich(ReviewSamples.View(Source, Draft)));

        await Assertions.Expect(Button(desk, approve)).ToBeVisibleAsync();
        await desk.TakePicturesOfWordsAsync("review", locale);
    }

    private static ReviewView Taken(Desk desk, string id)
    {
        var view = desk.Api.Reviews.Of(id);
        return view with
        {
            Review = view.Review with
            {
                State = ReviewState.Leased,
                Lease = new("omar", TimeProvider.System.GetUtcNow().AddMinutes(4.5)),
                Version = view.Review.Version + 1,
            },
        };
    }

    private static async Task<string> OpenAsync(Desk desk, ReviewView? view = null)
    {
        var id = desk.Api.Reviews.Put(view ?? ReviewSamples.View(Source, Draft));
        await desk.Page.GotoAsync($"/reviews/{id}");
        await ReadyAsync(desk);
        return id;
    }

    private static Task ReadyAsync(Desk desk) =>
        Assertions.Expect(desk.Page.Locator("[data-module=review]")).ToHaveAttributeAsync("data-ready", "");

    private static async Task TakeAsync(Desk desk)
    {
        await desk.Page.Keyboard.PressAsync("l");
        await Assertions.Expect(Said(desk)).ToContainTextAsync("You have it.");
    }

    private static async Task WriteAsync(Desk desk, string text)
    {
        await desk.Page.GetByRole(AriaRole.Dialog).Locator("textarea").FillAsync(text);
        await desk.Page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(desk.Page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
    }

    private static ILocator Said(Desk desk) => desk.Page.Locator("[data-announce]");

    private static ILocator Hint(Desk desk) => desk.Page.Locator("[data-hint]");

    private static ILocator Button(Desk desk, string name) =>
        desk.Page.Locator("fluent-button[data-act]").Filter(new() { HasText = name });
}
