extern alias web;

using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Stage5.Contracts;
using Stage5.Tests.Events;
using web::Stage5.Web.Security;

namespace Stage5.Tests.Web;

public sealed partial class PagesTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/", "No task yet")]
    [InlineData("/translate", "No model can translate now")]
    [InlineData("/tasks", "No task yet")]
    [InlineData("/models", "No model is configured")]
    [InlineData("/budgets", "No budget is set")]
    [InlineData("/docs", "API reference")]
    public async Task A_page_of_an_empty_system_says_what_to_do_next(string path, string said)
    {
        await using var web = await WebHost.StartAsync(Ct);
        var page = await GetAsync(web, path);

        page.ShouldContain(said);
        page.ShouldStartWith("<!DOCTYPE html>");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/translate")]
    [InlineData("/tasks")]
    [InlineData("/models")]
    [InlineData("/budgets")]
    public async Task A_page_without_the_API_says_so_and_stays_a_page(string path)
    {
        await using var web = await WebHost.StartAsync(Ct);
        var visitor = await web.SignInAsync(Ct);
        await web.Api.DisposeAsync();
        using var response = await visitor.GetAsync(path, Ct);

        (await response.Content.ReadAsStringAsync(Ct)).ShouldContain("The API cannot be reached right now.");
    }

    [Fact]
    public async Task Home_shows_each_resource_the_queue_and_the_latest_tasks()
    {
        await using var web = await WebHost.StartAsync(Ct);
        web.Api.Status = new(
            [
                new("cache", "store", ResourceHealth.Healthy, "redis-server 7", At),
                new("worker-1", "service", ResourceHealth.Unhealthy, "Silent for 40 s", At),
            ],
            new(Live: 3, Batch: 1200, Delayed: 0, Running: 2, Dead: 1));
        web.Api.Add(NewTask("A bridge <script>alert(1)</script>"));
        var page = await GetAsync(web, "/");

        page.ShouldContain("redis-server 7");
        page.ShouldContain("1 of 2 need attention");
        page.ShouldContain("1,200");
        page.ShouldContain("A bridge &lt;script&gt;");
        page.ShouldNotContain("<script>alert");
    }

    [Fact]
    public async Task Translate_offers_the_pairs_that_exist()
    {
        await using var web = await WebHost.StartAsync(Ct);
        web.Api.Metadata = new(
            [new("apertium", "apertium", "apertium", Usable: true, Reason: null, AnyPair: false)],
            [new("en", "English", "English"), new("es", "Spanish", "español"), new("fr", "French", "français")],
            [new("en", "es", ["apertium"]), new("es", "en", ["apertium"]), new("es", "fr", ["apertium"])],
            [], 5000);
        var page = await GetAsync(web, "/translate");

        page.ShouldContain("""<option value="es" data-targets="en fr">Spanish (espa&#xF1;ol)</option>""");
        page.ShouldNotContain("""<option value="fr" data-targets""");
        page.ShouldContain("data-max=\"5000\"");
    }

    [Fact]
    public async Task Translate_offers_any_two_languages_to_a_draft_while_no_model_has_one()
    {
        await using var web = await WebHost.StartAsync(Ct);
        web.Api.Metadata = ScriptedTurns.NoModel with
        {
            Models =
            [
                new("azure", "gpt-4o", [], Usable: false, "The secret azure-key is not there.", Price: null),
                new("chatter", "chat-1", ["chat"], Usable: true, Reason: null, Price: null),
            ],
        };
        var page = await GetAsync(web, "/translate");

        page.ShouldContain("""<option value="ja" data-targets="*">Japanese</option>""");
        page.ShouldContain("<strong>azure</strong>: The secret azure-key is not there.");
        page.ShouldContain("<strong>chatter</strong>: offers no pair");
    }

    [Fact]
    public async Task A_text_is_rewritten_in_the_tones_that_the_tenant_has()
    {
        await using var web = await WebHost.StartAsync(Ct);
        web.Api.Metadata = ScriptedTurns.Metadata with { Tones = ["house style", "polite"] };
        var task = web.Api.Add(NewTask("The new kitchen is bright."));
        ScriptedTurns.One(task);
        var part = await GetAsync(web, $"/fragments/tasks/{task.Id}/work");

        part.ShouldContain("""<option value="house style">House style</option>""");
        part.ShouldContain("""<option value="polite">Polite</option>""");
        part.ShouldNotContain("technical");
    }

    [Fact]
    public async Task A_text_whose_tones_cannot_be_told_is_shown_without_rewriting()
    {
        await using var web = await WebHost.StartAsync(Ct);
        var task = web.Api.Add(NewTask("The new kitchen is bright."));
        ScriptedTurns.One(task);
        web.Api.Intercept = async http =>
        {
            if (http.Request.Path != "/api/metadata") return false;
            await ScriptedApi.Fail(503, "store_unavailable", "The store does not answer.", "Try again.").ExecuteAsync(http);
            return true;
        };
        var part = await GetAsync(web, $"/fragments/tasks/{task.Id}/work");

        part.ShouldContain("Die neue K");
        part.ShouldNotContain("data-work=\"rewrite\"");
    }

    [Fact]
    public async Task A_task_shows_its_timeline_its_result_and_its_trace()
    {
        await using var web = await WebHost.StartAsync(Ct);
        var task = web.Api.Add(NewTask("Good morning"));
        task.Start();
        task.Append(TaskEventTypes.StageStarted, Payloads.Stage());
        task.Append(TaskEventTypes.StageCompleted, new()
        {
            ["stage"] = "generate",
            ["number"] = 7,
            ["status"] = "completed",
            ["duration_ms"] = 74.6,
        });
        task.Complete("Buenos días", new(
            new("default", null), new("default", "standard"), new("apertium", "eng-spa"), new(null, null),
            [new("generate", "completed", 74.6)], 81.7, task.TraceId));
        var page = await GetAsync(web, $"/tasks/{task.Id}");

        page.ShouldContain("Buenos d");
        page.ShouldContain("eng-spa");
        page.ShouldContain("Not counted by this engine");
        page.ShouldContain(task.TraceId);
        page.ShouldContain("data-final=\"true\"");
        var start = page.IndexOf("<ol", StringComparison.Ordinal);
        var timeline = page[start..page.IndexOf("</ol>", StringComparison.Ordinal)];
        timeline.Split("<li ").Length.ShouldBe(1 + 3);
        timeline.ShouldContain("75 ms");
    }

    [Fact]
    public async Task A_failed_task_says_why_and_what_to_do()
    {
        await using var web = await WebHost.StartAsync(Ct);
        var task = web.Api.Add(NewTask("Good morning"));
        task.Fail(new("no_usable_provider", "Nothing translates this pair.", "Configure a provider."));
        var part = await GetAsync(web, $"/fragments/tasks/{task.Id}/outcome");

        part.ShouldContain("Nothing translates this pair.");
        part.ShouldContain("Configure a provider.");
        part.ShouldContain("no_usable_provider");
        part.ShouldNotContain("<html");
    }

    [Fact]
    public async Task A_receipt_says_what_it_cost_who_was_asked_first_and_what_was_protected()
    {
        await using var web = await WebHost.StartAsync(Ct);
        var task = web.Api.Add(NewTask("Good morning"));
        Receipts.FallBack(task);
        var part = await GetAsync(web, $"/fragments/tasks/{task.Id}/outcome");

        part.ShouldContain("value=\"0.000123\" data-currency=\"EUR\"");
        part.ShouldContain(", estimated");
        part.ShouldContain("Answered by <strong>apertium</strong>");
        part.ShouldContain("instead of <strong>mistral</strong>");
        part.ShouldContain("2 tries");
        part.ShouldContain("Transient: The server did not answer in time.");
        part.ShouldContain("1 model passed over");
        part.ShouldContain("The secret azure-key is not there.");
        part.ShouldContain("2 &#xD7; email hidden, 1 &#xD7; banned phrase let through");
    }

    [Fact]
    public async Task A_receipt_without_cost_and_tries_tells_nothing_of_them()
    {
        await using var web = await WebHost.StartAsync(Ct);
        var task = web.Api.Add(NewTask("Good morning"));
        task.Complete("Buenos días", Receipts.Plain with
        {
            Tries = [Receipts.Try("apertium", null, null)],
            Candidates = [new("apertium", "eng-spa", Usable: true, null)],
        });
        var part = await GetAsync(web, $"/fragments/tasks/{task.Id}/outcome");

        foreach (var said in new[] { "Cost", "try", "tries", "instead of", "passed over", "Protected" })
            part.ShouldNotContain(said);
    }

    [Fact]
    public async Task A_timeline_says_who_took_over_and_what_was_found()
    {
        await using var web = await WebHost.StartAsync(Ct);
        var task = web.Api.Add(NewTask("Good morning"));
        Receipts.FallBack(task);
        var page = await GetAsync(web, $"/tasks/{task.Id}");
        var start = page.IndexOf("<ol", StringComparison.Ordinal);
        var timeline = page[start..page.IndexOf("</ol>", StringComparison.Ordinal)];

        timeline.ShouldContain(">apertium</span> takes over from <span data-field=\"from\">mistral</span>");
        timeline.ShouldContain(">no answer in time</span>");
        timeline.ShouldContain("2 &#xD7; email hidden");
        timeline.ShouldContain(">Hidden</span>");
        page.ShouldContain("data-event-template=\"model_fallback\"");
        page.ShouldContain("data-event-template=\"guardrail_triggered\"");
    }

    [Fact]
    public async Task A_task_that_waits_for_a_reviewer_says_so_and_until_when()
    {
        await using var web = await WebHost.StartAsync(Ct);
        var task = web.Api.Add(NewTask("Good morning"));
        task.Start();
        task.Await(At, ReviewReasons.Cost, ReviewReasons.Requested);
        var page = await GetAsync(web, $"/tasks/{task.Id}");

        page.ShouldContain("Waits for a reviewer");
        page.ShouldContain("datetime=\"2026-03-02T09:00:00.000Z\" data-time=\"due\"");
        page.ShouldContain("Cost above the limit, Asked for");
        page.ShouldContain("data-event-template=\"review_decided\"");
    }

    [Theory]
    [InlineData(true, true, "/reviews")]
    [InlineData(false, true, "/reviews/velocity")]
    [InlineData(false, false, null)]
    public async Task The_way_to_reviews_is_that_of_who_may_go_it(bool read, bool measure, string? shown)
    {
        await using var web = await WebHost.StartAsync(Ct);
        web.Api.Caller = web.Api.Caller with
        {
            Permissions =
            [
                .. ScriptedApi.Everything, .. read ? [Permissions.ReviewsRead] : Array.Empty<string>(),
                .. measure ? [Permissions.ReviewsMetrics] : Array.Empty<string>(),
            ],
        };
        var page = await GetAsync(web, "/");

        foreach (var path in new[] { "/reviews", "/reviews/velocity" })
            page.Contains($"<a href=\"{path}\"", StringComparison.Ordinal).ShouldBe(path == shown, path);
    }

    [Fact]
    public async Task A_task_that_is_not_there_is_a_page_with_404_and_a_part_with_a_problem()
    {
        await using var web = await WebHost.StartAsync(Ct);
        var visitor = await web.SignInAsync(Ct);
        using var page = await visitor.GetAsync("/tasks/none", Ct);
        using var part = await visitor.GetAsync("/fragments/tasks/none", Ct);
        using var unknown = await visitor.GetAsync("/nowhere", Ct);

        page.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await page.Content.ReadAsStringAsync(Ct)).ShouldContain("There is no such task.");
        part.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        part.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await unknown.Content.ReadAsStringAsync(Ct)).ShouldContain("Not found");
    }

    [Fact]
    public async Task A_page_that_fails_is_a_page_that_says_so_with_its_trace()
    {
        await using var web = await WebHost.StartAsync(Ct);
        var visitor = await web.SignInAsync(Ct);
        web.Api.Intercept = async context =>
        {
            await context.Response.WriteAsync("{}", context.RequestAborted);
            return true;
        };
        using var response = await visitor.GetAsync("/", Ct);

        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        var page = await response.Content.ReadAsStringAsync(Ct);
        page.ShouldContain("Something went wrong");
        TraceIds().IsMatch(page).ShouldBeTrue();
    }

    [Fact]
    public async Task Older_tasks_are_a_page_of_their_own_without_scripts()
    {
        await using var web = await WebHost.StartAsync(Ct);
        for (var i = 0; i < 30; i++) web.Api.Add(NewTask($"Text {i}", At.AddMinutes(i)));
        var first = await GetAsync(web, "/tasks");
        web.Api.Reset();
        var second = await GetAsync(web, "/tasks?cursor=25");

        first.ShouldContain("href=\"/tasks?cursor=25\"");
        first.ShouldContain(">Text 29<");
        second.ShouldContain(">Text 4<");
        second.ShouldNotContain("data-live=");
    }

    [Fact]
    [Trait("Threat", "WEB-T2")]
    public async Task Every_answer_carries_a_policy_that_allows_no_inline_script_and_no_other_host()
    {
        await using var web = await WebHost.StartAsync(Ct);
        var visitor = await web.SignInAsync(Ct);
        foreach (var path in new[] { "/", "/translate", "/tasks", "/models", "/budgets", "/docs", "/nowhere", "/js/app.mjs", "/lib/fluent.js" })
        {
            using var response = await visitor.GetAsync(path, Ct);
            response.Headers.GetValues("Content-Security-Policy").ShouldBe([SecurityHeaders.ContentSecurityPolicy]);
            if (response.Content.Headers.ContentType?.MediaType != "text/html") continue;
            var page = await response.Content.ReadAsStringAsync(Ct);
            Inline().Matches(page).ShouldBeEmpty(path);
            OtherHosts().Matches(page).ShouldBeEmpty(path);
        }
    }

    [Fact]
    public async Task A_remembered_theme_is_in_the_first_paint()
    {
        await using var web = await WebHost.StartAsync(Ct);
        using var chosen = await web.Visit().SendAsync(With("stage5.theme=dark"), Ct);
        using var forged = await web.Visit().SendAsync(With("stage5.theme=x"), Ct);

        (await chosen.Content.ReadAsStringAsync(Ct)).ShouldContain("<html lang=\"en\" data-theme=\"dark\">");
        (await forged.Content.ReadAsStringAsync(Ct)).ShouldContain("<html lang=\"en\">");

        static HttpRequestMessage With(string cookie) =>
            new(HttpMethod.Get, "/login") { Headers = { { "Cookie", cookie }, { "Accept", "text/html" } } };
    }

    [GeneratedRegex("<code>[0-9a-f]{32}</code>", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TraceIds();

    [GeneratedRegex(
        """<script(?![^>]*\ssrc=)|\sstyle="|\son[a-z]+="|<style""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Inline();

    [GeneratedRegex("""(?:src|href)="(?:https?:)?//""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OtherHosts();

    private static async Task<string> GetAsync(WebHost web, string path)
    {
        var visitor = await web.SignInAsync(Ct);
        using var response = await visitor.GetAsync(path, Ct);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await response.Content.ReadAsStringAsync(Ct);
    }

    private static ScriptedTask NewTask(string text, DateTimeOffset? at = null) => new(
        new() { Kind = TaskKinds.Translate, Text = text, SourceLanguage = "en", TargetLanguage = "es" },
        TimeProvider.System)
    {
        CreatedAt = at ?? At,
    };
}
