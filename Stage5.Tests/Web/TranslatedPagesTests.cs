using System.Text.RegularExpressions;
using Stage5.Contracts;
using Stage5.Tests.Events;

namespace Stage5.Tests.Web;

/// <summary>Each page in each language: nothing is left in English, and no key or placeholder is shown.</summary>
public sealed partial class TranslatedPagesTests
{
    private static readonly string[] Paths =
    [
        "/", "/translate", "/tasks", "/tasks/{done}", "/tasks/{failed}", "/tasks/{cancelled}", "/tasks/{waiting}",
        "/tasks/{several}", "/tasks/{language}", "/tasks/{terms}", "/fragments/tasks/{several}/work",
        "/fragments/tasks/{language}/work", "/fragments/tasks/{terms}/work", "/fragments/tasks/{several}/deliveries",
        "/glossary", "/glossary?search=nothing", "/drafts", "/models",
        "/budgets", "/budgets?usage=user", "/access", "/reviews", "/reviews?reason=cost", "/reviews/{review}", "/reviews/{own}", "/reviews/{decided}",
        "/reviews/velocity", "/docs", "/nowhere", "/tasks/unknown",
    ];

    // What the API, its configuration and people say is theirs.
    private static readonly string[] Theirs =
    [
        "Stage5", "redis-server 7", "Silent for 40 s", "cache", "worker-1", "api-1", "demo", "ana", "ben", "A bridge",
        "no answer in time", "The server did not answer in time.", "The secret azure-key is not there.", "pii.email",
        "Europe/Madrid", "OpenAICompatible", "AzureOpenAI", "standard", "eng-spa", "a-model", "English", "español", "français",
        "night-shift-with-a-name-that-does-not-want-to-end-on-one-line", "eu-west",
        "iso27001", "Buenos días", "apertium", "mistral-small-2503", "mistral", "slow-gateway", "gpt-4.1-mini", "azure", "gpt-4o",
        "EUR", "tokens", "2026-01", "JSON", "OpenAI", "API", "IBAN", "auto", "Español", "nothing said it", "no_usable_provider",
        "/openapi/v1.json", "release-talk", "release", "Freigabe", "Ausgabe", "bank", "Geldinstitut", "Sitzbank", "kitchen",
        "Küche", "cocina", "Die neue Küche ist hell.", "La cocina nueva es luminosa.", "Deutsch", "português", "CSV", "TSV",
        "TBX", "UTF", "night-batch", "reports", "omar", "Clara is the name of a product here.",
        "The customer waits.", "Kochbereich", "Por favor, llame a Clara antes del viernes.", "barato", "pii.phone",
        "UTC", "Ctrl", "Esc", "Enter", "audit:read", "platformAdmin",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("en")]
    [InlineData("zh-Hans")]
    [InlineData("ja")]
    [InlineData("es")]
    public async Task A_page_says_everything_in_its_language(string locale)
    {
        await using var web = await WebHost.StartAsync(Ct);
        var tasks = Fill(web);
        var english = UiTexts.English.Texts;
        var texts = UiTexts.Find(locale)!;
        var foreign = english.Values.Except(texts.Texts.Values).Except(Theirs).ToHashSet(StringComparer.Ordinal);
        var visitor = await web.SignInAsync(Ct);
        foreach (var path in Paths.Append("/login").Append("/login?code=spent"))
        {
            var address = tasks.Aggregate(
                path, (one, task) => one.Replace(task.Key, task.Value, StringComparison.Ordinal));
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Add("Accept-Language", locale);
            request.Headers.Add("Accept", "text/html");
            using var response = await visitor.SendAsync(request, Ct);
            var page = await response.Content.ReadAsStringAsync(Ct);

            if (!path.StartsWith("/fragments", StringComparison.Ordinal)) page.ShouldContain($"<html lang=\"{locale}\"");
            foreach (var said in SpokenPage.Of(page))
            {
                Key().Matches(said).Select(match => match.Value).Where(english.ContainsKey).ShouldBeEmpty(path);
                said.ShouldNotContain("{0}", customMessage: path);
                foreign.ShouldNotContain(said, $"{path} in {locale}");
                if (locale is "ja" or "zh-Hans")
                    English().IsMatch(Ours(said)).ShouldBeFalse($"{path} in {locale}: {said}");
            }
        }
    }

    [Theory]
    [InlineData("en", "1,200", "2 of 4 need attention")]
    [InlineData("es", "1.200", "2 de 4 requieren")]
    [InlineData("ja", "1,200", "4 件中 2 件")]
    public async Task Numbers_follow_the_language(string locale, string number, string said)
    {
        await using var web = await WebHost.StartAsync(Ct);
        Fill(web);
        var visitor = await web.SignInAsync(Ct);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "Accept-Language", locale } } };
        using var response = await visitor.SendAsync(request, Ct);
        var page = System.Net.WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(Ct));

        page.ShouldContain($">{number}<");
        page.ShouldContain(said);
    }

    private static string Ours(string said) => Theirs.OrderByDescending(one => one.Length)
        .Aggregate(said, (rest, one) => rest.Replace(one, "", StringComparison.Ordinal));

    private static Dictionary<string, string> Fill(WebHost web)
    {
        var at = TimeProvider.System.GetUtcNow();
        web.Api.Caller = web.Api.Caller with
        {
            Permissions = [.. ScriptedApi.Everything, Permissions.BudgetsWrite, Permissions.UsageAll],
        };
        web.Api.Status = new(
            [
                new("cache", "store", ResourceHealth.Healthy, "redis-server 7", at),
                new("worker-1", "service", ResourceHealth.Unhealthy, "Silent for 40 s", at),
                new("azure", "provider", ResourceHealth.Degraded, "nothing said it", at),
                new("mistral", "provider", ResourceHealth.Unknown, "nothing said it", at),
            ],
            new(Live: 3, Batch: 1200, Delayed: 0, Running: 2, Dead: 1));
        web.Api.Metadata = new(
            [new("apertium", "apertium", "apertium", Usable: true, Reason: null, AnyPair: false)],
            [new("en", "English", "English"), new("es", "Spanish", "español"), new("fr", "French", "français")],
            [new("en", "es", ["apertium"]), new("es", "en", ["apertium"])], [], 5000);
        web.Api.Figures.Models = Figures.ModelsOf(Figures.Healthy, Figures.Degraded, Figures.Open, Figures.Unusable);
        web.Api.Figures.Budgets = Figures.Budgets;
        web.Api.Figures.Usage = Figures.Usage;
        web.Api.Glossary.Entries.AddRange(
        [
            ScriptedGlossary.Term("release", "Freigabe") with { Alternatives = ["Ausgabe"], Inflection = true, CaseSensitive = true },
            ScriptedGlossary.Term("release", "", GlossaryScope.Tenant) with { Kind = GlossaryKind.DoNotTranslate, Forced = true, WholeWord = false },
            ScriptedGlossary.Term("", "Freigabe", GlossaryScope.Channel) with { Kind = GlossaryKind.Banned },
        ]);
        foreach (var state in Enum.GetValues<DraftState>())
        {
            web.Api.Drafts.Put(ScriptedDrafts.Draft("A bridge", state,
                state == DraftState.Failed ? new("draft_expired", "No model could do it.", null) : null, Guid.CreateVersion7().ToString()));
        }

        web.Api.Caller = web.Api.Caller with
        {
            Permissions = [.. ScriptedApi.Everything, Permissions.KeysManage, Permissions.AccessManage,
                Permissions.ReviewsRead, Permissions.ReviewsDecide, Permissions.ReviewsMetrics],
        };
        web.Api.Access.Keys.AddRange(
        [
            ScriptedAccess.Key("night-batch") with { ExpiresAt = at, State = "expired" },
            ScriptedAccess.Key("reports", "auditor") with { Scopes = ["audit:read"], OldSecretUntil = at },
        ]);
        web.Api.Access.People.AddRange(
        [
            ScriptedAccess.Person("ana", "admin"), ScriptedAccess.Person("ben") with { Assigned = true, AssignedBy = "ana" },
        ]);
        web.Api.Language.Deliveries = _ =>
        [
            ScriptedLanguage.Delivery(1, DeliveryStates.Delivered), ScriptedLanguage.Delivery(2, DeliveryStates.Dead, "ben", "nothing said it"),
            ScriptedLanguage.Delivery(3, DeliveryStates.Pending), ScriptedLanguage.Delivery(4, DeliveryStates.Delivering),
        ];
        var (done, failed, cancelled, waiting) = (Add(web), Add(web), Add(web), Add(web));
        var (several, language, terms) = (Add(web), Add(web), Add(web));
        ScriptedTurns.Several(several);
        ScriptedTurns.Segment(several, "de", 1, 3);
        ScriptedTurns.AskLanguage(language);
        ScriptedTurns.AskTerms(terms);
        Receipts.FallBack(done);
        failed.Start();
        failed.Append(TaskEventTypes.StageSkipped, Payloads.Skipped("recall", 5, "nothing said it"));
        failed.Fail(new("no_usable_provider", "Nothing translates this pair.", "Configure a provider."));
        cancelled.Cancel();
        return new(StringComparer.Ordinal)
        {
            ["{done}"] = done.Id,
            ["{failed}"] = failed.Id,
            ["{cancelled}"] = cancelled.Id,
            ["{waiting}"] = waiting.Id,
            ["{several}"] = several.Id,
            ["{language}"] = language.Id,
            ["{terms}"] = terms.Id,
            ["{review}"] = web.Api.Reviews.Put(ReviewSamples.Rich(ReviewSamples.View("A bridge", "Die neue Küche ist hell."))),
            ["{own}"] = web.Api.Reviews.Put(ReviewSamples.View("A bridge", "Die neue Küche ist hell.", -5, "ana", ReviewPriority.Low)),
            ["{decided}"] = web.Api.Reviews.Put(ReviewSamples.Edited(
                ReviewSamples.View("A bridge", "Die neue Küche ist hell."), "La cocina nueva es luminosa.")),
        };
    }

    private static ScriptedTask Add(WebHost web) => web.Api.Add(new(
        new() { Kind = TaskKinds.Translate, Text = "A bridge", SourceLanguage = "en", TargetLanguage = "es" },
        TimeProvider.System));

    [GeneratedRegex(@"[a-z]+(?:\.[\w-]+)+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Key();

    [GeneratedRegex("(?i)[a-z]{3,}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex English();
}
