using Microsoft.Playwright;
using Stage5.Contracts;
using Stage5.Tests.Web;

namespace Stage5.Tests.Browser;

/// <summary>Budgets as a person reads and changes them, in front of a scripted API.</summary>
public sealed class BudgetsPageTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_state_is_legible_at_every_width()
    {
        await using var desk = await AdministratorAsync();
        await OpenAsync(desk);
        await Assertions.Expect(desk.Main).ToContainTextAsync("€87.412634");
        await Assertions.Expect(desk.Main).ToContainTextAsync("in 3 h");

        await desk.TakePicturesAsync("budgets");

        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_nothing_is_set_or_used_it_is_said()
    {
        await using var desk = await Desk.SitDownAsync(Ct);
        await desk.Page.GotoAsync("/budgets");

        await Assertions.Expect(desk.Main).ToContainTextAsync("No budget is set");
        await Assertions.Expect(desk.Main).ToContainTextAsync("Nothing was used");
        await Assertions.Expect(desk.Page.Locator("[data-budget-form]")).ToHaveCountAsync(0);
        await desk.TakePicturesAsync("budgets", "empty");
    }

    [Fact]
    public async Task Without_the_store_the_page_says_so()
    {
        await using var desk = await AdministratorAsync();
        desk.Fail("/api/budgets");
        await desk.Page.GotoAsync("/budgets");

        await Assertions.Expect(desk.Main).ToContainTextAsync("The store does not answer.");
        await desk.TakePicturesAsync("budgets", "error");
    }

    [Fact]
    public async Task A_limit_is_added_with_the_keyboard_alone_and_stands_among_the_budgets()
    {
        await using var desk = await AdministratorAsync();
        await OpenAsync(desk);
        var save = Button(desk, "Save");
        await Assertions.Expect(save).ToHaveAttributeAsync("disabled", "");

        await Button(desk, "Add a limit").FocusAsync();
        foreach (var key in new[] { "Enter", "k", "Tab" }) await desk.Page.Keyboard.PressAsync(key);
        await desk.Page.Keyboard.TypeAsync("night-batch");
        foreach (var key in new[] { "Tab", "ArrowDown", "ArrowDown", "Tab" })
            await desk.Page.Keyboard.PressAsync(key);
        await desk.Page.Keyboard.TypeAsync("12.5");
        await desk.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(desk.Page.Locator("[data-limit-said]")).ToHaveTextAsync("Saved.");
        await Assertions.Expect(desk.Page.GetByRole(AriaRole.Article, new() { Name = "Key night-batch, a month" }))
            .ToContainTextAsync("€12.50");
        await Assertions.Expect(save).ToHaveAttributeAsync("disabled", "");
        desk.Api.Figures.Budgets.Version.ShouldBe(5);
        desk.Api.Figures.Budgets.Budgets.Count(budget => budget.Source == "administrator").ShouldBe(3);
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_was_second_sees_what_the_first_did_and_keeps_what_was_typed()
    {
        await using var desk = await AdministratorAsync();
        await OpenAsync(desk);
        var hard = desk.Page.Locator("[data-limit]").First.GetByLabel("Hard limit");
        await hard.FillAsync("7");
        var theirs = Figures.Budgets.Budgets[1] with { HardLimit = 6, SoftLimit = null };
        desk.Api.Figures.Budgets = Figures.Budgets with { Version = 9, Budgets = [Figures.Budgets.Budgets[0], theirs] };

        await Button(desk, "Save").ClickAsync();

        var conflict = desk.Page.Locator(".conflict");
        await Assertions.Expect(conflict).ToContainTextAsync("Each user, a day: hard €6.00");
        await Assertions.Expect(hard).ToHaveValueAsync("7");
        desk.Api.Figures.Budgets.Version.ShouldBe(9);
        await desk.TakePicturesAsync("budgets", "conflict");

        await Button(desk, "Save mine instead").ClickAsync();
        await Assertions.Expect(desk.Page.Locator("[data-limit-said]")).ToHaveTextAsync("Saved.");
        await Assertions.Expect(conflict).ToHaveCountAsync(0);
        desk.Api.Figures.Budgets.Version.ShouldBe(10);
        desk.Api.Figures.Budgets.Budgets.ShouldContain(budget => budget.Scope == "user" && budget.HardLimit == 7);
    }

    [Fact]
    public async Task Theirs_can_be_taken_instead()
    {
        await using var desk = await AdministratorAsync();
        await OpenAsync(desk);
        var hard = desk.Page.Locator("[data-limit]").First.GetByLabel("Hard limit");
        await hard.FillAsync("7");
        desk.Api.Figures.Budgets = Figures.Budgets with { Version = 9 };
        await Button(desk, "Save").ClickAsync();

        await Button(desk, "Take theirs").ClickAsync();

        await Assertions.Expect(hard).ToHaveValueAsync("5");
        await Assertions.Expect(Button(desk, "Save")).ToHaveAttributeAsync("disabled", "");
        desk.Api.Figures.Budgets.Version.ShouldBe(9);
    }

    [Fact]
    public async Task What_cannot_be_right_is_said_and_not_sent()
    {
        await using var desk = await AdministratorAsync();
        await OpenAsync(desk);
        await desk.Page.Locator("[data-limit]").First.GetByLabel("Soft limit").FillAsync("9");
        await Button(desk, "Add a limit").ClickAsync();

        await Button(desk, "Save").ClickAsync();

        var problem = desk.Page.Locator("[data-limit-problem]");
        await Assertions.Expect(problem).ToContainTextAsync("Limit 1: the soft limit is above the hard limit.");
        await Assertions.Expect(problem).ToContainTextAsync("Limit 3 needs a hard or a soft limit.");
        desk.Api.CountOf("PUT", "/api/budgets").ShouldBe(0);
        await desk.TakePicturesAsync("budgets", "invalid");
    }

    private static async Task OpenAsync(Desk desk)
    {
        await desk.Page.GotoAsync("/budgets");
        await Assertions.Expect(desk.Page.Locator("[data-budget-form]")).ToHaveAttributeAsync("data-ready", "");
    }

    private static async Task<Desk> AdministratorAsync()
    {
        var desk = await Desk.SitDownAsync(
            Ct, permissions: [Permissions.BudgetsWrite, Permissions.UsageAll]);
        desk.Api.Figures.Budgets = Figures.Budgets;
        desk.Api.Figures.Usage = Figures.Usage;
        return desk;
    }

    private static ILocator Button(Desk desk, string name) =>
        desk.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}
