using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Playwright;
using Stage5.Contracts;
using Stage5.Core.Settings;
using Stage5.Tests.WholeSystem;

namespace Stage5.Tests.Browser;

/// <summary>
/// Those of who may do what, of what they did and of what they set: each in a tenant that nothing else is done in.
/// </summary>
public sealed partial class PicturesTests
{
    [Fact]
    public async Task Keys_people_and_their_roles()
    {
        const string tenant = "northwind";
        await SeenAsync("omar", "operator", tenant);
        await SeenAsync("paula", "auditor", tenant);
        await SeenAsync("theo", "user", tenant);
        await SeenAsync("ben", "user", tenant);
        using var api = system.ApiOf("admin", tenant, "maya");
        await AssignAsync(api, "ben", "user", "reviewer");
        await AssignAsync(api, "theo");
        var key = await MakeKeyAsync(api, "reports", "auditor", Permissions.UsageAll, Permissions.BudgetsRead);
        await SendAsync(api, HttpMethod.Post, $"/api/keys/{key}/rotate", new { overlapHours = 24 });
        var person = await EnterAsync("maya", "/access", height: 400, tenant: tenant);

        await MakeAndUseKeyAsync(person.Page, "night-batch");

        await Assertions.Expect(person.Page.Locator("[data-key]")).ToHaveCountAsync(2);
        await Assertions.Expect(person.Page.Locator("[data-person]")).ToHaveCountAsync(5);
        await Assertions.Expect(person.Page.Locator("#sessions")).ToContainTextAsync("This one");
        await FitAsync(person);
        await SaveAsync(person, "access");
    }

    [Fact]
    public async Task Records_of_an_administrator_and_the_proof_of_one()
    {
        const string tenant = "fabrikam";
        using var api = system.ApiOf("admin", tenant, "maya");
        await SeenAsync("ben", "user", tenant);
        await AssignAsync(api, "ben", "reviewer");
        await MakeKeyAsync(api, "night-batch", "service");
        await SetForImportAsync(api);
        await api.TranslateAsync("Good morning, dear colleagues of the early shift.", "en", "de");
        // Who gives the roles may not read what is on record of it.
        using var refused = await api.GetAsync("/api/audit", Ct);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await SealedAsync(tenant);
        var person = await EnterAsync("paula", "/audit?user=maya", height: 400, role: "auditor", tenant: tenant);
        var page = person.Page;

        await page.GetByRole(AriaRole.Button, new() { Name = "Verify" }).ClickAsync();

        await Assertions.Expect(page.Locator("#audit-check")).ToHaveAttributeAsync("data-right", "true");
        await Assertions.Expect(page.Locator(".audit-rows tbody")).ToContainTextAsync("Refused");
        await FitAsync(person);
        await SaveAsync(person, "audit");
        await page.SetViewportSizeAsync(1280, 400);
        var change = page.Locator(".audit-rows tr", new() { HasText = "settings.changed" });
        await change.GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(page.Locator(".audit-proof")).ToHaveAttributeAsync("data-intact", "true");
        await FitAsync(person);
        await SaveAsync(person, "audit-record");
    }

    [Fact]
    public async Task Settings_with_where_they_come_from_and_how_they_came_to_be()
    {
        const string tenant = RunningSystem.ConfiguredTenant;
        using var api = system.ApiOf("operator", tenant, "omar");
        await SetForImportAsync(api);
        var person = await EnterAsync("maya", "/settings", height: 400, tenant: tenant);
        var page = person.Page;
        await page.Locator($"[data-setting='{SettingNames.Mcp}'] input").UncheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Review changes" }).ClickAsync();
        await page.Locator("#settings-dialog textarea").FillAsync("No agents until they were reviewed");
        await page.Locator("#settings-dialog [data-send]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-settings-said]")).ToHaveTextAsync("Saved. It acts now.");

        await Assertions.Expect(page.Locator(".version")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("[data-source=configuration]")).ToHaveCountAsync(2);
        await FitAsync(person, from: $"fieldset:has([data-setting='{SettingNames.Parallel}'])");
        await SaveAsync(person, "settings");
    }

    private async Task SeenAsync(string user, string role, string tenant)
    {
        using var api = system.ApiOf(role, tenant, user);
        await api.StatusAsync();
    }

    // In the page, as a person would; and as a program uses it, the only one that has the secret.
    private async Task MakeAndUseKeyAsync(IPage page, string name)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Create a key" }).ClickAsync();
        await page.Locator("#key-dialog [name=name]").FillAsync(name);
        await page.Locator("#key-dialog [data-save]").ClickAsync();
        await Assertions.Expect(page.Locator("#secret-dialog")).ToBeVisibleAsync();
        var secret = (await page.Locator("#secret-value").TextContentAsync())!;
        using var program = system.ApiOf();
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        await program.StatusAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "I have kept it" }).ClickAsync();
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("[data-module=access]")).ToHaveAttributeAsync("data-ready", "");
        (await page.ContentAsync()).ShouldNotContain(secret);
    }

    private async Task SealedAsync(string tenant)
    {
        using var api = system.ApiOf("auditor", tenant, "paula");
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        AuditHeadView? head;
        do head = await api.GetFromJsonAsync("/api/audit/head", ContractsJson.Default.AuditHeadView, Ct);
        while (head!.Sealed != head.Given && await pulse.WaitForNextTickAsync(Ct));
    }

    private static Task AssignAsync(HttpClient api, string user, params string[] roles) =>
        SendAsync(api, HttpMethod.Put, $"/api/access/people/{user}/roles", new { roles }, version: 0);

    private static Task SetForImportAsync(HttpClient api)
    {
        var values = new Dictionary<string, int>(StringComparer.Ordinal)
        {
            [SettingNames.RequestsPerMinute] = 600,
            [SettingNames.Parallel] = 6,
        };
        return SendAsync(
            api, HttpMethod.Put, "/api/settings", new { values, reason = "The night import needs more" }, version: 0);
    }

    /// <returns>Its id.</returns>
    private static async Task<string> MakeKeyAsync(HttpClient api, string name, string role, params string[] scopes)
    {
        using var response = await api.PostAsJsonAsync(
            "/api/keys", new { name, role, scopes = scopes.Length == 0 ? null : scopes }, Ct);
        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync(Ct));
        return (await response.Content.ReadFromJsonAsync(ContractsJson.Default.IssuedKeyView, Ct))!.Key.Id;
    }

    private static async Task SendAsync(
        HttpClient api, HttpMethod method, string path, object body, long? version = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        if (version is not null) request.Headers.TryAddWithoutValidation("If-Match", $"\"{version}\"");
        using var response = await api.SendAsync(request, Ct);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync(Ct));
    }

    /// <summary>As high as what is on the page, or as what stands on it from the title of that on.</summary>
    private static async Task FitAsync(Person person, string? from = null)
    {
        var height = await person.Page.EvaluateAsync<int>("""
            (from) => {
              const page = document.documentElement;
              const shown = from === null ? 0 : document.querySelector(from).getBoundingClientRect().top + page.scrollTop - 76;
              return page.scrollHeight - Math.floor(shown);
            }
            """, from);
        await person.Page.SetViewportSizeAsync(1280, height);
        await person.Page.EvaluateAsync("scrollTo(0, document.documentElement.scrollHeight)");
        // Nothing is pointed at.
        await person.Page.Mouse.MoveAsync(0, 0);
    }
}
