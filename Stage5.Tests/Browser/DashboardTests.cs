using Microsoft.Playwright;
using Stage5.Tests.Web;
using Stage5.Tests.WholeSystem;

namespace Stage5.Tests.Browser;

/// <summary>The dashboard as a person uses it, in front of the whole running system.</summary>
[Collection(SystemCollection.Name)]
public sealed partial class DashboardTests(RunningSystem system) : IAsyncLifetime
{
    private Chromium _chromium = null!;

    public async ValueTask InitializeAsync() => _chromium = await Chromium.TakeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null)
            await _chromium.DisposeAsync();
    }

    [Fact]
    public async Task A_sentence_is_typed_the_timeline_grows_and_the_translation_is_seen()
    {
        var person = await EnterAsync("maya");
        var page = person.Page;
        await page.GotoAsync("/translate");
        await Assertions.Expect(page.Locator(".translator")).ToHaveAttributeAsync("data-ready", "");
        await person.TakePictureAsync("translate", "empty");
        using var gate = ModelGate.On(system.Model);
        // What was translated before is known and asks no model.
        await page.GetByLabel("Text to translate").FillAsync("Good morning, dear colleagues.");
        await ChooseAsync(page, "en", "de");

        await page.GetByLabel("Text to translate").PressAsync("Control+Enter");
        await gate.Reached;
        var steps = page.Locator("#run").GetByRole(AriaRole.Listitem);
        await Assertions.Expect(steps.Filter(new() { HasText = "Generate" }).First).ToBeVisibleAsync();
        var halfWay = await steps.CountAsync();
        gate.Answer("Guten Morgen, liebe Kolleginnen und Kollegen.");

        await Assertions.Expect(page.Locator("#result")).ToContainTextAsync("Guten Morgen, liebe Kolleginnen und Kollegen.");
        await Assertions.Expect(page.Locator("#result")).ToContainTextAsync("scripted-1");
        await Assertions.Expect(page.Locator("#run")).ToContainTextAsync("Finished");
        (await steps.CountAsync()).ShouldBeGreaterThan(halfWay);
        person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    [Trait("Generates", "docs")]
    public async Task The_offline_engine_translates_what_a_person_types()
    {
        Assert.SkipUnless(File.Exists("/usr/share/apertium/modes/eng-spa.mode"), "apertium-eng-spa is not installed");
        var person = await EnterAsync("ana");
        var page = person.Page;
        await page.GotoAsync("/translate");
        await Assertions.Expect(page.Locator(".translator")).ToHaveAttributeAsync("data-ready", "");
        await page.GetByLabel("Text to translate").FillAsync("The new office has a big kitchen and a quiet library.");
        await ChooseAsync(page, "en", "es");

        await page.GetByRole(AriaRole.Button, new() { Name = "Translate" }).ClickAsync();

        await Assertions.Expect(page.Locator("#result")).ToContainTextAsync("La oficina nueva tiene una cocina grande y una biblioteca tranquila.");
        await Assertions.Expect(page.Locator("#result")).ToContainTextAsync("apertium");
        await Assertions.Expect(page.Locator("#run")).ToContainTextAsync("Finished");
        await person.TakePictureAsync("translate");
        if (Repository.Generating) await person.SaveForDocsAsync("translate");
    }

    [Fact]
    public async Task A_task_that_runs_is_watched_on_its_page_and_cancelled_there()
    {
        using var api = system.ApiOf();
        using var gate = ModelGate.On(system.Model);
        var taskId = await api.QueueAsync("Too late.", "en", "de");
        await gate.Reached;
        var person = await EnterAsync("ana");
        var page = person.Page;
        await page.GotoAsync($"/tasks/{taskId}");
        await Assertions.Expect(page.GetByText("Model chosen")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();

        await gate.Abandoned;
        await Assertions.Expect(page.Locator("#main")).ToContainTextAsync("Cancelled");
        await person.TakePictureAsync("task", "cancelled");
        person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_viewer_whose_connection_breaks_comes_back_by_itself_and_misses_nothing()
    {
        using var api = system.ApiOf();
        using var gate = ModelGate.On(system.Model);
        var taskId = await api.QueueAsync("Hold the line.", "en", "de");
        await gate.Reached;
        var person = await EnterAsync("ana");
        var page = person.Page;
        await page.GotoAsync($"/tasks/{taskId}");
        await Assertions.Expect(page.GetByText("Model chosen")).ToBeVisibleAsync();

        await page.Context.SetOfflineAsync(true);
        gate.Answer("Bleib dran.");
        await api.ReadAllAsync(taskId);
        await page.Context.SetOfflineAsync(false);

        await Assertions.Expect(page.Locator("#main")).ToContainTextAsync("Bleib dran.", new() { Timeout = 20_000 });
        await Assertions.Expect(page.GetByText("Model chosen")).ToHaveCountAsync(1);
        await Assertions.Expect(page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Finished" })).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Every_page_shows_what_there_is_and_complains_of_nothing()
    {
        using var api = system.ApiOf(user: "paula");
        var done = await api.TranslateAsync("Our office moves to the second floor.", "en", "de");
        var person = await EnterAsync("paula");

        foreach (var (page, path, shown) in new[]
                 {
                     ("home", "/", "Everything is healthy"), ("tasks", "/tasks", "Our office moves"),
                     ("task", $"/tasks/{done.TaskId}", "Finished"), ("docs", "/docs", "Say a text in another tone"),
                     ("glossary", "/glossary", "No term yet"), ("drafts", "/drafts", "No draft"),
                 })
        {
            await person.Page.GotoAsync(path);
            await Assertions.Expect(person.Page.Locator("#main")).ToContainTextAsync(shown);
            await person.TakePictureAsync(page);
        }

        person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_nothing_is_yet_a_page_says_what_to_do()
    {
        var person = await EnterAsync("newcomer", "fresh");

        foreach (var (page, path) in new[] { ("home", "/"), ("tasks", "/tasks") })
        {
            await person.Page.GotoAsync(path);
            await person.TakePictureAsync(page, "empty");
            await Assertions.Expect(person.Page.GetByRole(AriaRole.Link, new() { Name = "Translate" }).First).ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task What_went_wrong_is_said_where_it_went_wrong()
    {
        var person = await EnterAsync("ana");
        await person.Page.GotoAsync($"/tasks/{Guid.CreateVersion7()}");
        await Assertions.Expect(person.Page.Locator("#main")).ToContainTextAsync("There is no task");
        await person.TakePictureAsync("task", "error");

        var stranger = await _chromium.OpenAsync(system.Web);
        await stranger.Page.GotoAsync("/");
        await Assertions.Expect(stranger.Page.Locator("body")).ToContainTextAsync("./stage5 token --link");
        await stranger.TakePictureAsync("login", "empty");
        await stranger.Page.GotoAsync("/login?code=not-a-code");
        await stranger.TakePictureAsync("login", "error");
    }

    [Fact]
    public async Task Without_the_API_each_page_says_so()
    {
        await using var web = await WebHost.StartAsync(TestContext.Current.CancellationToken);
        var person = await _chromium.OpenAsync(web.Address);
        await person.Page.GotoAsync($"/login?code={ScriptedApi.GoodCode}");
        web.Api.Intercept = async http =>
        {
            if (http.Request.Path.StartsWithSegments("/api/access", StringComparison.Ordinal))
                return false;
            await ScriptedApi.Fail(503, "store_unavailable", "The store does not answer, so nothing can be read or kept now.",
                "Try again in a few seconds.").ExecuteAsync(http);
            return true;
        };

        foreach (var (page, path) in new[] { ("home", "/"), ("translate", "/translate"), ("tasks", "/tasks") })
        {
            await person.Page.GotoAsync(path);
            await Assertions.Expect(person.Page.Locator("#main")).ToContainTextAsync("The store does not answer");
            await person.TakePictureAsync(page, "error");
        }
    }

    private async Task<Person> EnterAsync(string user, string tenant = "demo")
    {
        var person = await _chromium.OpenAsync(system.Web);
        await person.Page.GotoAsync(system.LoginLink(user: user, tenant: tenant).ToString());
        await Assertions.Expect(person.Page).ToHaveURLAsync(new Uri(system.Web, "/").ToString());
        return person;
    }

    private static async Task ChooseAsync(IPage page, string source, string target)
    {
        await page.GetByRole(AriaRole.Combobox, new() { Name = "From", Exact = true }).SelectOptionAsync(source);
        await page.GetByRole(AriaRole.Combobox, new() { Name = "To", Exact = true }).SelectOptionAsync(target);
    }
}
