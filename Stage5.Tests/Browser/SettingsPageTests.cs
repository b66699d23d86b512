using Microsoft.Playwright;
using Stage5.Contracts;
using Stage5.Core.Settings;

namespace Stage5.Tests.Browser;

/// <summary>Settings as a person reads, changes and takes them back, in front of a scripted API.</summary>
public sealed class SettingsPageTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData(ForcedColors.Active)]
    public async Task Every_state_is_legible_at_every_width(ForcedColors? forced)
    {
        await using var desk = await OperatorAsync(forced);
        desk.Api.Settings.Change("Quiet the nightly import", "ana", (SettingNames.RequestsPerMinute, 90), (SettingNames.Drafts, false));
        desk.Api.Settings.Change("More at once again", "omar", (SettingNames.Parallel, 6));
        await OpenAsync(desk);

        await Assertions.Expect(Row(desk, SettingNames.RequestsPerMinute)).ToContainTextAsync("Set here");
        await Assertions.Expect(desk.Main).ToContainTextAsync("Requests a minute: not set → 90");
        await desk.TakePicturesAsync("settings", forced is null ? "data" : "contrast");

        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_value_is_changed_with_the_keyboard_alone_checked_reasoned_and_acts()
    {
        await using var desk = await OperatorAsync();
        await OpenAsync(desk);
        await Assertions.Expect(Button(desk, "Review changes")).ToHaveAttributeAsync("disabled", "");

        await Row(desk, SettingNames.Parallel).Locator("input").FocusAsync();
        await desk.Page.Keyboard.PressAsync("Control+a");
        await desk.Page.Keyboard.TypeAsync("8");
        await desk.Page.Keyboard.PressAsync("Enter");
        var dialog = desk.Page.Locator("#settings-dialog");
        await Assertions.Expect(dialog).ToContainTextAsync("Parts made at once: 4 → 8");
        await desk.TakePicturesAsync("settings", "check");
        // A word of two letters is no reason.
        await desk.Page.Keyboard.TypeAsync("no");
        await dialog.Locator("[data-send]").ClickAsync();
        desk.Api.Settings.Document.Version.ShouldBe(0);
        await dialog.Locator("textarea").FillAsync("Long texts are slow");
        await dialog.Locator("[data-send]").ClickAsync();

        await Assertions.Expect(desk.Page.Locator("[data-settings-said]")).ToHaveTextAsync("Saved. It acts now.");
        await Assertions.Expect(Row(desk, SettingNames.Parallel)).ToContainTextAsync("Set here");
        await Assertions.Expect(desk.Main).ToContainTextAsync("Long texts are slow");
        desk.Api.Settings.Document.Values.Keys.ShouldBe([SettingNames.Parallel]);
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_set_here_falls_back_to_what_is_configured()
    {
        await using var desk = await OperatorAsync();
        desk.Api.Settings.Change("Less for now", "omar", (SettingNames.RequestsPerMinute, 90), (SettingNames.Recall, false));
        await OpenAsync(desk);

        await Row(desk, SettingNames.RequestsPerMinute).GetByText("Back to 1,200").ClickAsync();
        await Assertions.Expect(Row(desk, SettingNames.RequestsPerMinute)).ToContainTextAsync("From configuration");
        await Button(desk, "Review changes").ClickAsync();
        await Assertions.Expect(desk.Page.Locator("#settings-dialog")).ToContainTextAsync("90 → 1,200, as configured");
        await SendAsync(desk, "The import is over");

        await Assertions.Expect(desk.Page.Locator("[data-settings-said]")).ToHaveTextAsync("Saved. It acts now.");
        desk.Api.Settings.Document.Values.Keys.ShouldBe([SettingNames.Recall]);
    }

    [Fact]
    public async Task Who_was_second_sees_what_the_first_changed_and_both_changes_stand()
    {
        await using var desk = await OperatorAsync();
        await OpenAsync(desk);
        await Row(desk, SettingNames.Parallel).Locator("input").FillAsync("8");
        desk.Api.Settings.Change("First", "omar", (SettingNames.Concurrency, 12));

        await Button(desk, "Review changes").ClickAsync();
        await SendAsync(desk, "Second");

        var dialog = desk.Page.Locator("#settings-dialog");
        await Assertions.Expect(dialog).ToContainTextAsync("Calls that run at once: 64 → 12");
        await desk.TakePicturesAsync("settings", "conflict");
        await dialog.Locator("[data-send]").ClickAsync();
        await Assertions.Expect(desk.Page.Locator("[data-settings-said]")).ToHaveTextAsync("Saved. It acts now.");
        desk.Api.Settings.Document.Values.Select(one => (one.Key, one.Value.GetInt64())).ShouldBe(
            [(SettingNames.Concurrency, 12), (SettingNames.Parallel, 8)], ignoreOrder: true);
    }

    [Fact]
    public async Task A_version_is_brought_back_after_it_was_confirmed()
    {
        await using var desk = await OperatorAsync();
        desk.Api.Settings.Change("First", "omar", (SettingNames.Parallel, 6));
        desk.Api.Settings.Change("Second", "omar", (SettingNames.Parallel, 2));
        await OpenAsync(desk);

        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Roll back to version 1" }).ClickAsync();
        desk.Api.Settings.Document.Version.ShouldBe(2);
        await SendAsync(desk, "It was better");

        await Assertions.Expect(desk.Main).ToContainTextAsync("as in version 1");
        await Assertions.Expect(Row(desk, SettingNames.Parallel).Locator("input")).ToHaveValueAsync("6");
        desk.Api.Settings.Document.Version.ShouldBe(3);
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_may_only_read_changes_nothing()
    {
        await using var desk = await Desk.SitDownAsync(Ct, permissions: [Permissions.SettingsRead]);
        desk.Api.Settings.Change("First", "omar", (SettingNames.Parallel, 6));
        await OpenAsync(desk);

        await Assertions.Expect(Row(desk, SettingNames.Parallel).Locator("input")).ToBeDisabledAsync();
        await Assertions.Expect(desk.Page.Locator("[data-settings-review], [data-roll-back], #settings-dialog")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Without_the_store_the_page_says_so()
    {
        await using var desk = await OperatorAsync();
        desk.Fail("/api/settings");
        await desk.Page.GotoAsync("/settings");

        await Assertions.Expect(desk.Main).ToContainTextAsync("The store does not answer.");
    }

    [Theory]
    [InlineData("es", "Configuración")]
    [InlineData("ja", "設定")]
    [InlineData("zh-Hans", "设置")]
    public async Task It_fits_in_each_language(string locale, string title)
    {
        await using var desk = await OperatorAsync();
        desk.Api.Settings.Change("First", "omar", (SettingNames.Parallel, 6));
        await desk.Page.Context.AddCookiesAsync(
            [new() { Name = "stage5.locale", Value = locale, Url = new Uri(desk.Page.Url).GetLeftPart(UriPartial.Authority) }]);
        await OpenAsync(desk);

        await Assertions.Expect(desk.Page.GetByRole(AriaRole.Heading, new() { Name = title, Exact = true })).ToBeVisibleAsync();
        await desk.TakePicturesOfWordsAsync("settings", locale);
    }

    private static async Task SendAsync(Desk desk, string reason)
    {
        await desk.Page.Locator("#settings-dialog textarea").FillAsync(reason);
        await desk.Page.Locator("#settings-dialog [data-send]").ClickAsync();
    }

    private static async Task OpenAsync(Desk desk)
    {
        await desk.Page.GotoAsync("/settings");
        await Assertions.Expect(desk.Page.Locator("[data-module=settings]")).ToHaveAttributeAsync("data-ready", "");
    }

    private static Task<Desk> OperatorAsync(ForcedColors? forced = null) =>
        Desk.SitDownAsync(Ct, forced, Permissions.SettingsRead, Permissions.SettingsWrite);

    private static ILocator Row(Desk desk, string name) => desk.Page.Locator($"[data-setting='{name}']");

    private static ILocator Button(Desk desk, string name) =>
        desk.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}
