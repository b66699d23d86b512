using Microsoft.Playwright;
using Stage5.Contracts;
using Stage5.Tests.Web;

namespace Stage5.Tests.Browser;

/// <summary>Models as a person watches it, in front of a scripted API.</summary>
public sealed class ModelsPageTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_state_is_legible_at_every_width()
    {
        await using var desk = await Desk.SitDownAsync(Ct);
        desk.Api.Figures.Models = Figures.ModelsOf(Figures.Healthy, Figures.Degraded, Figures.Open, Figures.Unusable);
        await desk.Page.GotoAsync("/models");
        await desk.Page.GetByText("As 2 processes see it").ClickAsync();
        await Assertions.Expect(desk.Page.Locator(".spark path[d*=L]")).ToHaveCountAsync(3);

        await desk.TakePicturesAsync("models");

        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_model_it_is_said_how_to_add_one()
    {
        await using var desk = await Desk.SitDownAsync(Ct);
        await desk.Page.GotoAsync("/models");

        await Assertions.Expect(desk.Main).ToContainTextAsync("Stage5__Models__Providers__local__Kind=OpenAICompatible");
        await desk.TakePicturesAsync("models", "empty");
    }

    [Fact]
    public async Task A_breaker_that_opens_is_told_and_changes_its_cells_only()
    {
        await using var desk = await Desk.SitDownAsync(Ct);
        desk.Api.Figures.Models = Figures.ModelsOf(Figures.Healthy, Figures.Degraded);
        await desk.Page.GotoAsync("/models");
        var summary = desk.Page.GetByText("As 2 processes see it");
        await summary.FocusAsync();
        await desk.Page.Keyboard.PressAsync("Enter");
        await desk.Page.EvaluateAsync("() => { window.kept = document.querySelector('.gauge strong'); }");
        await Assertions.Expect(desk.Page.Locator("[data-announce]")).ToHaveTextAsync("");

        desk.Api.Figures.Models = Figures.ModelsOf(
            Figures.Healthy with
            {
                Breaker = BreakerState.Open,
                RetryAt = Figures.At.AddSeconds(30),
                ServedShare = 0.25,
                Processes = [.. Figures.Healthy.Processes.Select(process => process with { InFlight = 7 })],
            },
            Figures.Degraded);

        var card = desk.Page.Locator("#model-mistral");
        await Assertions.Expect(card).ToContainTextAsync("Open until");
        await Assertions.Expect(card).ToContainTextAsync("25 %");
        await Assertions.Expect(desk.Page.Locator("[data-announce]"))
            .ToHaveTextAsync("mistral failed too often and is left out for now.");
        await Assertions.Expect(summary).ToBeFocusedAsync();
        await Assertions.Expect(card.Locator("details")).ToHaveAttributeAsync("open", "");
        (await desk.Page.EvaluateAsync<string>("() => window.kept.isConnected && window.kept.textContent")).ShouldBe("25 %");
    }

    [Fact]
    public async Task What_cannot_be_read_now_stays_with_a_note_since_when()
    {
        await using var desk = await Desk.SitDownAsync(Ct);
        desk.Api.Figures.Models = Figures.ModelsOf(Figures.Healthy);
        await desk.Page.GotoAsync("/models");
        var note = desk.Page.Locator("[data-stale-note]");
        await Assertions.Expect(note).ToHaveTextAsync("");
        desk.Fail("/api/models");

        await Assertions.Expect(note).ToContainTextAsync("Not updated since", new() { Timeout = 20_000 });
        await Assertions.Expect(desk.Page.Locator("#model-mistral")).ToBeVisibleAsync();
        await desk.TakePicturesAsync("models", "stale");

        desk.Fail(null);
        await Assertions.Expect(note).ToHaveTextAsync("", new() { Timeout = 20_000 });
    }

    [Fact]
    public async Task A_page_that_began_with_a_problem_shows_the_models_once_they_can_be_read()
    {
        await using var desk = await Desk.SitDownAsync(Ct);
        desk.Api.Figures.Models = Figures.ModelsOf(Figures.Healthy);
        desk.Fail("/api/models");
        await desk.Page.GotoAsync("/models");
        await Assertions.Expect(desk.Main).ToContainTextAsync("The store does not answer.");
        await desk.TakePicturesAsync("models", "error");

        desk.Fail(null);
        await Assertions.Expect(desk.Page.Locator("#model-mistral")).ToBeVisibleAsync(new() { Timeout = 30_000 });
    }

    [Fact]
    public async Task In_forced_colours_the_states_are_still_words_and_shapes()
    {
        await using var desk = await Desk.SitDownAsync(Ct, ForcedColors.Active);
        desk.Api.Figures.Models = Figures.ModelsOf(Figures.Healthy, Figures.Open, Figures.Unusable);
        await desk.Page.GotoAsync("/models");

        await desk.TakePicturesAsync("models", "forced");
    }

    [Fact]
    public async Task The_keyboard_leads_from_the_rail_to_the_processes()
    {
        await using var desk = await Desk.SitDownAsync(Ct);
        desk.Api.Figures.Models = Figures.ModelsOf(Figures.Healthy);
        await desk.Page.GotoAsync("/tasks");
        var rail = desk.Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" });
        await rail.GetByRole(AriaRole.Link, new() { Name = "Tasks" }).FocusAsync();

        await desk.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(rail.GetByRole(AriaRole.Link, new() { Name = "Models" })).ToBeFocusedAsync();
        await desk.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(desk.Page).ToHaveTitleAsync("Models · Stage5");
        await rail.GetByRole(AriaRole.Link, new() { Name = "API" }).FocusAsync();
        await desk.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(desk.Page.Locator("summary")).ToBeFocusedAsync();
        await desk.Page.Keyboard.PressAsync("Space");
        await Assertions.Expect(desk.Page.GetByRole(AriaRole.Rowheader, new() { Name = "worker-1" })).ToBeVisibleAsync();
    }
}
