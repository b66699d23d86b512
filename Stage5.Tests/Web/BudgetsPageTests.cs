using System.Net;
using Stage5.Contracts;

namespace Stage5.Tests.Web;

public sealed class BudgetsPageTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_budget_is_shown_with_what_is_spent_held_and_left()
    {
        var page = await PageAsync();
        var card = Card(page, "Whole tenant, a month");

        foreach (var said in new[]
                 {
                     "EUR 87.412634", "EUR 1.20", "EUR 161.387366", "EUR 250.00", "EUR 200.00", "Set in the configuration.",
                     "Within its limits",
                 })
            card.ShouldContain(said);
        card.ShouldContain("role=\"meter\"");
        card.ShouldContain("aria-valuetext=\"EUR 87.412634 spent, EUR 1.20 held, of EUR 250.00\"");
        card.ShouldContain("width=\"34.97%\"");
        page.ShouldContain("Enforce");
        page.ShouldContain("Europe/Madrid");
    }

    [Fact]
    public async Task The_state_of_a_budget_is_said_in_words()
    {
        var page = await PageAsync();

        Card(page, "Each user, a day").ShouldContain("Above its soft limit");
        Card(page, "Each user, a day").ShouldContain("The amounts are yours.");
        Card(page, "User ben, an hour").ShouldContain("Used up");
        Card(page, "Each conversation, a week").ShouldContain("No end");
    }

    [Fact]
    public async Task Without_a_limit_of_any_kind_there_is_no_bar() =>
        Card(await PageAsync(Figures.Budgets with
        {
            Budgets = [Figures.Budgets.Budgets[0] with { HardLimit = null, SoftLimit = null, Left = null }],
        }), "Whole tenant, a month").ShouldNotContain("role=\"meter\"");

    [Fact]
    public async Task More_spent_than_the_limit_fills_the_bar_and_no_more()
    {
        var card = Card(await PageAsync(Figures.Budgets with
        {
            Mode = "observe",
            Budgets = [Figures.Budgets.Budgets[0] with { HardLimit = 10, Spent = 12, Held = 3, Left = -5 }],
        }), "Whole tenant, a month");

        card.ShouldContain("aria-valuenow=\"10\"");
        card.ShouldContain("width=\"100%\"");
        card.ShouldContain("width=\"0%\"");
        card.ShouldContain("EUR -5.00");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Limits_are_changed_only_by_who_may(bool may)
    {
        var page = await PageAsync(permissions: may ? [Permissions.BudgetsWrite] : []);

        page.Contains("data-budget-form", StringComparison.Ordinal).ShouldBe(may);
        if (!may) return;
        page.ShouldContain("data-version=\"4\"");
        var form = page[page.IndexOf("<form class=\"limits\"", StringComparison.Ordinal)..];
        form[..form.IndexOf("<template", StringComparison.Ordinal)].Split("data-limit>").Length.ShouldBe(1 + 2);
    }

    [Theory]
    [InlineData("/budgets", false, "user")]
    [InlineData("/budgets?usage=tenant", false, "user")]
    [InlineData("/budgets", true, "tenant")]
    [InlineData("/budgets?usage=user", true, "user")]
    public async Task Usage_is_of_everyone_only_for_who_may_see_it(string path, bool all, string scope)
    {
        await using var web = await StartAsync(all ? [Permissions.UsageAll] : []);
        var page = await GetAsync(web, path);

        web.Api.Figures.UsageQueries.ShouldHaveSingleItem().ShouldEndWith($" {scope}");
        page.Contains("Only mine", StringComparison.Ordinal).ShouldBe(all);
    }

    [Fact]
    public async Task Usage_shows_each_day_and_model_the_newest_first_and_what_it_does_not_know()
    {
        var page = await PageAsync();
        var table = page[page.IndexOf("<table class=\"usage\"", StringComparison.Ordinal)..];

        table.IndexOf("Sun 8 Mar", StringComparison.Ordinal)
            .ShouldBeLessThan(table.IndexOf("Sat 7 Mar", StringComparison.Ordinal));
        foreach (var said in new[]
                 {
                     "1,190,000", "EUR 0.012635", "7 estimated", "12 unpriced", ">Unknown<", "EUR 0.412635",
                     "upper bounds", "not in the cost",
                 })
            table.ShouldContain(said);
    }

    [Fact]
    public async Task With_nothing_used_there_is_no_table()
    {
        await using var web = await WebHost.StartAsync(Ct);
        var page = await GetAsync(web, "/budgets");

        page.ShouldContain("Nothing was used");
        page.ShouldNotContain("<table");
    }

    [Fact]
    public async Task A_part_that_cannot_be_read_does_not_hide_the_other()
    {
        await using var web = await StartAsync();
        var visitor = await web.SignInAsync(Ct);
        web.Api.Intercept = async http =>
        {
            if (http.Request.Path != "/api/usage") return false;
            await ScriptedApi.Fail(503, "store_unavailable", "The store does not answer.", "Ask again.").ExecuteAsync(http);
            return true;
        };
        using var response = await visitor.GetAsync("/budgets", Ct);
        var page = await response.Content.ReadAsStringAsync(Ct);

        page.ShouldContain("The store does not answer.");
        Card(page, "Whole tenant, a month").ShouldContain("EUR 250.00");
    }

    private static Task<WebHost> StartAsync(params string[] permissions) => StartAsync(Figures.Budgets, permissions);

    private static async Task<WebHost> StartAsync(BudgetsView budgets, string[] permissions)
    {
        var web = await WebHost.StartAsync(Ct);
        web.Api.Figures.Budgets = budgets;
        web.Api.Figures.Usage = Figures.Usage;
        web.Api.Caller = web.Api.Caller with { Permissions = [.. ScriptedApi.Everything, .. permissions] };
        return web;
    }

    private static async Task<string> PageAsync(BudgetsView? budgets = null, string[]? permissions = null)
    {
        await using var web = await StartAsync(budgets ?? Figures.Budgets, permissions ?? []);
        return await GetAsync(web, "/budgets");
    }

    private static async Task<string> GetAsync(WebHost web, string path)
    {
        var visitor = await web.SignInAsync(Ct);
        using var response = await visitor.GetAsync(path, Ct);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await response.Content.ReadAsStringAsync(Ct);
    }

    private static string Card(string page, string title)
    {
        var start = page.IndexOf($"<article class=\"card budget\" aria-label=\"{title}\"", StringComparison.Ordinal);
        start.ShouldBeGreaterThan(0, title);
        return page[start..page.IndexOf("</article>", start, StringComparison.Ordinal)];
    }
}
