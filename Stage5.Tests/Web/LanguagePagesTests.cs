using System.Net;
using System.Text.RegularExpressions;
using Stage5.Contracts;

namespace Stage5.Tests.Web;

/// <summary>What the pages of the language assistant are rendered as, and what of them passes through.</summary>
public sealed class LanguagePagesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/glossary", "No term yet")]
    [InlineData("/drafts", "No draft")]
    public async Task A_page_without_anything_says_what_it_is_for(string path, string said) =>
        (await GetAsync(path, _ => { })).ShouldContain(said);

    [Theory]
    [InlineData("/glossary", "/api/glossary")]
    [InlineData("/drafts", "/api/offline-drafts")]
    public async Task A_page_that_cannot_be_read_says_why(string path, string read) =>
        (await GetAsync(path, api => api.Intercept = async http =>
        {
            if (http.Request.Path != read) return false;
            await ScriptedApi.Fail(503, "store_unavailable", "The store does not answer.", "Ask again.").ExecuteAsync(http);
            return true;
        })).ShouldContain("The store does not answer.");

    [Theory]
    [InlineData("/glossary")]
    [InlineData("/fragments/glossary")]
    [InlineData("/drafts")]
    [InlineData("/fragments/drafts")]
    public async Task Who_may_not_see_a_page_finds_neither_it_nor_its_link(string path)
    {
        await using var web = await WebHost.StartAsync(Ct);
        web.Api.Caller = web.Api.Caller with { Permissions = [Permissions.StatusRead] };
        var visitor = await web.SignInAsync(Ct);
        using var refused = await visitor.GetAsync(path, Ct);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var home = await visitor.GetAsync("/", Ct);
        (await home.Content.ReadAsStringAsync(Ct)).ShouldNotContain($"href=\"{path}\"");
    }

    [Fact]
    [Trait("Threat", "WEB-T2")]
    public async Task What_people_call_a_term_is_text()
    {
        var page = await GetAsync("/glossary", api => api.Glossary.Entries.Add(
            ScriptedGlossary.Term("<img src=x>", "\"><script>alert(1)</script>") with { Note = "</td><b>" }));

        page.ShouldNotContain("<img");
        page.ShouldNotContain("<script>alert");
        page.ShouldNotContain("<b>");
    }

    [Fact]
    public async Task Filters_are_sent_on_and_kept_in_the_links()
    {
        await using var web = await WebHost.StartAsync(Ct);
        for (var number = 0; number < 60; number += 1) web.Api.Glossary.Entries.Add(ScriptedGlossary.Term($"a&b {number}", "x"));
        var visitor = await web.SignInAsync(Ct);
        using var response = await visitor.GetAsync("/glossary?search=a%26b&scope=personal&source=&conversationId=c", Ct);
        var page = await response.Content.ReadAsStringAsync(Ct);

        web.Api.Glossary.Queries.Single().ShouldBe("?search=a%26b&scope=personal");
        page.ShouldContain("/glossary?search=a%26b&amp;scope=personal&amp;cursor=50");
        page.ShouldContain("/api/glossary/export?format=tbx&amp;scope=personal");
        page.ShouldContain("value=\"a&amp;b\"");
    }

    [Fact]
    [Trait("Threat", "WEB-D1")]
    public async Task A_file_of_sixty_megabytes_passes_to_the_import_and_nowhere_else()
    {
        const int megabyte = 1024 * 1024;
        await using var web = await WebHost.StartAsync(Ct);
        var visitor = await web.SignInAsync(Ct);

        (await SendAsync(visitor, "/api/glossary/import?format=csv&dryRun=true", 60 * megabyte)).ShouldBe(HttpStatusCode.OK);
        foreach (var (path, bytes) in new[]
                 {
                     ("/api/glossary/import?format=csv", 65 * megabyte), ("/api/glossary", 2 * megabyte),
                     ("/api/tasks", 2 * megabyte),
                 })
            (await SendAsync(visitor, path, bytes)).ShouldBe(HttpStatusCode.RequestEntityTooLarge, path);

        web.Api.Glossary.Imports.Single().Bytes.ShouldBe(60L * megabyte);
    }

    [Fact]
    public async Task A_turn_of_each_kind_is_shown_for_what_it_is()
    {
        await using var web = await WebHost.StartAsync(Ct);
        var reply = Task(new()
        {
            Kind = TaskKinds.Reply,
            Text = "Thanks",
            EditedText = "Many thanks",
            SourceLanguage = "en",
            TargetLanguage = "de",
            Tone = "polite",
            Delivery = DeliveryModes.PerMember,
            ConversationId = "release-talk",
        });
        reply.Complete(TurnResult.Completed, Receipts.Plain, result => result with { Text = "Vielen Dank", Deliveries = ["t.1"] });
        var rewrite = Task(new() { Kind = TaskKinds.Rewrite, Text = "Thanks", Tone = "polite" });
        rewrite.Complete("Thank you very much", Receipts.Plain);
        var summary = Task(new() { Kind = TaskKinds.Summarize, ConversationId = "release-talk" });
        foreach (var task in new[] { reply, rewrite, summary }) web.Api.Add(task);
        var visitor = await web.SignInAsync(Ct);

        Words(await TextAsync(visitor, $"/tasks/{reply.Id}")).ShouldContain(
            "Reply: English to German", "Many thanks", "Vielen Dank", "To each member", "release-talk", "Polite", "Deliveries");
        Words(await TextAsync(visitor, $"/tasks/{rewrite.Id}")).ShouldContain("Rewrite", "Thank you very much");
        Words(await TextAsync(visitor, $"/tasks/{summary.Id}")).ShouldContain("Summary", "The newest messages of the conversation");
        Words(await TextAsync(visitor, "/tasks")).ShouldContain("Reply", "Rewrite", "Summary");
    }

    [Theory]
    [InlineData("partial", "Spanish|La cocina nueva|The provider did not answer.|known already|1 term of the glossary|1 stage skipped|cocina")]
    [InlineData("language", "Which language is the text in?|Send it again with its language")]
    [InlineData("terms", "2 terms have several translations|Decide on the terms")]
    public async Task A_task_shows_all_that_came_of_it(string ended, string said)
    {
        await using var web = await WebHost.StartAsync(Ct);
        var task = web.Api.Add(Task(new()
        {
            Kind = TaskKinds.Translate,
            Text = "The new kitchen is bright.",
            TargetLanguage = "de",
            AdditionalTargetLanguages = ["es", "fr"],
        }));
        if (ended == "partial") ScriptedTurns.Several(task);
        else if (ended == "language") ScriptedTurns.AskLanguage(task);
        else ScriptedTurns.AskTerms(task);
        var visitor = await web.SignInAsync(Ct);

        var page = await TextAsync(visitor, $"/tasks/{task.Id}");
        foreach (var one in said.Split('|')) page.ShouldContain(one);
    }

    [Fact]
    public async Task Parts_of_a_text_are_one_line_for_each_language()
    {
        await using var web = await WebHost.StartAsync(Ct);
        var task = web.Api.Add(Task(new() { Kind = TaskKinds.Translate, Text = "Long", TargetLanguage = "de" }));
        ScriptedTurns.Begin(task);
        foreach (var segment in new[] { 3, 1 }) ScriptedTurns.Segment(task, "de", segment, 4);
        ScriptedTurns.Segment(task, "es", 1, 4);
        var visitor = await web.SignInAsync(Ct);
        var page = await TextAsync(visitor, $"/tasks/{task.Id}");

        page.ShouldContain("2 of 4 parts");
        page.ShouldContain("1 of 4 parts");
        Regex.Count(page, "of 4 parts", RegexOptions.None, TimeSpan.FromSeconds(1)).ShouldBe(2);
    }

    // Whoever refuses a body need not read it: its sender may see the connection close before the answer.
    private static async Task<HttpStatusCode> SendAsync(Visitor visitor, string path, int bytes)
    {
        var type = path.Contains("import", StringComparison.Ordinal) ? "text/csv" : "application/json";
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Headers = { { "Sec-Fetch-Site", "same-origin" }, { "Accept", "application/json" } },
            Content = new ByteArrayContent(new byte[bytes]) { Headers = { ContentType = new(type) } },
        };
        request.Headers.ExpectContinue = true;
        try
        {
            using var response = await visitor.SendAsync(request, Ct);
            return response.StatusCode;
        }
        catch (HttpRequestException e) when (e.InnerException is IOException)
        {
            return HttpStatusCode.RequestEntityTooLarge;
        }
    }

    private static ScriptedTask Task(TaskRequest request) => new(request, TimeProvider.System);

    private static Said Words(string page) => new(page);

    private static async Task<string> GetAsync(string path, Action<ScriptedApi> script)
    {
        await using var web = await WebHost.StartAsync(Ct);
        script(web.Api);
        return await TextAsync(await web.SignInAsync(Ct), path);
    }

    private static async Task<string> TextAsync(Visitor visitor, string path)
    {
        using var response = await visitor.GetAsync(path, Ct);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return await response.Content.ReadAsStringAsync(Ct);
    }

    private sealed record Said(string Page)
    {
        public void ShouldContain(params string[] words)
        {
            foreach (var word in words) Page.ShouldContain(word);
        }
    }
}
