using Microsoft.Playwright;
using Stage5.Contracts;
using Stage5.Tests.Web;

namespace Stage5.Tests.Browser;

/// <summary>Translate as the place where a person works on a text, in front of a scripted API.</summary>
public sealed class TranslatePageTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_language_is_told_while_typing_pauses_and_can_be_corrected()
    {
        await using var desk = await OpenAsync("");
        desk.Api.Language.Detection = new("es", 0.54, [new("es", 0.54), new("pt", 0.4)]);
        await desk.Page.GetByLabel("Text to translate").FillAsync("casa grande");

        await Assertions.Expect(desk.Page.Locator("#detected")).ToHaveTextAsync("Not sure yet: perhaps Spanish (54 %).");
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Use Portuguese" }).FocusAsync();
        await desk.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(desk.Page.Locator("#source")).ToHaveValueAsync("pt");
        await Assertions.Expect(desk.Page.Locator("#source")).ToBeFocusedAsync();
        desk.Api.Language.Detection = new("en", 0.97, [new("en", 0.97)]);
        await desk.Page.GetByLabel("Text to translate").FillAsync("The new kitchen is bright.");
        await Assertions.Expect(desk.Page.Locator("#detected")).ToHaveTextAsync("This looks like English (97 %).");
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_language_that_is_not_sure_is_asked_for_and_chosen()
    {
        await using var desk = await OpenAsync("casa grande");
        desk.Api.OnCreated = ScriptedTurns.AskLanguage;
        await SendAsync(desk);
        await Assertions.Expect(Result(desk)).ToContainTextAsync("Which language is the text in?");
        await desk.TakePicturesAsync("translate", "language");

        desk.Api.OnCreated = ScriptedTurns.One;
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Portuguese (41 %)" }).FocusAsync();
        await desk.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(Result(desk)).ToContainTextAsync("Die neue Küche ist hell.");
        desk.Api.Asked.Select(task => task.SourceLanguage).ShouldBe([null, "pt"]);
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Several_languages_are_made_each_with_its_text_or_its_reason()
    {
        await using var desk = await OpenAsync("The new kitchen is bright.");
        desk.Api.OnCreated = ScriptedTurns.Several;
        await AddLanguageAsync(desk, "es");
        await AddLanguageAsync(desk, "fr");
        await desk.Page.Locator("#tone").SelectOptionAsync("business");
        await SendAsync(desk);

        await Assertions.Expect(desk.Page.GetByRole(AriaRole.Tab)).ToHaveCountAsync(3);
        var asked = desk.Api.Asked.Single();
        asked.AdditionalTargetLanguages.ShouldBe(["es", "fr"]);
        (asked.Tone, asked.Glossary, asked.SourceLanguage).ShouldBe(("business", "askOnConflict", null));
        await desk.Page.GetByText("1 term of the glossary").ClickAsync();
        await desk.Page.GetByText("1 stage skipped").ClickAsync();
        await desk.TakePicturesAsync("translate", "several");

        await desk.Page.GetByRole(AriaRole.Tab, new() { Name = "German" }).FocusAsync();
        await desk.Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(desk.Page.Locator("#edit-es")).ToBeVisibleAsync();
        await Assertions.Expect(desk.Page.Locator("#work-es")).ToContainTextAsync("known already");
        await desk.Page.Keyboard.PressAsync("End");
        await Assertions.Expect(desk.Page.Locator("#work-fr")).ToContainTextAsync("The provider did not answer.");
        await Assertions.Expect(desk.Page.Locator("#edit-es")).ToBeHiddenAsync();
        await desk.TakePicturesAsync("translate", "partial");
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_result_is_edited_rewritten_compared_and_taken_back()
    {
        await using var desk = await OpenAsync("The new kitchen is bright.");
        desk.Api.OnCreated = ScriptedTurns.One;
        desk.Api.Language.Rewrite = _ => Microsoft.AspNetCore.Http.Results.Ok(new TurnResponse(
            "t", TaskKinds.Rewrite, TurnResult.Completed, Receipts.Plain)
        { Text = "Unsere neue Küche ist sehr hell." });
        await SendAsync(desk);
        var edit = desk.Page.Locator("#edit-de");
        await edit.FillAsync("Die neue Küche ist sehr hell.");
        await desk.Page.GetByLabel("Tone to rewrite in").SelectOptionAsync("casual");
        await Button(desk, "Rewrite").ClickAsync();

        await Assertions.Expect(edit).ToHaveValueAsync("Unsere neue Küche ist sehr hell.");
        var asked = desk.Api.Language.Rewritten.Single();
        (asked.Text, asked.EditedText, asked.Tone, asked.Language).ShouldBe(
            ("Die neue Küche ist hell.", "Die neue Küche ist sehr hell.", "casual", "de"));
        await Assertions.Expect(desk.Page.Locator("[data-compare] ins").First).ToHaveTextAsync("Unsere");
        await desk.TakePicturesAsync("translate", "rewritten");

        await Button(desk, "Undo").ClickAsync();
        await Assertions.Expect(edit).ToHaveValueAsync("Die neue Küche ist sehr hell.");
        await Button(desk, "Undo").ClickAsync();
        await Assertions.Expect(edit).ToHaveValueAsync("Die neue Küche ist hell.");
        await Assertions.Expect(Button(desk, "Undo")).ToHaveAttributeAsync("disabled", "");
        await Assertions.Expect(desk.Page.Locator("[data-compare]")).ToBeHiddenAsync();
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rewrite_that_is_refused_leaves_the_text_and_says_why()
    {
        await using var desk = await OpenAsync("The new kitchen is bright.");
        desk.Api.OnCreated = ScriptedTurns.One;
        desk.Api.Language.Rewrite = _ => ScriptedApi.Fail(503, "no_usable_provider", "No chat model is ready.", "See Models.");
        await SendAsync(desk);
        await Button(desk, "Rewrite").ClickAsync();

        await Assertions.Expect(desk.Page.Locator("[data-work-problem]")).ToContainTextAsync("No chat model is ready.");
        await Assertions.Expect(desk.Page.Locator("#edit-de")).ToHaveValueAsync("Die neue Küche ist hell.");
        await Assertions.Expect(Button(desk, "Rewrite")).Not.ToHaveAttributeAsync("disabled", "");
    }

    [Fact]
    public async Task Terms_that_conflict_are_decided_one_by_one()
    {
        await using var desk = await OpenAsync("The bank announced the release.");
        desk.Api.OnCreated = ScriptedTurns.AskTerms;
        await SendAsync(desk);
        await Assertions.Expect(Result(desk)).ToContainTextAsync("2 terms have several translations");
        await desk.TakePicturesAsync("translate", "terms");

        desk.Api.OnCreated = ScriptedTurns.One;
        await desk.Page.GetByRole(AriaRole.Radio, new() { Name = "Geldinstitut The term" }).FocusAsync();
        foreach (var key in new[] { "ArrowDown", "ArrowDown", "Tab", "Space" }) await desk.Page.Keyboard.PressAsync(key);
        await Button(desk, "Translate with these").ClickAsync();

        await Assertions.Expect(desk.Page.Locator("#edit-de")).ToBeVisibleAsync();
        desk.Api.Asked.Last().GlossaryDecisions.ShouldBe(
        [
            new("bank", "alternative", "Sitzbank", Remember: true, Language: "de"),
            new("release", "followTerm", Language: "de"),
        ]);
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_long_text_shows_how_far_each_language_is()
    {
        await using var desk = await OpenAsync(new string('a', 20_001));
        ScriptedTask? made = null;
        desk.Api.OnCreated = task =>
        {
            ScriptedTurns.Begin(made = task);
            foreach (var segment in new[] { 2, 1, 5 }) ScriptedTurns.Segment(task, "de", segment, 6);
            ScriptedTurns.Segment(task, "es", 1, 6);
        };
        await Assertions.Expect(desk.Page.Locator("#length-note")).ToContainTextAsync("Above 20,000 characters");
        await AddLanguageAsync(desk, "es");
        await SendAsync(desk);

        await Assertions.Expect(Result(desk)).ToContainTextAsync("German: 3 of 6 parts");
        await Assertions.Expect(Result(desk)).ToContainTextAsync("Spanish: 1 of 6 parts");
        await Assertions.Expect(desk.Page.Locator("#run")).ToContainTextAsync("3 of 6 parts");
        await desk.TakePicturesAsync("translate", "long");
        foreach (var segment in new[] { 3, 4, 6 }) ScriptedTurns.Segment(made!, "de", segment, 6);
        ScriptedTurns.One(made!);

        await Assertions.Expect(desk.Page.Locator("#edit-de")).ToHaveValueAsync("Die neue Küche ist hell.");
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_no_model_can_translate_a_text_is_saved_with_the_keyboard_alone()
    {
        await using var desk = await Desk.SitDownAsync(Ct);
        desk.Api.Metadata = ScriptedTurns.NoModel with
        {
            Models = [new("mistral", "mistral-small-2503", [], Usable: false, "The secret mistral-key is not there.", Price: null)],
        };
        await desk.Page.GotoAsync("/translate");
        await Assertions.Expect(desk.Page.Locator(".translator")).ToHaveAttributeAsync("data-ready", "");
        await Assertions.Expect(desk.Page.GetByRole(AriaRole.Note)).ToContainTextAsync("The secret mistral-key is not there.");
        await Assertions.Expect(Button(desk, "Save for later")).ToHaveAttributeAsync("disabled", "");
        await desk.Page.Locator("#target").SelectOptionAsync("ja");
        await desk.Page.GetByLabel("Text to translate").FocusAsync();
        await desk.Page.Keyboard.TypeAsync("The new kitchen is bright.");
        await desk.TakePicturesAsync("translate", "later");

        await desk.Page.Keyboard.PressAsync("Control+Enter");
        var dialog = desk.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog.GetByRole(AriaRole.Checkbox)).ToBeFocusedAsync();
        foreach (var key in new[] { "Space", "Tab", "Tab", "Enter" }) await desk.Page.Keyboard.PressAsync(key);

        await Assertions.Expect(dialog.GetByRole(AriaRole.Status)).ToContainTextAsync("Saved");
        var (saved, consent) = (desk.Api.Drafts.Saved.Single().Request!, desk.Api.Drafts.Saved.Single().Consent);
        (saved.Kind, saved.Text, saved.TargetLanguage, consent).ShouldBe(("translate", "The new kitchen is bright.", "ja", true));
        desk.Api.CountOf("POST", "/api/tasks").ShouldBe(0);
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_model_that_came_back_can_be_tried_where_none_was_when_the_page_came()
    {
        await using var desk = await Desk.SitDownAsync(Ct);
        desk.Api.OnCreated = ScriptedTurns.One;
        await desk.Page.GotoAsync("/translate");
        await desk.Page.Locator("#target").SelectOptionAsync("de");
        await desk.Page.GetByLabel("Text to translate").FillAsync("The new kitchen is bright.");

        await SendAsync(desk);

        await Assertions.Expect(desk.Page.Locator("#edit-de")).ToHaveValueAsync("Die neue Küche ist hell.");
        desk.Api.Drafts.Saved.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_text_that_is_too_long_is_said_before_it_is_sent()
    {
        await using var desk = await OpenAsync(new string('a', 50_001));

        await Assertions.Expect(desk.Page.Locator("#length-note"))
            .ToHaveTextAsync("1 characters too many. At most 50,000 are taken: send the text in parts.");
        await Assertions.Expect(desk.Page.Locator("#send")).ToHaveAttributeAsync("disabled", "");
        await desk.Page.GetByLabel("Text to translate").PressAsync("Control+Enter");
        desk.Api.CountOf("POST", "/api/tasks").ShouldBe(0);
        await desk.TakePicturesAsync("translate", "too-long");
    }

    internal static async Task<Desk> OpenAsync(string text, params string[] permissions)
    {
        var desk = await Desk.SitDownAsync(Ct, permissions: permissions);
        desk.Api.Metadata = ScriptedTurns.Metadata;
        await desk.Page.GotoAsync("/translate");
        await Assertions.Expect(desk.Page.Locator(".translator")).ToHaveAttributeAsync("data-ready", "");
        await desk.Page.Locator("#target").SelectOptionAsync("de");
        await desk.Page.GetByLabel("Text to translate").FillAsync(text);
        return desk;
    }

    internal static Task SendAsync(Desk desk) =>
        desk.Page.GetByRole(AriaRole.Button, new() { Name = "Translate", Exact = true }).ClickAsync();

    private static async Task AddLanguageAsync(Desk desk, string language)
    {
        await desk.Page.GetByLabel("A further language").SelectOptionAsync(language);
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
    }

    private static ILocator Result(Desk desk) => desk.Page.Locator("#result");

    private static ILocator Button(Desk desk, string name) =>
        desk.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}
