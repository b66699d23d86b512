using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Stage5.Core.Guards;
using Stage5.Core.Settings;
using Stage5.Core.Turns;

namespace Stage5.Tests.Settings;

/// <summary>Each setting does what it says, in the process that was told and in the other.</summary>
public sealed class SettingsEffectTests(SettingsApi api) : IClassFixture<SettingsApi>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rate_holds_in_the_other_process_within_two_seconds()
    {
        using var here = api.ClientOf("rated");
        using var there = api.ClientOf("rated", host: 1);
        (await DetectAsync(there)).ShouldBe(HttpStatusCode.OK);

        await here.SetAsync(0, new Dictionary<string, object> { [SettingNames.RequestsPerMinute] = 1, [SettingNames.RequestBurst] = 1 });
        var took = await UntilAsync(1, "rated", 1);

        took.ShouldBeLessThan(Soon);
        api.Services(1).GetRequiredService<GuardPolicies>().For("rated").Rates[0].ShouldBe(new Rate(1, 1));
        await here.SetAsync(1, new Dictionary<string, object>());
        (await UntilAsync(1, "rated", 2)).ShouldBeLessThan(Soon);
        api.Services(1).GetRequiredService<GuardPolicies>().For("rated").Rates[0].ShouldBe(new Rate(6000, 1000));
    }

    [Fact]
    public async Task A_process_that_hears_nothing_looks_for_itself()
    {
        var store = api.Services().GetRequiredService<SettingsStore>();
        var before = await store.ReadAsync("unheard", Ct);
        var database = api.Services().GetRequiredService<StackExchange.Redis.IConnectionMultiplexer>().GetDatabase();
        await database.SetAddAsync("s5:settings-tenants", "unheard");
        // As the script writes it, without the word that it sends.
        await database.HashSetAsync("s5:{unheard}:settings",
            [new("version", 1), new("document", "{\"turns.parallel\":7}")]);

        (before.Version, before.Values.Count).ShouldBe((0, 0));
        (await UntilAsync(1, "unheard", 1)).ShouldBeLessThan(Soon);
        api.Services(1).GetRequiredService<LiveSettings>().For("unheard").Find(SettingNames.Parallel).ShouldBe(7);
    }

    [Theory]
    [InlineData(SettingNames.OpenAI, "GET", "/v1/models")]
    [InlineData(SettingNames.Mcp, "POST", "/mcp")]
    [InlineData(SettingNames.Drafts, "POST", "/api/offline-drafts")]
    [Trait("Threat", "OP-D1")]
    public async Task A_door_that_is_switched_off_is_closed_for_that_tenant_only(string feature, string method, string path)
    {
        var tenant = $"off-{feature.ToLowerInvariant().Replace("features.", "", StringComparison.Ordinal)}";
        using var client = api.ClientOf(tenant);
        using var other = api.ClientOf("open-doors");
        await client.SetAsync(0, new Dictionary<string, object> { [feature] = false });

        var refused = await SendAsync(client, method, path);
        var open = await SendAsync(other, method, path);

        refused.Status.ShouldBe(HttpStatusCode.Forbidden);
        refused.Body.ShouldContain("feature_off");
        open.Body.ShouldNotContain("feature_off");
        await client.SetAsync(1, new Dictionary<string, object> { [feature] = true });
        (await SendAsync(client, method, path)).Body.ShouldNotContain("feature_off");
    }

    [Fact]
    public async Task A_turn_may_have_as_many_languages_as_the_tenant_allows()
    {
        using var client = api.ClientOf("polyglot");
        await client.SetAsync(0, new Dictionary<string, object> { [SettingNames.Targets] = 2 });

        using var refused = await client.PostAsJsonAsync("/api/translate", new
        {
            text = "Good morning.",
            sourceLanguage = "en",
            targetLanguage = "es",
            additionalTargetLanguages = new[] { "fr", "de" },
        }, Ct);

        await refused.ShouldBeProblemAsync(422, "too_many_targets");
    }

    [Fact]
    public async Task Deadlines_parallel_and_context_are_those_that_are_set()
    {
        using var client = api.ClientOf("knobs");
        var services = api.Services();
        var (options, live) = (services.GetRequiredService<IOptions<TurnOptions>>(), services.GetRequiredService<LiveSettings>());

        await client.SetAsync(0, new Dictionary<string, object>
        {
            [SettingNames.LiveDeadline] = 33,
            [SettingNames.BatchDeadline] = 44,
            [SettingNames.Parallel] = 2,
            [SettingNames.ContextTokens] = 0,
        });
        var own = options.For("knobs", live);

        (own.LiveDeadline, own.BatchDeadline, own.Parallel, own.ContextTokens)
            .ShouldBe((TimeSpan.FromSeconds(33), TimeSpan.FromSeconds(44), 2, 0));
        options.For("other", live).ShouldBeSameAs(options.Value);
    }

    [Fact]
    public async Task Places_of_the_tenant_and_alerts_of_its_budgets_act_at_once()
    {
        using var client = api.ClientOf("places");
        using var admin = api.ClientOf("places", "admin");
        await client.SetAsync(0, new Dictionary<string, object> { [SettingNames.Concurrency] = 1, [SettingNames.AlertPercent] = 50 });
        using (var request = new HttpRequestMessage(HttpMethod.Put, "/api/budgets")
        {
            Content = JsonContent.Create(new { limits = new[] { new { scope = "tenant", window = "day", hardLimit = 10 } } }),
        })
        {
            request.Headers.TryAddWithoutValidation("If-Match", "*");
            using var set = await admin.SendAsync(request, Ct);
            set.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        var guard = api.Services().GetRequiredService<TurnGuard>();
        var first = await guard.AdmitAsync(Call(6_000_000), Ct);
        (await guard.AdmitAsync(Call(1), Ct)).Denial!.Code.ShouldBe("concurrency_limited");
        await first.Hold!.SettleAsync(new Settlement("chat", "completed",
            [new Spend("openai", "gpt", new(10, 0, 5), 6_000_000, "v1", Estimated: false)]), Ct);

        var budgets = await admin.GetFromJsonAsync<Contracts.BudgetsView>("/api/budgets", Ct);
        var day = budgets!.Budgets.Single(one => one is { Scope: "tenant", Window: "day" });
        (day.SoftExceeded, day.SoftLimit).ShouldBe((true, null));
        await client.SetAsync(1, new Dictionary<string, object> { [SettingNames.AlertPercent] = 70 });
        budgets = await admin.GetFromJsonAsync<Contracts.BudgetsView>("/api/budgets", Ct);
        budgets!.Budgets.Single(one => one is { Scope: "tenant", Window: "day" }).SoftExceeded.ShouldBeFalse();

        AdmitRequest Call(long worst) => new(new GuardSubject("places", "ana", "k"), TrafficClass.Live) { WorstCases = [worst] };
    }

    // Looks as often as it can, and says how long it took.
    private async Task<TimeSpan> UntilAsync(int host, string tenant, long version)
    {
        var live = api.Services(host).GetRequiredService<LiveSettings>();
        var started = Stopwatch.GetTimestamp();
        while (live.For(tenant).Version < version)
        {
            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(20));
            await Task.Yield();
        }

        return Stopwatch.GetElapsedTime(started);
    }

    private static async Task<HttpStatusCode> DetectAsync(HttpClient client)
    {
        using var response = await client.PostAsJsonAsync("/api/detect", new { text = "Good morning." }, Ct);
        return response.StatusCode;
    }

    private static async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpClient client, string method, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), path);
        if (method == "POST")
            request.Content = JsonContent.Create(new { consent = true, request = new { kind = "translate", text = "Hi", targetLanguage = "es" } });
        using var response = await client.SendAsync(request, Ct);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Ct));
    }
}
