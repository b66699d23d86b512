using Microsoft.Playwright;
using Stage5.Contracts;
using Stage5.Tests.Web;

namespace Stage5.Tests.Browser;

/// <summary>The dashboard in each of its languages, as a person chooses and sees it.</summary>
public sealed class LanguageTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_language_is_chosen_with_the_keyboard_and_kept()
    {
        await using var desk = await SitDownAsync();
        await desk.Page.GotoAsync("/tasks");
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Language" }).FocusAsync();
        await desk.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Item(desk, "Like the browser")).ToBeFocusedAsync();
        await Assertions.Expect(Item(desk, "Like the browser")).ToHaveAttributeAsync("checked", "");
        await desk.Page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(Item(desk, "English")).ToBeFocusedAsync();
        await desk.Page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(Item(desk, "Español")).ToBeFocusedAsync();

        await desk.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(desk.Page.Locator("html")).ToHaveAttributeAsync("lang", "es");
        await Assertions.Expect(desk.Page.GetByRole(AriaRole.Heading, new() { Name = "Tareas" })).ToBeVisibleAsync();
        await desk.Page.GotoAsync("/models");
        await Assertions.Expect(desk.Page.GetByRole(AriaRole.Heading, new() { Name = "Modelos" })).ToBeVisibleAsync();
        var cookie = (await desk.Page.Context.CookiesAsync()).Single(one => one.Name == "stage5.locale");
        (cookie.Value, cookie.SameSite).ShouldBe(("es", SameSiteAttribute.Lax));

        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Idioma" }).ClickAsync();
        await Assertions.Expect(Item(desk, "Español")).ToHaveAttributeAsync("checked", "");
        await Item(desk, "Como el navegador").ClickAsync();
        await Assertions.Expect(desk.Page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_module_says_is_in_the_language_too()
    {
        await using var desk = await SitDownAsync("ja");
        desk.Api.Figures.Budgets = Figures.Budgets;
        await desk.Page.GotoAsync("/budgets");

        // Amounts and times are written by the browser, the refusal of an empty limit by its module.
        await Assertions.Expect(desk.Main).ToContainTextAsync("時間");
        await Assertions.Expect(desk.Main).ToContainTextAsync("後");
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "上限を追加" }).ClickAsync();
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await Assertions.Expect(desk.Page.GetByRole(AriaRole.Alert))
            .ToContainTextAsync("上限 3にはハード リミットまたはソフト リミットが必要です。");
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_translation_is_followed_in_the_language_too()
    {
        await using var desk = await SitDownAsync("zh-Hans");
        desk.Api.Metadata = new(
            [new("apertium", "apertium", "apertium", Usable: true, Reason: null, AnyPair: false)],
            [new("en", "English", "English"), new("es", "Spanish", "español")], [new("en", "es", ["apertium"])], [],
            5000);
        desk.Api.OnCreated = Receipts.FallBack;
        await desk.Page.GotoAsync("/translate");
        await Assertions.Expect(desk.Page.Locator(".translator")).ToHaveAttributeAsync("data-ready", "");
        await desk.Page.GetByLabel("要翻译的文本").FillAsync("Good morning");
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "翻译" }).ClickAsync();

        await Assertions.Expect(desk.Page.Locator("#result")).ToContainTextAsync("Buenos días");
        await Assertions.Expect(desk.Page.Locator("#run")).ToContainTextAsync("apertium 接替 mistral");
        await Assertions.Expect(desk.Page.Locator("#run")).ToContainTextAsync("电子邮件 × 2（已隐藏）");
        await desk.TakePicturesOfWordsAsync("translate", "done-zh-Hans");
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("zh-Hans", "首页")]
    [InlineData("ja", "ホーム")]
    [InlineData("es", "Inicio")]
    public async Task Home_models_and_budgets_fit_in_each_language(string locale, string home)
    {
        await using var desk = await SitDownAsync(locale);
        var now = TimeProvider.System.GetUtcNow();
        desk.Api.Status = new(
            [
                new("cache", "store", ResourceHealth.Healthy, "redis-server 7", now),
                new("worker-1", "service", ResourceHealth.Unhealthy, "Silent for 40 s", now),
            ],
            new(Live: 3, Batch: 1200, Delayed: 0, Running: 2, Dead: 1));
        desk.Api.Figures.Models = Figures.ModelsOf(Figures.Healthy, Figures.Degraded, Figures.Open, Figures.Unusable);
        desk.Api.Figures.Budgets = Figures.Budgets;
        desk.Api.Figures.Usage = Figures.Usage;

        await desk.Page.GotoAsync("/");
        var heading = desk.Page.GetByRole(AriaRole.Heading, new() { Name = home, Exact = true });
        await Assertions.Expect(heading).ToBeVisibleAsync();
        await desk.TakePicturesOfWordsAsync("home", locale);
        await desk.Page.GotoAsync("/models");
        await desk.TakePicturesOfWordsAsync("models", locale);
        await desk.Page.GotoAsync("/budgets");
        await desk.TakePicturesOfWordsAsync("budgets", locale);
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ja", "用語集")]
    [InlineData("es", "Glosario")]
    public async Task The_working_places_fit_in_each_language(string locale, string glossary)
    {
        await using var desk = await SitDownAsync(locale);
        desk.Api.Metadata = ScriptedTurns.Metadata;
        desk.Api.OnCreated = ScriptedTurns.Several;
        desk.Api.Glossary.Entries.Add(ScriptedGlossary.Term("release", "Freigabe") with { Alternatives = ["Ausgabe"], CaseSensitive = true });
        desk.Api.Drafts.Put(ScriptedDrafts.Draft("Where is the library?", DraftState.Pending));
        await desk.Page.GotoAsync("/translate");
        await Assertions.Expect(desk.Page.Locator(".translator")).ToHaveAttributeAsync("data-ready", "");
        await desk.Page.Locator("#target").SelectOptionAsync("de");
        await desk.Page.Locator("#text").FillAsync("The new kitchen is bright.");
        await desk.Page.Locator("#text").PressAsync("Control+Enter");
        await Assertions.Expect(desk.Page.Locator("#edit-de")).ToBeVisibleAsync();
        await desk.TakePicturesOfWordsAsync("translate", locale);

        await desk.Page.GotoAsync("/glossary");
        await Assertions.Expect(desk.Page.GetByRole(AriaRole.Heading, new() { Name = glossary, Exact = true })).ToBeVisibleAsync();
        await desk.TakePicturesOfWordsAsync("glossary", locale);
        await desk.Page.GotoAsync("/drafts");
        await desk.TakePicturesOfWordsAsync("drafts", locale);
        desk.Person.Complaints.ShouldBeEmpty();
    }

    private static ILocator Item(Desk desk, string name) =>
        desk.Page.GetByRole(AriaRole.Menuitemradio, new() { Name = name, Exact = true });

    private static async Task<Desk> SitDownAsync(string? locale = null)
    {
        var desk = await Desk.SitDownAsync(Ct, permissions: [Permissions.BudgetsWrite, Permissions.UsageAll]);
        if (locale is not null)
        {
            await desk.Page.Context.AddCookiesAsync(
                [new() { Name = "stage5.locale", Value = locale, Url = desk.Page.Url }]);
        }

        return desk;
    }
}
