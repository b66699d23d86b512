using System.Text;
using Microsoft.Playwright;
using Stage5.Contracts;
using Stage5.Tests.Web;

namespace Stage5.Tests.Browser;

/// <summary>Glossary as a person keeps it, in front of a scripted API.</summary>
public sealed class GlossaryPageTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_kind_of_term_is_legible_at_every_width()
    {
        await using var desk = await OpenAsync(manages: true, Terms());
        await Assertions.Expect(desk.Main).ToContainTextAsync("6 terms");

        await desk.TakePicturesAsync("glossary");

        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_there_is_no_term_it_is_said_what_they_are_for()
    {
        await using var desk = await OpenAsync(manages: false);

        await Assertions.Expect(desk.Main).ToContainTextAsync("No term yet");
        await desk.TakePicturesAsync("glossary", "empty");
    }

    [Fact]
    public async Task A_search_shows_what_fits_and_stays_in_the_address()
    {
        await using var desk = await OpenAsync(manages: false, Terms());
        await desk.Page.GetByRole(AriaRole.Searchbox).FillAsync("bank");

        await Assertions.Expect(desk.Page.Locator("[data-entry]")).ToHaveCountAsync(1);
        await Assertions.Expect(desk.Page.Locator("[data-announce]")).ToHaveTextAsync("1 term");
        new Uri(desk.Page.Url).PathAndQuery.ShouldBe("/glossary?search=bank");
        await desk.Page.GetByRole(AriaRole.Searchbox).FillAsync("nothing like it");
        await Assertions.Expect(desk.Main).ToContainTextAsync("No term is like this");
        await desk.Page.ReloadAsync();
        await Assertions.Expect(desk.Page.GetByRole(AriaRole.Searchbox)).ToHaveValueAsync("nothing like it");
    }

    [Fact]
    public async Task Many_terms_come_by_the_page()
    {
        await using var desk = await OpenAsync(manages: false,
            [.. Enumerable.Range(1, 60).Select(number => ScriptedGlossary.Term($"term {number}", $"Wort {number}"))]);
        await desk.Page.GetByRole(AriaRole.Link, new() { Name = "Next page" }).FocusAsync();
        await desk.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(desk.Page.Locator("[data-entry]")).ToHaveCountAsync(10);
        await Assertions.Expect(desk.Main).ToContainTextAsync("term 60");
        await desk.Page.GetByRole(AriaRole.Link, new() { Name = "First page" }).ClickAsync();
        await Assertions.Expect(desk.Page.Locator("[data-entry]")).ToHaveCountAsync(50);
    }

    [Fact]
    public async Task A_term_is_added_with_the_keyboard_alone()
    {
        await using var desk = await OpenAsync(manages: false);
        await Button(desk, "Add a term").FocusAsync();
        await desk.Page.Keyboard.PressAsync("Enter");
        await desk.Page.Keyboard.PressAsync("Tab");
        await desk.Page.Keyboard.PressAsync("Tab");
        foreach (var typed in new[] { "en", "de", "release", "Freigabe" })
        {
            await desk.Page.Keyboard.TypeAsync(typed);
            if (typed != "Freigabe") await desk.Page.Keyboard.PressAsync("Tab");
        }

        await desk.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(desk.Page.Locator("[data-announce]")).ToHaveTextAsync("release is saved.");
        var entry = desk.Api.Glossary.Entries.Single();
        (entry.SourceTerm, entry.TargetTerm, entry.SourceLanguage, entry.TargetLanguage, entry.WholeWord)
            .ShouldBe(("release", "Freigabe", "en", "de", true));
        await Assertions.Expect(Button(desk, "Add a term")).ToBeFocusedAsync();
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_was_second_sees_what_the_first_did_and_keeps_what_was_typed()
    {
        await using var desk = await OpenAsync(manages: false, ScriptedGlossary.Term("release", "Freigabe"));
        await Button(desk, "Change release").ClickAsync();
        var translation = desk.Page.GetByRole(AriaRole.Dialog).GetByLabel("Translation", new() { Exact = true });
        await translation.FillAsync("Ausgabe");
        desk.Api.Glossary.Entries[0] = desk.Api.Glossary.Entries[0] with { TargetTerm = "Version", Version = 2, UpdatedBy = "ben" };

        await Button(desk, "Save").ClickAsync();

        await Assertions.Expect(desk.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("release – Version (by ben)");
        await Assertions.Expect(translation).ToHaveValueAsync("Ausgabe");
        await desk.TakePicturesAsync("glossary", "conflict");
        await Button(desk, "Save mine instead").ClickAsync();
        await Assertions.Expect(desk.Page.Locator("#terms")).ToContainTextAsync("Ausgabe");
        desk.Api.Glossary.Entries.Single().Version.ShouldBe(3);
    }

    [Fact]
    public async Task A_term_is_deleted_once_it_was_confirmed()
    {
        await using var desk = await OpenAsync(manages: false, ScriptedGlossary.Term("release", "Freigabe"));
        await Button(desk, "Delete release").ClickAsync();
        await desk.Page.Keyboard.PressAsync("Escape");
        desk.Api.Glossary.Entries.Count.ShouldBe(1);

        await Button(desk, "Delete release").ClickAsync();
        await Assertions.Expect(desk.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("do without this term");
        await Button(desk, "Delete").ClickAsync();

        await Assertions.Expect(desk.Main).ToContainTextAsync("No term yet");
        desk.Api.Glossary.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Terms_of_the_tenant_are_changed_by_those_who_manage_them()
    {
        await using var desk = await OpenAsync(manages: false,
            ScriptedGlossary.Term("release", "Freigabe", GlossaryScope.Tenant));
        await Assertions.Expect(Button(desk, "Change release")).ToHaveCountAsync(0);
        await Button(desk, "Add a term").ClickAsync();
        (await desk.Page.Locator("#term-dialog [name=scope] option").AllTextContentsAsync()).ShouldBe(["Personal"]);
    }

    [Fact]
    public async Task A_file_is_looked_at_and_then_imported()
    {
        await using var desk = await OpenAsync(manages: true);
        desk.Api.Glossary.Import = query => ScriptedGlossary.Report(query, rows: 4, added: 2) with
        {
            Replaced = query["onConflict"] == "replace" ? 1 : 0,
            Skipped = query["onConflict"] == "replace" ? 0 : 1,
            Unchanged = 1,
            ConflictCount = 1,
            Conflicts = [new(3, "existing", "release", "Freigabe", "Ausgabe", null)],
            IgnoredColumns = ["owner"],
        };
        await ChooseAsync(desk, "terms.csv", "source_term,target_term\nrelease,Ausgabe\n");
        await Button(desk, "Check the file").ClickAsync();
        await Assertions.Expect(desk.Page.Locator("[data-verdict]")).ToContainTextAsync("say something else already");
        await Assertions.Expect(desk.Page.Locator("[data-import]")).ToHaveAttributeAsync("disabled", "");

        await desk.Page.GetByLabel("Where a term says something else already").SelectOptionAsync("replace");
        await Button(desk, "Check the file").ClickAsync();
        await Assertions.Expect(desk.Page.Locator("[data-verdict]")).ToContainTextAsync("3 terms would be new or changed");
        await desk.TakePicturesAsync("glossary", "import");
        await desk.Page.Locator("[data-import]").ClickAsync();

        await Assertions.Expect(desk.Page.Locator("[data-verdict]")).ToHaveTextAsync("Imported: 3 terms are new or changed.");
        desk.Api.Glossary.Imports.Select(one => one.Query).ShouldBe(
        [
            "?format=csv&scope=personal&onConflict=fail&dryRun=true", "?format=csv&scope=personal&onConflict=replace&dryRun=true",
            "?format=csv&scope=personal&onConflict=replace&dryRun=false",
        ]);
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Errors_of_a_file_are_told_by_line_and_column()
    {
        await using var desk = await OpenAsync(manages: true);
        desk.Api.Glossary.Import = query => ScriptedGlossary.Report(query, added: 0) with
        {
            ErrorCount = 2,
            Errors =
            [
                new(2, "target_language", "unknown_language", "“xx-” is no language."),
                new(7, null, "unclosed_quote", "A quote is not closed before the end of the file."),
            ],
        };
        await ChooseAsync(desk, "terms.csv", "x");
        await Button(desk, "Check the file").ClickAsync();

        await Assertions.Expect(desk.Page.Locator("[data-errors]")).ToContainTextAsync("target_language");
        await Assertions.Expect(desk.Page.Locator("[data-errors]")).ToContainTextAsync("A quote is not closed");
        await Assertions.Expect(desk.Page.Locator("[data-import]")).ToHaveAttributeAsync("disabled", "");
        await Assertions.Expect(desk.Page.Locator("[data-verdict]")).ToBeFocusedAsync();
        await desk.TakePicturesAsync("glossary", "import-errors");
    }

    [Fact]
    public async Task A_file_of_another_kind_is_not_sent()
    {
        await using var desk = await OpenAsync(manages: false);
        await ChooseAsync(desk, "terms.xlsx", "x");
        await Button(desk, "Check the file").ClickAsync();

        await Assertions.Expect(desk.Page.Locator("#import-dialog [data-problem]")).ToContainTextAsync("no CSV, TSV or TBX");
        desk.Api.Glossary.Imports.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_export_is_downloaded()
    {
        await using var desk = await OpenAsync(manages: false, ScriptedGlossary.Term("release", "Freigabe"));

        var download = await desk.Page.RunAndWaitForDownloadAsync(() =>
            desk.Page.GetByRole(AriaRole.Link, new() { Name = "TBX" }).ClickAsync());

        (await File.ReadAllTextAsync(await download.PathAsync(), Ct)).ShouldBe("term,personal,tbx");
    }

    private static GlossaryEntryView[] Terms() =>
    [
        ScriptedGlossary.Term("release", "Freigabe") with { Alternatives = ["Ausgabe", "Version"], Note = "For software only", Inflection = true },
        ScriptedGlossary.Term("bank", "Geldinstitut", GlossaryScope.Channel) with { CaseSensitive = true },
        ScriptedGlossary.Term("Stage5", "", GlossaryScope.Tenant) with { Kind = GlossaryKind.DoNotTranslate, TargetLanguage = "*", SourceLanguage = "*", Forced = true },
        ScriptedGlossary.Term("", "Kunde", GlossaryScope.Tenant) with { Kind = GlossaryKind.Banned, Replacement = "Gast" },
        ScriptedGlossary.Term("", "billig", GlossaryScope.Tenant) with { Kind = GlossaryKind.Banned },
        ScriptedGlossary.Term("Donaudampfschifffahrtsgesellschaftskapitänspatent", "captain’s licence", from: "de", to: "en") with { WholeWord = false },
    ];

    private static async Task ChooseAsync(Desk desk, string name, string content)
    {
        await Button(desk, "Import").First.ClickAsync();
        await desk.Page.Locator("#import-dialog input[type=file]").SetInputFilesAsync(
            new FilePayload { Name = name, MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(content) });
    }

    private static async Task<Desk> OpenAsync(bool manages, params GlossaryEntryView[] terms)
    {
        var desk = await Desk.SitDownAsync(Ct, permissions: manages ? [Permissions.GlossaryManage] : []);
        desk.Api.Glossary.MayManage = manages;
        desk.Api.Glossary.Entries.AddRange(terms);
        await desk.Page.GotoAsync("/glossary");
        await Assertions.Expect(desk.Page.Locator("[data-module=glossary]")).ToHaveAttributeAsync("data-ready", "");
        return desk;
    }

    private static ILocator Button(Desk desk, string name) =>
        desk.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}
