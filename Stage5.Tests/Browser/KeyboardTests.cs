using System.Text;
using Microsoft.Playwright;
using Stage5.Contracts;
using Stage5.Tests.Web;

namespace Stage5.Tests.Browser;

/// <summary>Translate, Glossary and Drafts for who has no pointer, and for who sees in colours of their own.</summary>
public sealed class KeyboardTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("translate", "combobox From", "textbox Text to translate")]
    [InlineData("translate-later", "textbox Text to translate", "button Save for later")]
    [InlineData("translate-language", "button Portuguese (41 %)", "button Galician (6 %)")]
    [InlineData("translate-terms", "radio Geldinstitut The term of the glossary", "button Translate with these")]
    [InlineData("translate-several", "tab German", "button Rewrite")]
    [InlineData("glossary", "searchbox Search", "button Change release")]
    [InlineData("glossary-import", "combobox Whose", "button Check the file")]
    [InlineData("drafts", "link See the result", "button Delete the draft Where is the library?")]
    public async Task Everything_on_a_page_is_reached_by_Tab_and_has_a_name(string state, string first, string then)
    {
        await using var desk = await OpenAsync(state, forced: null);

        var stops = await Walk.ThroughAsync(desk.Page);

        stops.SkipWhile(stop => !stop.StartsWith(first, StringComparison.Ordinal)).Skip(1)
            .ShouldContain(stop => stop.StartsWith(then, StringComparison.Ordinal), string.Join("; ", stops));
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("translate-later")]
    [InlineData("translate-language")]
    [InlineData("translate-terms")]
    [InlineData("translate-several")]
    [InlineData("glossary")]
    [InlineData("glossary-import")]
    [InlineData("drafts")]
    public async Task A_page_can_be_read_in_forced_colours(string state)
    {
        await using var desk = await OpenAsync(state, ForcedColors.Active);

        await desk.TakePicturesAsync(state, "forced");
    }

    [Fact]
    public async Task A_narrow_list_of_terms_is_still_a_table_to_who_hears_it()
    {
        await using var desk = await OpenAsync("glossary", forced: null);
        var wide = (await desk.Page.Locator("#terms").AriaSnapshotAsync()).Split('\n');
        await desk.Page.SetViewportSizeAsync(400, 900);

        (await desk.Page.Locator("#terms").AriaSnapshotAsync()).Split('\n').ShouldBe(wide);
        wide.ShouldContain(line => line.Contains("columnheader \"Translation\""));
        wide.ShouldContain(line => line.Contains("rowheader \"release\""));
    }

    private static async Task<Desk> OpenAsync(string state, ForcedColors? forced)
    {
        var desk = await Desk.SitDownAsync(Ct, forced, Permissions.GlossaryManage);
        desk.Api.Metadata = state == "translate-later" ? ScriptedTurns.NoModel : ScriptedTurns.Metadata;
        desk.Api.Glossary.MayManage = true;
        desk.Api.Glossary.Entries.AddRange(
        [
            ScriptedGlossary.Term("release", "Freigabe") with { Alternatives = ["Ausgabe"], Note = "Of software" },
            ScriptedGlossary.Term("bank", "Geldinstitut", GlossaryScope.Tenant),
        ]);
        foreach (var draft in Enum.GetValues<DraftState>())
        {
            desk.Api.Drafts.Put(ScriptedDrafts.Draft("Where is the library?", draft,
                draft == DraftState.Failed ? new("draft_expired", "No model could do it within seven days.", null) : null,
                draft == DraftState.Pending ? null : Guid.CreateVersion7().ToString()));
        }

        desk.Api.OnCreated = state switch
        {
            "translate-language" => ScriptedTurns.AskLanguage,
            "translate-terms" => ScriptedTurns.AskTerms,
            _ => ScriptedTurns.Several,
        };
        desk.Api.Glossary.Import = query => ScriptedGlossary.Report(query, rows: 4, added: 2) with
        {
            ConflictCount = 1,
            Conflicts = [new(3, "existing", "release", "Freigabe", "Ausgabe", null)],
            ErrorCount = 1,
            Errors = [new(2, "target_language", "unknown_language", "“xx-” is no language.")],
        };
        await desk.Page.GotoAsync($"/{state.Split('-')[0]}");
        await Assertions.Expect(desk.Page.Locator("[data-module][data-ready]").First).ToBeAttachedAsync();
        await PrepareAsync(desk, state);
        return desk;
    }

    private static async Task PrepareAsync(Desk desk, string state)
    {
        var page = desk.Page;
        if (state is "translate-language" or "translate-terms" or "translate-several" or "translate-later")
        {
            await page.GetByLabel("Text to translate").FillAsync("The bank announced the release.");
            // Until then the languages cannot be swapped.
            await Assertions.Expect(page.Locator("#detected")).Not.ToBeEmptyAsync();
        }

        if (state is "translate-language" or "translate-terms" or "translate-several")
        {
            await page.Locator("#target").SelectOptionAsync("de");
            await TranslatePageTests.SendAsync(desk);
            await Assertions.Expect(page.Locator("#result [data-outcome]")).ToBeVisibleAsync();
        }

        if (state == "glossary-import")
        {
            await page.Locator("#import-open").ClickAsync();
            await page.Locator("#import-dialog input[type=file]").SetInputFilesAsync(new FilePayload
            {
                Name = "terms.csv",
                MimeType = "text/csv",
                Buffer = Encoding.UTF8.GetBytes("x"),
            });
            await page.Locator("[data-check]").ClickAsync();
            await Assertions.Expect(page.Locator("[data-errors]")).ToBeVisibleAsync();
            await page.Locator("#import-dialog input[type=file]").FocusAsync();
        }
        else
        {
            // From the top of the page, wherever the last press was.
            await page.EvaluateAsync("""
                document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')
                """);
        }
    }
}
