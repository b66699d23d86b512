using Microsoft.Playwright;
using Stage5.Contracts;
using Stage5.Tests.Web;

namespace Stage5.Tests.Browser;

/// <summary>Drafts as a person watches them, in front of a scripted API.</summary>
public sealed class DraftsPageTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_state_is_legible_at_every_width()
    {
        await using var desk = await Desk.SitDownAsync(Ct);
        desk.Api.Drafts.Put(ScriptedDrafts.Draft("Where is the library?", DraftState.Completed, taskId: Guid.CreateVersion7().ToString()));
        desk.Api.Drafts.Put(ScriptedDrafts.Draft("Good morning, dear colleagues.", DraftState.Failed,
            new("draft_expired", "No model could do it within seven days.", "Send it again.")));
        desk.Api.Drafts.Put(ScriptedDrafts.Draft("Our office moves to the second floor.", DraftState.Processing,
            taskId: Guid.CreateVersion7().ToString()));
        desk.Api.Drafts.Put(ScriptedDrafts.Draft("The new kitchen is bright, and everybody who has seen it says so to whoever wants to hear it.",
            DraftState.Pending, new("no_usable_provider", "No provider can do this now.", null)));
        await desk.Page.GotoAsync("/drafts");
        await Assertions.Expect(desk.Main).ToContainTextAsync("next attempt in 12 min");
        await Assertions.Expect(desk.Main).ToContainTextAsync("No model could do it within seven days.");

        await desk.TakePicturesAsync("drafts");

        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_there_is_no_draft_it_is_said_what_they_are_for()
    {
        await using var desk = await Desk.SitDownAsync(Ct);
        await desk.Page.GotoAsync("/drafts");

        await Assertions.Expect(desk.Main).ToContainTextAsync("choose “Save for later” on Translate");
        await desk.TakePicturesAsync("drafts", "empty");
    }

    [Fact]
    public async Task A_draft_that_is_done_is_told_at_once()
    {
        await using var desk = await Desk.SitDownAsync(Ct);
        var draft = ScriptedDrafts.Draft("Where is the library?", DraftState.Pending);
        desk.Api.Drafts.Put(draft);
        await desk.Page.GotoAsync("/drafts");
        await Eventually.BeAsync(() => desk.Api.CountOf("GET", "/api/offline-drafts/events") == 1, "nobody follows", Ct);
        var delete = desk.Page.GetByRole(AriaRole.Button, new() { Name = "Delete the draft Where is the library?" });
        await delete.FocusAsync();

        desk.Api.Drafts.Put(draft with { State = DraftState.Completed, TaskId = Guid.CreateVersion7().ToString() });

        await Assertions.Expect(desk.Page.Locator("[data-announce]")).ToHaveTextAsync("Where is the library?: Completed");
        await Assertions.Expect(desk.Page.GetByRole(AriaRole.Link, new() { Name = "See the result" })).ToBeVisibleAsync();
        await Assertions.Expect(delete).ToBeFocusedAsync();
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_draft_is_thrown_away_once_it_was_confirmed()
    {
        await using var desk = await Desk.SitDownAsync(Ct);
        desk.Api.Drafts.Put(ScriptedDrafts.Draft("Where is the library?", DraftState.Pending));
        await desk.Page.GotoAsync("/drafts");
        await Assertions.Expect(desk.Page.Locator("[data-module=drafts]")).ToHaveAttributeAsync("data-ready", "");
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Delete the draft Where is the library?" }).FocusAsync();
        await desk.Page.Keyboard.PressAsync("Enter");
        await desk.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();

        await Assertions.Expect(desk.Main).ToContainTextAsync("No draft");
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_that_cannot_be_followed_says_so_until_it_can()
    {
        await using var desk = await Desk.SitDownAsync(Ct);
        desk.Api.Drafts.Put(ScriptedDrafts.Draft("Where is the library?", DraftState.Pending));
        desk.Fail("/api/offline-drafts/events");
        await desk.Page.GotoAsync("/drafts");
        var note = desk.Page.Locator("[data-stale-note]");

        await Assertions.Expect(note).ToContainTextAsync("not up to date", new() { Timeout = 20_000 });
        await Assertions.Expect(desk.Main).ToContainTextAsync("Where is the library?");
        desk.Fail(null);
        await Assertions.Expect(note).ToHaveTextAsync("", new() { Timeout = 30_000 });
    }
}
