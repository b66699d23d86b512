using Microsoft.Playwright;
using Stage5.Contracts;
using Stage5.Tests.Web;

namespace Stage5.Tests.Browser;

/// <summary>What becomes of a text on Translate: a reply in a conversation, or a draft for later.</summary>
public sealed class ReplyTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reply_is_sent_as_it_was_edited_and_its_deliveries_are_followed()
    {
        await using var desk = await TranslatePageTests.OpenAsync("The new kitchen is bright.");
        desk.Api.OnCreated = ScriptedTurns.One;
        desk.Api.Language.Deliveries = read =>
        [
            ScriptedLanguage.Delivery(1, DeliveryStates.Delivered, "ben"),
            read == 1
                ? ScriptedLanguage.Delivery(2, DeliveryStates.Delivering, "maya")
                : ScriptedLanguage.Delivery(2, DeliveryStates.Dead, "maya", "The conversation is closed."),
        ];
        await TranslatePageTests.SendAsync(desk);
        await desk.Page.Locator("#edit-de").FillAsync("Die neue Küche ist schön hell.");
        await Button(desk, "Reply with this").ClickAsync();
        var dialog = desk.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Conversation").FillAsync("release-talk");
        await dialog.GetByRole(AriaRole.Radio, new() { Name = "To each member" }).CheckAsync();
        await desk.TakePicturesAsync("translate", "reply");

        await Button(desk, "Send reply").ClickAsync();

        await Assertions.Expect(dialog).ToContainTextAsync("Given up");
        await Assertions.Expect(dialog).ToContainTextAsync("The conversation is closed.");
        var sent = desk.Api.Language.Replied.Single();
        (sent.ConversationId, sent.EditedText, sent.SourceLanguage, sent.LanguagePolicy!.TargetLanguage, sent.Delivery).ShouldBe(
            ("release-talk", "Die neue Küche ist schön hell.", "de", "de", "perMember"));
        desk.Api.Seen.Single(request => request.Path == "/api/reply").Headers["Idempotency-Key"].Length.ShouldBe(36);
        await desk.TakePicturesAsync("translate", "delivered");

        await Button(desk, "Try what failed again").ClickAsync();
        await Eventually.BeAsync(() => desk.Api.Language.Resumed.Count == 1, "nothing was resumed", Ct);
        await desk.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(Button(desk, "Reply with this")).ToBeFocusedAsync();
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reply_without_a_conversation_is_not_sent()
    {
        await using var desk = await TranslatePageTests.OpenAsync("The new kitchen is bright.");
        desk.Api.OnCreated = ScriptedTurns.One;
        await TranslatePageTests.SendAsync(desk);
        await Button(desk, "Reply with this").ClickAsync();

        await Button(desk, "Send reply").ClickAsync();

        await Assertions.Expect(desk.Page.Locator("#reply-conversation")).ToBeFocusedAsync();
        desk.Api.Language.Replied.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_may_see_no_conversation_is_offered_no_reply()
    {
        await using var desk = await Desk.SitDownAsync(Ct);
        desk.Api.Caller = desk.Api.Caller with { Permissions = [Permissions.TurnsWrite, Permissions.TasksRead, Permissions.AccessSelf] };
        desk.Api.Reset();
        await desk.Page.GotoAsync($"/login?code={ScriptedApi.GoodCode}");
        desk.Api.Metadata = ScriptedTurns.Metadata;
        desk.Api.OnCreated = ScriptedTurns.One;
        await desk.Page.GotoAsync("/translate");
        await Assertions.Expect(desk.Page.Locator(".translator")).ToHaveAttributeAsync("data-ready", "");
        await desk.Page.GetByLabel("Text to translate").FillAsync("The new kitchen is bright.");
        await TranslatePageTests.SendAsync(desk);

        await Assertions.Expect(desk.Page.Locator("#result")).ToContainTextAsync("Die neue Küche ist hell.");
        await Assertions.Expect(Button(desk, "Reply with this")).ToHaveCountAsync(0);
        desk.Api.CountOf("GET", "/api/conversations").ShouldBe(0);
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_text_that_no_model_can_take_is_saved_with_consent()
    {
        await using var desk = await TranslatePageTests.OpenAsync("The new kitchen is bright.");
        desk.Fail("/api/tasks", 503, "no_usable_provider", "No provider can do this now.");
        await TranslatePageTests.SendAsync(desk);
        await Assertions.Expect(desk.Page.Locator("#result")).ToContainTextAsync("You can save the text for later");
        await Button(desk, "Save for later").ClickAsync();
        var dialog = desk.Page.GetByRole(AriaRole.Dialog);
        await Button(desk, "Save as draft").ClickAsync();
        await Assertions.Expect(dialog.GetByRole(AriaRole.Checkbox)).ToBeFocusedAsync();
        desk.Api.Drafts.Saved.ShouldBeEmpty();

        await desk.Page.Keyboard.PressAsync("Space");
        await desk.TakePicturesAsync("translate", "draft");
        await Button(desk, "Save as draft").ClickAsync();

        await Assertions.Expect(dialog).ToContainTextAsync("Saved. See Drafts.");
        var saved = desk.Api.Drafts.Saved.Single();
        (saved.Consent, saved.Request!.Text, saved.Request.TargetLanguage).ShouldBe((true, "The new kitchen is bright.", "de"));
        desk.Person.Complaints.ShouldBeEmpty();
    }

    private static ILocator Button(Desk desk, string name) =>
        desk.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}
