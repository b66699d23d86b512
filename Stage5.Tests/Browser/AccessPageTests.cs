using Microsoft.Playwright;
using Stage5.Contracts;
using Stage5.Tests.Web;

namespace Stage5.Tests.Browser;

/// <summary>Access as an administrator and as anybody else has it, in front of a scripted API.</summary>
public sealed class AccessPageTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keys_people_and_sessions_are_legible_at_every_width()
    {
        await using var desk = await OpenAsync(Fill);
        await Assertions.Expect(desk.Main).ToContainTextAsync("night-batch");
        await Assertions.Expect(desk.Page.Locator("#sessions tr")).ToHaveCountAsync(3);

        await desk.TakePicturesAsync("access");

        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task It_can_be_read_in_forced_colours()
    {
        await using var desk = await OpenAsync(Fill, ForcedColors.Active);
        await Assertions.Expect(desk.Page.Locator("#sessions tr")).ToHaveCountAsync(3);

        await desk.TakePicturesAsync("access", "forced");
    }

    [Fact]
    public async Task Where_there_is_nothing_it_is_said_what_it_would_be_for()
    {
        await using var desk = await OpenAsync(static _ => { });

        await Assertions.Expect(desk.Main).ToContainTextAsync("No key yet");
        await Assertions.Expect(desk.Main).ToContainTextAsync("Nobody yet");
        await desk.TakePicturesAsync("access", "empty");
    }

    [Fact]
    public async Task What_cannot_be_read_says_why_and_the_rest_stands()
    {
        await using var desk = await Desk.SitDownAsync(Ct, null, Permissions.KeysManage, Permissions.AccessManage);
        Fill(desk.Api.Access);
        desk.Fail("/api/keys");
        await desk.Page.GotoAsync("/access");

        await Assertions.Expect(desk.Main).ToContainTextAsync("The store does not answer.");
        await Assertions.Expect(desk.Page.Locator("#people")).ToContainTextAsync("ben");
        await desk.TakePicturesAsync("access", "error");
    }

    [Fact]
    public async Task Who_manages_nothing_sees_their_own_sessions_and_ends_one()
    {
        await using var desk = await Desk.SitDownAsync(Ct);
        Fill(desk.Api.Access);
        await GoAsync(desk);
        await Assertions.Expect(desk.Page.Locator("#keys, #people, #key-add")).ToHaveCountAsync(0);
        await Assertions.Expect(desk.Page.Locator("#sessions")).ToContainTextAsync("This one");

        await Button(desk, "End the session").ClickAsync();
        await Assertions.Expect(desk.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("sign in again");
        await desk.Page.Locator("[data-confirm]").ClickAsync();

        await Assertions.Expect(desk.Page.Locator("[data-announce]")).ToHaveTextAsync("The session has ended.");
        await Assertions.Expect(desk.Page.Locator("#sessions tbody tr")).ToHaveCountAsync(1);
        await desk.TakePicturesAsync("access", "own");
    }

    [Fact]
    public async Task A_key_is_made_with_the_keyboard_and_its_secret_shown_once()
    {
        await using var desk = await OpenAsync(static _ => { });
        await Button(desk, "Create a key").FocusAsync();
        await desk.Page.Keyboard.PressAsync("Enter");
        await desk.TakePicturesAsync("access", "make");
        await desk.Page.Keyboard.TypeAsync("ci");
        await desk.Page.Keyboard.PressAsync("Enter");

        var secret = desk.Page.Locator("#secret-value");
        await Assertions.Expect(secret).ToBeVisibleAsync();
        await Assertions.Expect(secret).ToHaveTextAsync($"s5_{desk.Api.Access.Keys.Single().Id}_{new string('a', 64)}");
        await desk.TakePicturesAsync("access", "secret");
        await desk.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await Button(desk, "Copy the secret").ClickAsync();
        (await desk.Page.EvaluateAsync<string>("navigator.clipboard.readText()")).ShouldBe(await secret.TextContentAsync());
        await Button(desk, "I have kept it").ClickAsync();

        (await secret.TextContentAsync()).ShouldBe("");
        await Assertions.Expect(desk.Page.Locator("[data-key]")).ToHaveCountAsync(1);
        var made = desk.Api.Access.Made.Single();
        (made.Name, made.Role, made.Scopes).ShouldBe(("ci", "service", null));
        (made.ExpiresAt!.Value - TimeProvider.System.GetUtcNow()).TotalDays.ShouldBeInRange(89.9, 90.1);
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_key_is_kept_to_what_is_chosen_and_a_name_that_is_taken_is_told_where_it_was_typed()
    {
        await using var desk = await OpenAsync(static access => access.Keys.Add(ScriptedAccess.Key("ci")));
        await Button(desk, "Create a key").ClickAsync();
        var dialog = desk.Page.Locator("#key-dialog");
        await dialog.Locator("[name=role]").SelectOptionAsync("auditor");
        await dialog.Locator("summary").ClickAsync();
        await dialog.GetByLabel("audit:read").CheckAsync();
        await dialog.Locator("[name=days]").SelectOptionAsync("");
        await dialog.Locator("[name=name]").FillAsync("ci");
        await dialog.Locator("[data-save]").ClickAsync();
        await Assertions.Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("Another key");

        await dialog.Locator("[name=name]").FillAsync("reports");
        await dialog.Locator("[data-save]").ClickAsync();

        await Assertions.Expect(desk.Page.Locator("#secret-dialog")).ToBeVisibleAsync();
        var made = desk.Api.Access.Made.Last();
        (made.Name, made.Role, made.ExpiresAt).ShouldBe(("reports", "auditor", null));
        made.Scopes.ShouldBe(["audit:read"]);
    }

    [Fact]
    public async Task A_key_gets_a_new_secret_and_is_revoked_once_that_was_confirmed()
    {
        await using var desk = await OpenAsync(static access => access.Keys.Add(ScriptedAccess.Key("ci")));
        await Button(desk, "New secret for ci").ClickAsync();
        await desk.Page.Locator("#rotate-dialog select").SelectOptionAsync("72");
        await desk.Page.Locator("#rotate-dialog [data-save]").ClickAsync();
        await Assertions.Expect(desk.Page.Locator("#secret-value")).ToContainTextAsync("bbbb");
        await desk.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(Button(desk, "New secret for ci")).ToBeFocusedAsync();
        desk.Api.Access.Rotated.Single().Hours.ShouldBe(72);

        await Button(desk, "Revoke ci").ClickAsync();
        await desk.Page.Keyboard.PressAsync("Escape");
        desk.Api.Access.Keys.Count.ShouldBe(1);
        await Button(desk, "Revoke ci").ClickAsync();
        await Assertions.Expect(desk.Page.Locator("#confirm-dialog")).ToContainTextAsync("cannot be brought back");
        await desk.Page.Locator("[data-confirm]").ClickAsync();

        await Assertions.Expect(desk.Main).ToContainTextAsync("No key yet");
        desk.Api.Access.Keys.ShouldBeEmpty();
        await Assertions.Expect(desk.Page.Locator("[data-announce]")).ToHaveTextAsync("ci is revoked.");
    }

    [Fact]
    public async Task Roles_are_changed_once_what_that_means_was_confirmed()
    {
        await using var desk = await OpenAsync(Fill);
        await Assertions.Expect(Button(desk, "Change the roles of ana")).ToHaveCountAsync(0);
        await Button(desk, "Change the roles of ben").ClickAsync();
        var dialog = desk.Page.Locator("#roles-dialog");
        await dialog.GetByText("Roles assigned here").ClickAsync();
        await dialog.GetByLabel("Auditor").CheckAsync();
        await desk.TakePicturesAsync("access", "roles");
        await dialog.Locator("[data-save]").ClickAsync();
        await Assertions.Expect(desk.Page.Locator("#confirm-text")).ToContainTextAsync("ben is User now and will be User, Auditor");
        await desk.Page.Locator("[data-confirm]").ClickAsync();

        await Assertions.Expect(desk.Page.Locator("[data-announce]")).ToHaveTextAsync("The roles of ben are changed.");
        await Assertions.Expect(desk.Page.Locator("#people")).ToContainTextAsync("assigned by ana");
        desk.Api.Access.People.Single(person => person.User == "ben").Roles.ShouldBe(["user", "auditor"]);
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_API_refuses_is_told_in_the_dialog()
    {
        await using var desk = await OpenAsync(Fill);
        await Button(desk, "Change the roles of cleo").ClickAsync();
        var dialog = desk.Page.Locator("#roles-dialog");
        await dialog.GetByText("Roles assigned here").ClickAsync();
        await dialog.GetByLabel("Administrator").UncheckAsync();
        await dialog.Locator("[data-save]").ClickAsync();
        await desk.Page.Locator("[data-confirm]").ClickAsync();

        await Assertions.Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("left without an administrator");
    }

    [Fact]
    public async Task Everything_is_reached_by_Tab_and_has_a_name()
    {
        await using var desk = await OpenAsync(Fill);
        await Assertions.Expect(desk.Page.Locator("#sessions tr")).ToHaveCountAsync(3);
        await desk.Page.EvaluateAsync(
            "document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')");

        var stops = await Walk.ThroughAsync(desk.Page);

        foreach (var name in new[] { "button Create a key", "button Revoke night-batch", "button Change the roles of ben", "button End" })
            stops.ShouldContain(stop => stop.StartsWith(name, StringComparison.Ordinal), string.Join("; ", stops));
    }

    private static void Fill(ScriptedAccess access)
    {
        var now = TimeProvider.System.GetUtcNow();
        access.Keys.AddRange(
        [
            ScriptedAccess.Key("night-batch") with { ExpiresAt = now.AddDays(40), LastUsedAt = now.AddMinutes(-3) },
            ScriptedAccess.Key("reports", "auditor") with { Scopes = [Permissions.AuditRead, Permissions.UsageAll], OldSecretUntil = now.AddHours(20) },
            ScriptedAccess.Key("old-importer") with { ExpiresAt = now.AddDays(-1), State = "expired" },
        ]);
        access.People.AddRange(
        [
            ScriptedAccess.Person("ana", "admin"), ScriptedAccess.Person("ben", "user"),
            ScriptedAccess.Person("cleo", "admin") with { TokenRoles = ["user"], Assigned = true, AssignedBy = "ana", Version = 1 },
            ScriptedAccess.Person("dora", "platformAdmin"),
            ScriptedAccess.Person("emil") with { TokenRoles = ["user"], Assigned = true, AssignedBy = "cleo", Version = 3 },
        ]);
        access.Sessions.AddRange([ScriptedAccess.Session(current: true), ScriptedAccess.Session(current: false)]);
    }

    private static async Task<Desk> OpenAsync(Action<ScriptedAccess> fill, ForcedColors? forced = null)
    {
        var desk = await Desk.SitDownAsync(Ct, forced, Permissions.KeysManage, Permissions.AccessManage);
        fill(desk.Api.Access);
        await GoAsync(desk);
        return desk;
    }

    private static async Task GoAsync(Desk desk)
    {
        await desk.Page.GotoAsync("/access");
        await Assertions.Expect(desk.Page.Locator("[data-module=access]")).ToHaveAttributeAsync("data-ready", "");
    }

    private static ILocator Button(Desk desk, string name) =>
        desk.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}
