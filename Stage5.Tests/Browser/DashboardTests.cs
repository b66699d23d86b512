using Microsoft.Playwright;
using Stage5.Tests.WholeSystem;

namespace Stage5.Tests.Browser;

/// <summary>The dashboard as a person uses it, in front of the whole running system.</summary>
[Collection(SystemCollection.Name)]
public sealed partial class DashboardTests(RunningSystem system) : IAsyncLifetime
{
    private Chromium _chromium = null!;

    public async ValueTask InitializeAsync() => _chromium = await Chromium.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null)
            await _chromium.DisposeAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task A_sentence_is_typed_the_timeline_grows_and_the_translation_is_seen(ColorScheme scheme)
    {
        var person = await EnterAsync(scheme, "maya");
        var page = person.Page;
        await page.GotoAsync("/translate");
        await person.TakePictureAsync("translate", "empty");
        using var gate = ModelGate.On(system.Model);
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
        await Assertions.Expect(page.Locator("#run")).ToContainTextAsync("Completed");
        (await steps.CountAsync()).ShouldBeGreaterThan(halfWay);
        await person.TakePictureAsync("translate");
        person.Complaints.ShouldBeEmpty();
    }

    private async Task<Person> EnterAsync(ColorScheme scheme, string user)
    {
        var person = await _chromium.OpenAsync(system.Web, scheme);
        await person.Page.GotoAsync(system.LoginLink(user: user).ToString());
        await Assertions.Expect(person.Page).ToHaveURLAsync(new Uri(system.Web, "/").ToString());
        return person;
    }

    private static async Task ChooseAsync(IPage page, string source, string target)
    {
        await page.GetByRole(AriaRole.Combobox, new() { Name = "From", Exact = true }).SelectOptionAsync(source);
        await page.GetByRole(AriaRole.Combobox, new() { Name = "To", Exact = true }).SelectOptionAsync(target);
    }
}
