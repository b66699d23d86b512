using System.Text;
using Microsoft.Playwright;
using Stage5.Tests.WholeSystem;

namespace Stage5.Tests.Browser;

/// <summary>Glossary, translation, reply and draft from the first press to the store and back, in front of the whole system.</summary>
[Collection(SystemCollection.Name)]
public sealed class AssistantTests(RunningSystem system) : IAsyncLifetime
{
    private Chromium _chromium = null!;

    public async ValueTask InitializeAsync() => _chromium = await Chromium.TakeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null) await _chromium.DisposeAsync();
    }

    [Fact]
    public async Task Terms_are_added_imported_found_and_deleted()
    {
        var (person, page) = await EnterAsync("/glossary", "gloria");
        await Button(page, "Add a term").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        foreach (var (label, typed) in new[] { ("From", "en"), ("To", "de"), ("Term", "release"), ("Translation", "Freigabe") })
            await dialog.GetByLabel(label, new() { Exact = true }).FillAsync(typed);
        await Button(page, "Save").ClickAsync();
        await Assertions.Expect(page.Locator("#terms")).ToContainTextAsync("Freigabe");

        await Button(page, "Import").First.ClickAsync();
        await page.Locator("#import-dialog input[type=file]").SetInputFilesAsync(new FilePayload
        {
            Name = "terms.csv",
            MimeType = "text/csv",
            Buffer = Encoding.UTF8.GetBytes(
                "source_language,target_language,source_term,target_term\nen,de,release,Ausgabe\nen,de,branch,Zweig\n"),
        });
        await Button(page, "Check the file").ClickAsync();
        await Assertions.Expect(page.Locator("[data-verdict]")).ToContainTextAsync("say something else already");
        await page.GetByLabel("Where a term says something else already").SelectOptionAsync("skip");
        await Button(page, "Check the file").ClickAsync();
        await Assertions.Expect(page.Locator("[data-verdict]")).ToContainTextAsync("1 term would be new or changed");
        await page.Locator("[data-import]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-verdict]")).ToContainTextAsync("Imported: 1 term");
        await page.Keyboard.PressAsync("Escape");

        await page.GetByRole(AriaRole.Searchbox).FillAsync("branch");
        await Assertions.Expect(page.Locator("[data-entry]")).ToHaveCountAsync(1);
        await Button(page, "Delete branch").ClickAsync();
        await Button(page, "Delete").ClickAsync();
        await Assertions.Expect(page.Locator("#terms")).ToContainTextAsync("No term is like this");
        person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_text_is_translated_edited_and_delivered_as_a_reply()
    {
        var (person, page) = await EnterAsync("/translate", "rita");
        using var gate = ModelGate.On(system.Model);
        await page.Locator("#source").SelectOptionAsync("en");
        await page.Locator("#target").SelectOptionAsync("de");
        await page.Locator("#text").FillAsync("Good morning, dear colleagues. The new kitchen is bright and everybody likes it.");
        await page.Locator("#text").PressAsync("Control+Enter");
        await gate.Reached;
        gate.Answer("Guten Morgen, liebe Kolleginnen und Kollegen. Die neue Küche ist hell und alle mögen sie.");
        var edit = page.Locator("#edit-de");
        await Assertions.Expect(edit).ToBeVisibleAsync();
        await edit.FillAsync("Guten Morgen! Die neue Küche ist hell.");

        await Button(page, "Reply with this").ClickAsync();
        await page.Locator("#reply-conversation").FillAsync($"kitchen-{Guid.CreateVersion7()}");
        await Button(page, "Send reply").ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Delivered", new() { Timeout = 20_000 });
        await person.TakePictureAsync("translate", "whole-system");
        person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_draft_is_saved_and_seen()
    {
        var (person, page) = await EnterAsync("/translate", "dora");
        await page.Locator("#source").SelectOptionAsync("en");
        await page.Locator("#target").SelectOptionAsync("de");
        await page.Locator("#text").FillAsync("Good morning, dear colleagues of the night shift.");
        await Button(page, "Save for later").ClickAsync();
        await page.Locator("#draft-consent").CheckAsync();
        await Button(page, "Save as draft").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Saved.");

        await page.GotoAsync("/drafts");
        await Assertions.Expect(page.Locator("#drafts")).ToContainTextAsync("Good morning, dear colleagues of the night");
        person.Complaints.ShouldBeEmpty();
    }

    private async Task<(Person Person, IPage Page)> EnterAsync(string path, string user)
    {
        var person = await _chromium.OpenAsync(system.Web);
        await person.Page.GotoAsync(system.LoginLink(user: user).ToString());
        await person.Page.GotoAsync(path);
        await Assertions.Expect(person.Page.Locator("[data-module][data-ready]").First).ToBeAttachedAsync();
        return (person, person.Page);
    }

    private static ILocator Button(IPage page, string name) =>
        page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}
