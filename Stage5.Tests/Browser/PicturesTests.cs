using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Playwright;
using Stage5.Contracts;
using Stage5.Tests.Web;
using Stage5.Tests.WholeSystem;

namespace Stage5.Tests.Browser;

/// <summary>Pictures of <c>docs/images</c> that need something on the page, all of the running system.</summary>
[Collection(SystemCollection.Name)]
[Trait("Generates", "docs")]
public sealed partial class PicturesTests(RunningSystem system) : IAsyncLifetime
{
    // Another than the rest of the tests use: theirs stay as they expect them.
    private const string Tenant = "contoso";

    private const string Personal = """
        source_language,target_language,source_term,target_term,alternatives,inflection,case_sensitive,note
        en,es,release,versión,lanzamiento|entrega,true,false,Of software only
        en,de,bank,Geldinstitut,,false,false,
        en,ja,Office,オフィス,,false,true,
        """;

    private const string Shared = """
        source_language,target_language,source_term,target_term,kind,forced,replacement
        *,*,Stage5,,doNotTranslate,true,
        en,de,,Kunde,banned,false,Gast
        en,es,,barato,banned,false,
        """;

    private const string ReviewedTenant = "wingtip";

    private static readonly (string Text, string Made)[] Reviewed =
    [
        ("Please call Clara before Friday, the key was picked up.", "Bitte rufen Sie Clara vor Freitag an, der Schlüssel wurde abgeholt."),
        ("The lift in building B is out of order until Monday.", "Der Aufzug in Gebäude B ist bis Montag außer Betrieb."),
        ("Who takes the late shift on the 24th?", "Wer übernimmt die Spätschicht am 24.?"),
    ];

    private Chromium _chromium = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _chromium = await Chromium.TakeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null) await _chromium.DisposeAsync();
    }

    [Fact]
    public async Task Terms_of_a_person_and_of_everyone()
    {
        using var api = system.ApiOf("admin", Tenant, "maya");
        foreach (var (scope, terms) in new[] { ("personal", Personal), ("tenant", Shared) })
        {
            using var file = new StringContent(terms, new MediaTypeHeaderValue("text/csv"));
            using var response = await api.PostAsync(
                $"/api/glossary/import?format=csv&scope={scope}&onConflict=replace", file, Ct);
            response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(Ct));
        }

        var person = await EnterAsync("maya", "/glossary", height: 690);
        await Assertions.Expect(person.Page.Locator("[data-entry]")).ToHaveCountAsync(6);

        await SaveAsync(person, "glossary");
    }

    [Fact]
    public async Task Drafts_in_each_state()
    {
        Assert.SkipUnless(File.Exists("/usr/share/apertium/modes/eng-spa.mode"), "apertium-eng-spa is not installed");
        using var api = system.ApiOf("user", Tenant, "nora");
        using var gate = ModelGate.On(system.Model);
        await DraftAsync(api, "The new office has a big kitchen and a quiet library.", "en", "es");
        // Found to be English when it is made, so that there is nothing to translate.
        await DraftAsync(api, "Please answer before Friday, because the meeting was moved to the morning.", null, "en");
        // The engine that is asked for has no such pair: it waits for whoever will have it.
        await DraftAsync(api, "Our train leaves at nine from the other platform.", "en", "ja", model: "apertium");
        var person = await EnterAsync("nora", "/drafts", height: 540);
        await ShowsAsync(person, "Completed", "Failed", "next attempt");
        // What was translated before is known and asks no model.
        await DraftAsync(api, "Good morning, dear colleagues of the day shift.", "en", "de");
        await gate.Reached;
        await ShowsAsync(person, "Processing");

        await SaveAsync(person, "drafts");
        gate.Answer("Guten Morgen, liebe Kolleginnen und Kollegen.");
    }

    [Fact]
    public async Task Reviews_that_wait_and_one_of_them()
    {
        using var ana = system.ApiOf(tenant: ReviewedTenant);
        foreach (var (text, made) in Reviewed)
            await ReviewingTests.AskAsync(system, ana, text, made);
        await EscalateAsync("The customer waits for it.");
        var person = await EnterAsync("omar", "/reviews", height: 640, "reviewer", ReviewedTenant);
        var rows = person.Page.Locator("[data-review-row]");
        await Assertions.Expect(rows).ToHaveCountAsync(Reviewed.Length);
        await rows.Last.GetByRole(AriaRole.Link).FocusAsync();
        await person.Page.Keyboard.PressAsync("l");
        await Assertions.Expect(person.Page.Locator("[data-announce]")).ToContainTextAsync("You have it.");

        var rita = await EnterAsync("rita", "/reviews", height: 640, "reviewer", ReviewedTenant);
        await Assertions.Expect(rita.Page.Locator("#reviews")).ToContainTextAsync("With omar");
        await SaveAsync(rita, "reviews");
        await rita.Page.SetViewportSizeAsync(1280, 1140);
        await rita.Page.Locator("[data-review-row]").First.GetByRole(AriaRole.Link).FocusAsync();
        await rita.Page.Keyboard.PressAsync("l");
        await Assertions.Expect(rita.Page.Locator("[data-announce]")).ToContainTextAsync("You have it.");
        await rita.Page.Keyboard.PressAsync("e");
        await rita.Page.Locator("[data-edit]").FillAsync("Bitte rufen Sie Clara noch heute an: Der Schlüssel ist schon abgeholt.");
        await rita.Page.EvaluateAsync("window.scrollTo(0, 0)");
        await SaveAsync(rita, "review");
    }

    [Fact]
    public async Task How_review_goes()
    {
        // The figures of a week: no test waits that long.
        await using var desk = await ReviewsPageTests.ReviewerAsync();
        await desk.Page.SetViewportSizeAsync(1280, 1330);
        var velocity = ReviewSamples.Metrics.Velocity;
        desk.Api.Reviews.Metrics = ReviewSamples.Metrics with
        {
            Velocity = velocity with
            {
                PerReviewer = [velocity.PerReviewer[0], velocity.PerReviewer[1] with { Reviewer = "ben" }],
            },
        };
        await desk.Page.GotoAsync("/reviews/velocity?from=2026-03-02&to=2026-03-08&timezone=Europe/Madrid");
        await Assertions.Expect(desk.Page.Locator("[data-module=velocity]")).ToHaveAttributeAsync("data-ready", "");
        await SaveAsync(desk.Person, "velocity");
    }

    private async Task EscalateAsync(string reason)
    {
        using var api = system.ApiOf("reviewer", ReviewedTenant, "omar");
        var page = await api.GetFromJsonAsync("/api/reviews", ContractsJson.Default.ReviewPage, Ct);
        var id = page!.Reviews.Single(one => one.TextStart.Contains("Clara", StringComparison.Ordinal)).Id;
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/reviews/{id}/escalate")
        {
            Content = JsonContent.Create(new { reason }),
            Headers = { { "If-Match", "*" } },
        };
        using var response = await api.SendAsync(request, Ct);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(Ct));
    }

    private static async Task ShowsAsync(Person person, params string[] states)
    {
        foreach (var state in states)
            await Assertions.Expect(person.Page.Locator("#drafts")).ToContainTextAsync(state, new() { Timeout = 30_000 });
    }

    private static async Task DraftAsync(
        HttpClient api, string text, string? source, string target, string? model = null)
    {
        var request = new
        {
            kind = "translate",
            text,
            sourceLanguage = source,
            targetLanguage = target,
            processing = new { model },
        };
        using var response = await api.PostAsJsonAsync("/api/offline-drafts", new { consent = true, request }, Ct);
        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync(Ct));
    }

    private async Task<Person> EnterAsync(
        string user, string path, int height, string role = "admin", string tenant = Tenant)
    {
        var person = await _chromium.OpenAsync(system.Web);
        await person.Page.SetViewportSizeAsync(1280, height);
        await person.Page.GotoAsync(system.LoginLink(role, user, tenant).ToString());
        await person.Page.GotoAsync(path);
        await Assertions.Expect(person.Page.Locator("[data-module][data-ready]").First).ToBeAttachedAsync();
        return person;
    }

    private static async Task SaveAsync(Person person, string name)
    {
        await person.TakePictureAsync(name, "docs");
        if (Repository.Generating) await person.SaveForDocsAsync(name);
    }
}
