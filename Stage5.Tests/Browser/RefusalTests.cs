using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using Stage5.Contracts;
using Stage5.Tests.Web;

namespace Stage5.Tests.Browser;

/// <summary>What Translate and a task's page say of guards and of failed providers, in front of a scripted API.</summary>
public sealed class RefusalTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_budget_that_is_used_up_says_what_is_left_and_when_it_renews()
    {
        await using var desk = await TranslateAsync();
        var renews = TimeProvider.System.GetUtcNow().AddMinutes(130).ToString("O", CultureInfo.InvariantCulture);
        Refuse(desk, 402, "budget_exhausted", "The budget of the user is used up for the day.", $$"""
            ,"budget":{"scope":"user","window":"day","limit":5,"left":0.12,"currency":"EUR","renews":"{{renews}}"}
            """);

        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Translate" }).ClickAsync();

        var result = desk.Page.Locator("#result");
        await Assertions.Expect(result).ToContainTextAsync("The budget of the user is used up for the day.");
        await Assertions.Expect(result).ToContainTextAsync("€0.12 of €5.00 is left; it renews in 2 h 10 min");
        await Assertions.Expect(result).ToContainTextAsync("Wait, or ask an administrator.");
        await Assertions.Expect(desk.Page.Locator("#toasts > *")).ToHaveCountAsync(0);
        await Assertions.Expect(desk.Page.GetByLabel("Text to translate")).ToHaveValueAsync("Good morning");
        await desk.TakePicturesAsync("translate", "budget");
    }

    [Theory]
    [InlineData(429, "rate_limited")]
    [InlineData(429, "concurrency_limited")]
    [InlineData(422, "content_blocked")]
    public async Task A_refusal_stays_with_its_sentence_and_what_to_do(int status, string code)
    {
        await using var desk = await TranslateAsync();
        Refuse(desk, status, code, "This does not go now.");

        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Translate" }).ClickAsync();

        var alert = desk.Page.Locator("#result").GetByRole(AriaRole.Alert);
        await Assertions.Expect(alert).ToContainTextAsync("This does not go now.");
        await Assertions.Expect(alert).ToContainTextAsync("Wait, or ask an administrator.");
        await Assertions.Expect(alert).ToContainTextAsync(code);
        desk.Api.CountOf("POST", "/api/tasks").ShouldBe(1);
    }

    [Fact]
    public async Task A_task_that_fell_back_tells_its_tries_and_its_cost()
    {
        await using var desk = await Desk.SitDownAsync(Ct);
        var task = desk.Api.Add(new ScriptedTask(
            new() { Kind = TaskKinds.Translate, Text = "Hello", SourceLanguage = "en", TargetLanguage = "es" },
            TimeProvider.System));
        Receipts.FallBack(task);
        await desk.Page.GotoAsync($"/tasks/{task.Id}");
        await desk.Page.GetByText("2 tries").ClickAsync();
        await desk.Page.GetByText("1 model passed over").ClickAsync();

        await Assertions.Expect(desk.Main).ToContainTextAsync("€0.000123, estimated");
        await Assertions.Expect(desk.Main).ToContainTextAsync("Answered by apertium instead of mistral.");
        await Assertions.Expect(desk.Main).ToContainTextAsync("apertium takes over from mistral");
        await desk.TakePicturesAsync("task", "fallback");
        desk.Person.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_steps_that_arrive_live_say_the_same()
    {
        await using var desk = await TranslateAsync();
        desk.Api.OnCreated = Receipts.FallBack;

        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Translate" }).ClickAsync();

        var steps = desk.Page.Locator("#run");
        await Assertions.Expect(steps).ToContainTextAsync("apertium takes over from mistral");
        await Assertions.Expect(steps).ToContainTextAsync("2 × email hidden");
        await Assertions.Expect(desk.Page.Locator("#result")).ToContainTextAsync("€0.000123, estimated");
        desk.Person.Complaints.ShouldBeEmpty();
    }

    private static async Task<Desk> TranslateAsync()
    {
        var desk = await Desk.SitDownAsync(Ct);
        desk.Api.Metadata = new(
            [new("apertium", "apertium", "apertium", Usable: true, Reason: null, AnyPair: false)],
            [new("en", "English", "English"), new("es", "Spanish", "español")],
            [new("en", "es", ["apertium"])], [], 5000);
        await desk.Page.GotoAsync("/translate");
        await Assertions.Expect(desk.Page.Locator(".translator")).ToHaveAttributeAsync("data-ready", "");
        await desk.Page.GetByLabel("Text to translate").FillAsync("Good morning");
        return desk;
    }

    private static void Refuse(Desk desk, int status, string code, string detail, string more = "") =>
        desk.Api.Intercept = async http =>
        {
            if (http.Request.Method != "POST" || http.Request.Path != "/api/tasks") return false;
            http.Response.StatusCode = status;
            http.Response.ContentType = "application/problem+json";
            await http.Response.WriteAsync($$"""
                {"type":"about:blank","title":"No","status":{{status}},"detail":"{{detail}}","code":"{{code}}",
                "next":"Wait, or ask an administrator."{{more}}}
                """, http.RequestAborted);
            return true;
        };
}
