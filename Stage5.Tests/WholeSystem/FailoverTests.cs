using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Playwright;
using Stage5.AppHost;
using Stage5.Contracts;
using Stage5.Tests.AppHost;
using Stage5.Tests.Browser;
using Stage5.Tests.Models;

namespace Stage5.Tests.WholeSystem;

/// <summary>
/// The whole system with two models: the first is throttled, then dead, then slow, then cuts its streams, then is well
/// again, while somebody watches the Models page.
/// </summary>
[Trait("Duration", "long")]
[Trait("Generates", "docs")]
public sealed class FailoverTests : IAsyncLifetime
{
    private readonly CancellationTokenSource _patience =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private AppHostSystem _system = null!;
    private ScriptedOpenAIServer _primary = null!;
    private ScriptedOpenAIServer _backup = null!;
    private HttpClient _api = null!;
    private Chromium _chromium = null!;

    private CancellationToken Ct => _patience.Token;

    public async ValueTask InitializeAsync()
    {
        _patience.CancelAfter(TimeSpan.FromMinutes(3));
        _primary = await ScriptedOpenAIServer.StartAsync();
        _backup = await ScriptedOpenAIServer.StartAsync();
        _primary.Default = new ScriptedReply { Text = _ => "Hallo von primary.", Usage = (10, 5) };
        _backup.Default = new ScriptedReply { Text = _ => "Hallo von backup.", Usage = (10, 5) };
        _system = await AppHostSystem.StartAsync(Ct, builder =>
        {
            foreach (var name in new[] { "api", "worker" })
            {
                var host = builder.CreateResourceBuilder<ProjectResource>(name)
                    .WithEnvironment("Stage5__Models__Order", "primary,backup")
                    .WithEnvironment("Stage5__Routing__Allow", "primary,backup")
                    .WithEnvironment("Stage5__Routing__TrySeconds", "1")
                    .WithEnvironment("Stage5__Limits__demo__RequestsPerMinute", "600000");
                foreach (var (id, server) in new[] { ("primary", _primary), ("backup", _backup) })
                {
                    host.WithEnvironment($"Stage5__Models__Providers__{id}__Kind", "OpenAICompatible")
                        .WithEnvironment($"Stage5__Models__Providers__{id}__Endpoint", server.Endpoint.ToString())
                        .WithEnvironment($"Stage5__Models__Providers__{id}__Model", $"{id}-1")
                        .WithEnvironment($"Stage5__Models__Providers__{id}__InputPricePerMillion", "0.15")
                        .WithEnvironment($"Stage5__Models__Providers__{id}__OutputPricePerMillion", "0.60");
                }
            }
        });
        foreach (var name in new[] { "api", "worker", "web" })
            await _system.Application.ResourceNotifications.WaitForResourceHealthyAsync(name, Ct);
        _api = _system.Application.CreateHttpClient("api");
        _api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", _system.Token("admin", "demo", "ana", TimeProvider.System.GetUtcNow()));
        _chromium = await Chromium.TakeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null) await _chromium.DisposeAsync();
        _api?.Dispose();
        if (_system is not null) await _system.DisposeAsync();
        await _primary.DisposeAsync();
        await _backup.DisposeAsync();
        _patience.Dispose();
    }

    [Fact]
    public async Task The_models_page_tells_the_truth_while_the_first_model_is_throttled_dead_slow_and_cut_off()
    {
        var page = await WatchAsync();
        var (primary, backup) = (page.Page.Locator("#model-primary"), page.Page.Locator("#model-backup"));

        // Well.
        for (var i = 0; i < 3; i++) (await ServedAsync()).ShouldBe("primary");
        await SaysTheSameAsync(primary, "primary");
        await Assertions.Expect(primary).ToHaveAttributeAsync("data-share", "1");
        await page.TakePictureAsync("models", "run-1-well");

        // Throttled: the second model answers at once, and the first is left alone as long as it asked.
        _primary.Default = new ScriptedReply
        {
            Status = 429,
            Headers = new Dictionary<string, string> { ["Retry-After"] = "2" },
        };
        var throttled = await TranslateAsync();
        throttled.Receipt.Served!.Provider.ShouldBe("backup");
        throttled.Receipt.Tries![0].Message!.ShouldContain("429");
        (await ServedAsync()).ShouldBe("backup");
        await Assertions.Expect(primary).ToContainTextAsync("Transient", new() { Timeout = 20_000 });
        await page.TakePictureAsync("models", "run-2-throttled");

        // Dead: it hangs up on everybody, until the breaker opens and it is not even asked.
        _primary.Default = new ScriptedReply { HangsUp = true };
        await UntilAsync(async () =>
        {
            (await ServedAsync()).ShouldBe("backup");
            return (await ModelAsync("primary")).Breaker == BreakerState.Open;
        });
        await Assertions.Expect(primary.Locator(".marks [data-breaker=open]")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await page.TakePictureAsync("models", "run-3-dead");

        // Slow: one second, then the next.
        _primary.Default = new ScriptedReply { HoldUntil = Task.Delay(Timeout.Infinite, Ct) };
        await UntilAsync(async () =>
        {
            var slow = await TranslateAsync();
            slow.Receipt.Served!.Provider.ShouldBe("backup");
            return slow.Receipt.Tries!.Any(one => one.Provider == "primary" && one.Message!.Contains("did not answer"));
        });
        await SaysTheSameAsync(primary, "primary");
        await SaysTheSameAsync(backup, "backup");
        await page.TakePictureAsync("models", "run-4-slow");

        // Cuts its streams: what came was passed on, so nobody else may go on; it ends as an error, never as a whole.
        _primary.Default = new ScriptedReply { Parts = ["Half ", "an "], EndMarker = false };
        await UntilAsync(async () =>
        {
            var stream = await StreamAsync();
            stream.ShouldContain("data:");
            if (!stream.Contains("Half ", StringComparison.Ordinal)) return false;
            stream.ShouldContain("\"error\"");
            stream.ShouldNotContain("[DONE]");
            return true;
        });
        await SaysTheSameAsync(primary, "primary");
        await page.TakePictureAsync("models", "run-5-cut");
        if (Repository.Generating)
            await page.Page.ScreenshotAsync(new() { Path = Repository.PathOf("docs", "images", "models-failover.png") });

        // Well again: one call is let through, and then it is the first again.
        _primary.Default = new ScriptedReply { Text = _ => "Hallo von primary.", Usage = (10, 5) };
        await UntilAsync(async () => await ServedAsync() == "primary"
            && (await ModelAsync("primary")).Breaker == BreakerState.Closed);
        await Assertions.Expect(primary.Locator(".marks [data-breaker=closed]")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await SaysTheSameAsync(primary, "primary");
        await SaysTheSameAsync(backup, "backup");
        await page.TakePictureAsync("models", "run-6-well-again");
        var share = (await ModelAsync("primary")).ServedShare + (await ModelAsync("backup")).ServedShare;
        share.ShouldNotBeNull().ShouldBe(1, tolerance: 0.001);
        page.Complaints.ShouldBeEmpty();
    }

    // Nobody calls meanwhile, so that both come to rest.
    private Task SaysTheSameAsync(ILocator card, string id) => UntilAsync(async () =>
    {
        var model = await ModelAsync(id);
        var failed = card.Locator(".gauge").Filter(new() { HasText = "Failed" }).Locator("strong");
        return await card.GetAttributeAsync("data-share") == model.ServedShare?.ToString("0.####", CultureInfo.InvariantCulture)
            && await failed.InnerTextAsync() == model.Failed.ToString(CultureInfo.InvariantCulture);
    });

    private async Task<Person> WatchAsync()
    {
        var web = _system.Application.GetEndpoint("web");
        var code = new DevelopmentToken("ana", "demo", "admin", TimeSpan.FromMinutes(5), "login")
            .Sign(_system.DevelopmentKey, TimeProvider.System.GetUtcNow());
        var person = await _chromium.OpenAsync(web);
        await person.Page.GotoAsync(new Uri(web, $"/login?code={code}").ToString());
        await person.Page.GotoAsync("/models");
        return person;
    }

    private async Task<TurnResponse> TranslateAsync()
    {
        var response = await _api.PostAsJsonAsync("/api/translate", new TranslateRequest
        {
            // Each its own: an answer that is known already is asked of nobody.
            Text = $"Good morning, number {Guid.NewGuid():N}.",
            SourceLanguage = "en",
            TargetLanguage = "de",
        }, ContractsJson.Default.TranslateRequest, Ct);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(Ct));
        return (await response.Content.ReadFromJsonAsync(ContractsJson.Default.TurnResponse, Ct))!;
    }

    private async Task<string> ServedAsync() => (await TranslateAsync()).Receipt.Served!.Provider;

    private async Task<string> StreamAsync()
    {
        using var content = new StringContent("""
            {"model":"stage5/default","stream":true,"max_tokens":50,"messages":[{"role":"user","content":"Hello"}]}
            """, Encoding.UTF8, "application/json");
        using var response = await _api.PostAsync("/v1/chat/completions", content, Ct);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await response.Content.ReadAsStringAsync(Ct);
    }

    private async Task<ModelView> ModelAsync(string id) =>
        (await _api.GetFromJsonAsync("/api/models", ContractsJson.Default.ModelsView, Ct))!
            .Models.Single(model => model.Provider == id);

    private async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
            Ct.ThrowIfCancellationRequested();
    }
}
