using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Stage5.Contracts;

namespace Stage5.Tests.Web;

public sealed class ModelsPageTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_is_shown_with_all_that_was_measured()
    {
        var card = Card(await PageAsync(Figures.Healthy), "mistral");

        foreach (var said in new[]
                 {
                     "mistral-small-2503", "OpenAICompatible", "Usable", "Breaker closed", "78.1 %", "352 ms",
                     "target 800 ms", "0.4 %", "at most 8 a process", "1,204", "in 5 min", "Transient", "EUR 0.15",
                     "EUR 0.075", "EUR 0.60", "list 2026-01", "eu-west", "iso27001, c5", "131,072 tokens", "api-1", "worker-1",
                     "As 2 processes see it",
                 })
            card.ShouldContain(said);
        card.ShouldContain("<meter");
        card.ShouldContain("value=\"0.7812\"");
    }

    [Fact]
    public async Task What_was_not_measured_is_not_shown_as_zero()
    {
        var card = Card(await PageAsync(Figures.Unusable with { Usable = true, Reason = null }), "azure");

        card.ShouldContain("No calls");
        card.ShouldContain("Not measured");
        card.ShouldContain("Unknown: blocked where a budget is enforced");
        card.ShouldContain("None seen");
        card.ShouldNotContain("0 ms");
        card.ShouldNotContain("<meter");
        card.ShouldContain("No process has called it yet.");
    }

    [Fact]
    public async Task A_model_that_is_not_usable_says_why()
    {
        var page = await PageAsync(Figures.Healthy, Figures.Unusable);

        Card(page, "azure").ShouldContain("The secret azure-key is not there.");
        Card(page, "mistral").ShouldNotContain("Not usable");
        Text(page).ShouldContain("1 of 2 models are ready");
    }

    [Theory]
    [InlineData(BreakerState.Closed, "Breaker closed")]
    [InlineData(BreakerState.HalfOpen, "Trying again")]
    [InlineData(BreakerState.Open, "Open until")]
    public async Task The_breaker_is_said_in_words(BreakerState state, string said)
    {
        var retryAt = state == BreakerState.Open ? Figures.At.AddSeconds(20) : (DateTimeOffset?)null;
        var card = Card(await PageAsync(Figures.Healthy with { Breaker = state, RetryAt = retryAt, Processes = [] }), "mistral");

        card.ShouldContain(said);
        if (state == BreakerState.Open) card.ShouldContain($"datetime=\"{retryAt:yyyy-MM-dd'T'HH:mm:ss}");
    }

    [Fact]
    public async Task A_latency_above_its_target_is_said_in_words()
    {
        var card = Card(await PageAsync(Figures.Degraded), "slow-gateway");

        card.ShouldContain("1.42 s");
        card.ShouldContain("over its target of 800 ms");
    }

    [Fact]
    [Trait("Threat", "WEB-T2")]
    public async Task What_a_provider_calls_itself_is_text()
    {
        var page = await PageAsync(Figures.Healthy with { Model = "<img src=x>", LastError = "<b>" });

        page.ShouldNotContain("<img");
        page.ShouldNotContain("<b>");
    }

    [Theory]
    [InlineData(403, "forbidden", "You may not see models.")]
    [InlineData(503, "store_unavailable", "The store does not answer.")]
    public async Task A_refusal_is_said_on_the_page_and_is_a_problem_for_the_part(int status, string code, string detail)
    {
        await using var web = await WebHost.StartAsync(Ct);
        var visitor = await web.SignInAsync(Ct);
        web.Api.Intercept = async http =>
        {
            if (http.Request.Path != "/api/models") return false;
            await ScriptedApi.Fail(status, code, detail, "Ask again.").ExecuteAsync(http);
            return true;
        };
        using var page = await visitor.GetAsync("/models", Ct);
        using var part = await visitor.GetAsync("/fragments/models", Ct);

        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await page.Content.ReadAsStringAsync(Ct)).ShouldContain(detail);
        ((int)part.StatusCode).ShouldBe(status);
        (await part.Content.ReadFromJsonAsync(ContractsJson.Default.Problem, Ct))!.Code.ShouldBe(code);
    }

    [Fact]
    public async Task Who_may_not_see_models_or_budgets_finds_neither_page_nor_link()
    {
        await using var web = await WebHost.StartAsync(Ct);
        web.Api.Caller = web.Api.Caller with { Permissions = [Permissions.StatusRead] };
        web.Api.Status = new([new("mistral", "provider", ResourceHealth.Healthy, "ok", Figures.At)], new(0, 0, 0, 0, 0));
        var visitor = await web.SignInAsync(Ct);
        foreach (var path in new[] { "/models", "/fragments/models", "/budgets", "/fragments/budgets" })
        {
            using var refused = await visitor.GetAsync(path, Ct);
            refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
        }

        using var home = await visitor.GetAsync("/", Ct);
        var page = await home.Content.ReadAsStringAsync(Ct);
        page.ShouldNotContain("/models");
        page.ShouldNotContain("/budgets");
        web.Api.CountOf("GET", "/api/models").ShouldBe(0);
    }

    [Fact]
    public async Task Homes_row_of_a_provider_leads_to_its_card()
    {
        await using var web = await WebHost.StartAsync(Ct);
        web.Api.Status = new([new("mistral", "provider", ResourceHealth.Healthy, "ok", Figures.At)], new(0, 0, 0, 0, 0));
        web.Api.Figures.Models = Figures.ModelsOf(Figures.Healthy);
        var visitor = await web.SignInAsync(Ct);
        using var home = await visitor.GetAsync("/", Ct);
        using var models = await visitor.GetAsync("/models", Ct);

        (await home.Content.ReadAsStringAsync(Ct)).ShouldContain("href=\"/models#model-mistral\"");
        (await models.Content.ReadAsStringAsync(Ct)).ShouldContain("id=\"model-mistral\"");
    }

    private static async Task<string> PageAsync(params ModelView[] models)
    {
        await using var web = await WebHost.StartAsync(Ct);
        web.Api.Figures.Models = Figures.ModelsOf(models);
        var visitor = await web.SignInAsync(Ct);
        using var response = await visitor.GetAsync("/models", Ct);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await response.Content.ReadAsStringAsync(Ct);
    }

    private static string Card(string page, string provider)
    {
        var start = page.IndexOf($"id=\"model-{provider}\"", StringComparison.Ordinal);
        start.ShouldBeGreaterThan(0, provider);
        return page[start..page.IndexOf("</article>", start, StringComparison.Ordinal)];
    }

    private static string Text(string page) =>
        Regex.Replace(page, @"\s+", " ", RegexOptions.None, TimeSpan.FromSeconds(1));
}
