extern alias api;

using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Secrets;
using Stage5.Core.Settings;
using Stage5.Tests.Api;
using Stage5.Tests.Secrets;
using Stage5.Tests.Settings;
using Report = api::Stage5.Api.Configuration.ConfigurationReport;

namespace Stage5.Tests.Configuration;

public sealed class ConfigEndpointTests(SettingsApi api) : IClassFixture<SettingsApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Threat", "OP-I1")]
    public async Task Every_key_is_shown_with_its_value_default_source_and_meaning_and_no_secret()
    {
        using var client = api.ClientOf("seen");
        await client.SetAsync(0, new Dictionary<string, object> { [SettingNames.RequestsPerMinute] = 77 });

        var text = await client.GetStringAsync("/api/config", Ct);
        var view = (await client.GetFromJsonAsync<ConfigView>("/api/config", Ct)).ShouldNotBeNull();

        text.ShouldNotContain("sk-never-shown-anywhere");
        var parallel = Of(view, "Stage5:Turns:Parallel");
        (parallel.Value, parallel.Default, parallel.Source, parallel.Live)
            .ShouldBe(("4", "4", "default", SettingNames.Parallel));
        parallel.Description.ShouldContain("made at once");
        var secret = Of(view, "Stage5:Secrets:openai");
        (secret.Value, secret.Secret, secret.Source).ShouldBe(("***", true, "command line"));
        Of(view, "ConnectionStrings:cache").Value.ShouldBe("***");
        (Of(view, "Stage5:Limits:Default:RequestsPerMinute").Value, Of(view, "Stage5:Limits:seen:RequestsPerMinute").Source)
            .ShouldBe(("6000", "live"));
        view.Unknown.ShouldBeEmpty();
        text.ShouldNotContain("north");
        foreach (var known in KnownKeys.All) Of(view, known.Key).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_configuration_is_tried_with_the_validators_of_a_start_and_nothing_changes()
    {
        using var client = api.ClientOf("tried");

        using var document = new StringContent("""
            {"document": {"Stage5": {"Turns": {"Parallel": 99, "Paralel": 2},
              "Limits": {"Default": {"RequestsPerMinute": 50}}, "Secrets": {"openai": "sk-another-secret-value"}}}}
            """, System.Text.Encoding.UTF8, "application/json");
        using var response = await client.PostAsync("/api/config/validate", document, Ct);
        var text = await response.Content.ReadAsStringAsync(Ct);
        var view = (await response.Content.ReadFromJsonAsync<ConfigTrialView>(Ct)).ShouldNotBeNull();

        view.Valid.ShouldBeFalse();
        view.Errors.Select(fault => (fault.Key, fault.Source)).ShouldBe(
            [("Stage5:Turns:Paralel", "proposed document"), ("Stage5:Turns:Parallel", "proposed document")]);
        view.Errors[1].What.ShouldBe("must be from 1 to 64.");
        view.Changes.ShouldBe(
        [
            new ConfigChange("Stage5:Limits:Default:RequestsPerMinute", "6000", "50"),
            new ConfigChange("Stage5:Secrets:openai", "***", "***"),
            new ConfigChange("Stage5:Turns:Paralel", null, "***"),
            new ConfigChange("Stage5:Turns:Parallel", null, "99"),
        ]);
        text.ShouldNotContain("sk-another-secret-value");
        Of((await client.GetFromJsonAsync<ConfigView>("/api/config", Ct))!, "Stage5:Limits:Default:RequestsPerMinute")
            .Value.ShouldBe("6000");
    }

    [Fact]
    public async Task A_right_document_is_said_to_be_right_and_what_is_no_document_is_refused()
    {
        using var client = api.ClientOf("right", "platformAdmin");

        using var right = await client.PostAsJsonAsync(
            "/api/config/validate", new { document = new { Stage5 = new { Turns = new { Parallel = 8 } } } }, Ct);
        using var none = await client.PostAsJsonAsync("/api/config/validate", new { document = "Stage5" }, Ct);

        (await right.Content.ReadFromJsonAsync<ConfigTrialView>(Ct))!.Valid.ShouldBeTrue();
        await none.ShouldBeProblemAsync(400, "invalid_request");
    }

    [Fact]
    [Trait("Threat", "OP-I1")]
    public async Task What_belongs_to_another_tenant_is_for_a_platform_administrator_only()
    {
        using var north = api.ClientOf("north");
        using var south = api.ClientOf("south");
        using var platform = api.ClientOf("third", "platformAdmin");

        var own = await north.GetStringAsync("/api/config", Ct);
        var all = await platform.GetStringAsync("/api/config", Ct);

        own.ShouldNotContain("south");
        (await south.GetStringAsync("/api/config", Ct)).ShouldNotContain("north");
        foreach (var key in (string[])
            [
                "Stage5:Limits:north:Concurrency", "Stage5:Budgets:north:Day:HardLimit", "Stage5:Audit:TenantRetention:north",
                "Stage5:Compliance:north:BannedPhrases:0",
                "Stage5:Access:Issuers:of-north:Tenant", "Stage5:Access:Issuers:of-north:Authority",
                "Stage5:Access:Issuers:shared:Tenants:t-1", "Stage5:Access:Issuers:shared:Authority",
                "Stage5:Callbacks:Sources:of-north:User", "Stage5:Callbacks:Sources:of-north:Kind",
            ])
        {
            own.ShouldContain($"\"{key}\"");
            all.ShouldContain($"\"{key}\"");
            all.ShouldContain($"\"{key.Replace("north", "south", StringComparison.Ordinal).Replace("t-1", "t-2", StringComparison.Ordinal)}\"");
        }
    }

    [Fact]
    public async Task Nor_does_a_trial_tell_of_another_tenant()
    {
        using var north = api.ClientOf("north");
        using var platform = api.ClientOf("third", "platformAdmin");
        const string Document = """
            {"document": {"Stage5": {"Limits": {"north": {"Concurrency": 9}, "south": {"Concurrency": 9}},
              "Callbacks": {"Sources": {"of-south": {"Tenant": "north", "User": "guessed"}}}}}}
            """;

        var (own, ownText) = await TryAsync(north, Document);
        var (all, _) = await TryAsync(platform, Document);

        own.Changes.ShouldBe([new ConfigChange("Stage5:Limits:north:Concurrency", "7", "9")]);
        own.Errors.ShouldBeEmpty();
        ownText.ShouldNotContain("south");
        all.Changes.Select(change => change.Key).ShouldBe(
        [
            "Stage5:Callbacks:Sources:of-south:Tenant", "Stage5:Callbacks:Sources:of-south:User",
            "Stage5:Limits:north:Concurrency", "Stage5:Limits:south:Concurrency",
        ]);
    }

    [Fact]
    [Trait("Threat", "OP-I1")]
    public async Task Whether_a_guess_of_a_secret_is_right_is_not_said()
    {
        using var client = api.ClientOf("guessing");

        var (right, _) = await TryAsync(client,
            """{"document": {"Stage5": {"Secrets": {"openai": "sk-never-shown-anywhere"}, "Limits": {"Default": {"RequestsPerMinute": 6000}}}}}""");
        var (wrong, _) = await TryAsync(client, """{"document": {"Stage5": {"Secrets": {"openai": "sk-another"}}}}""");

        right.Changes.ShouldBe([new ConfigChange("Stage5:Secrets:openai", "***", "***")]);
        wrong.Changes.ShouldBe(right.Changes);
    }

    [Fact]
    public async Task A_trial_asks_what_every_host_asks()
    {
        using var client = api.ClientOf("asking");

        var (view, text) = await TryAsync(client, """
            {"document": {"Stage5": {"Cors": {"Origins": "*"}, "Web": {"SignIn": {"Authority": "login"}},
              "Secrets": {"weak": "whsec_c2hvcnQ="}, "Callbacks": {"Sources": {"crm": {"Kind": "standard", "Secret": "weak",
              "Tenant": "asking", "Events": ["message.created"]}}}}}}
            """);

        view.Errors.Where(fault => fault.Source == "proposed document").Select(fault => fault.Key).ShouldBe(
            ["Stage5:Callbacks:Sources:crm:Secret", "Stage5:Cors:Origins", "Stage5:Web:SignIn:Authority"]);
        view.Errors.Select(fault => fault.Key).ShouldContain("Stage5:Web:SignIn:ClientId");
        text.ShouldNotContain("whsec_c2hvcnQ=");
    }

    [Fact]
    public async Task A_document_that_costs_too_much_or_says_a_key_twice_is_refused()
    {
        using var client = api.ClientOf("heavy");

        await RefusedAsync(string.Join(',', Enumerable.Range(0, 1001).Select(i => $"\"Stage5:X{i}\": 1")));
        await RefusedAsync($"\"list\": [{string.Join(',', Enumerable.Repeat("1", 1001))}]");
        await RefusedAsync($"\"Stage5\": {{\"{new string('x', 250)}\": 1}}");
        await RefusedAsync("\"a\": 1, \"A\": 2");
        await RefusedAsync("\"a\": {\"b\": 1}, \"a:B\": 2");
        var (most, _) = await TryAsync(client,
            $"{{\"document\": {{{string.Join(',', Enumerable.Range(0, 1000).Select(i => $"\"Stage5:Turns:X{i}\": 1"))}}}}}");

        most.Errors.Count(fault => fault.Key.StartsWith("Stage5:Turns:X", StringComparison.Ordinal)).ShouldBe(1000);
        most.Errors.Count(fault => fault.What.Contains("did you mean", StringComparison.Ordinal)).ShouldBe(50);

        async Task RefusedAsync(string keys)
        {
            using var content = new StringContent(
                $"{{\"document\": {{{keys}}}}}", System.Text.Encoding.UTF8, "application/json");
            using var response = await client.PostAsync("/api/config/validate", content, Ct);
            await response.ShouldBeProblemAsync(400, "invalid_request");
        }
    }

    [Fact]
    public async Task A_secret_that_a_vault_has_is_shown_as_one_of_the_vault()
    {
        await using var vault = await ScriptedVault.StartAsync();
        vault.Put("openai", new VaultSecret("v1", "sk-of-the-vault", TimeProvider.System.GetUtcNow()));
        await using var plain = new ApiInMemory();
        await plain.InitializeAsync();
        await using var host = plain.WithWebHostBuilder(builder => builder
            .UseSetting("Stage5:Secrets:openai", "sk-of-the-file").UseSetting("Stage5:Secrets:other", "sk-of-the-file-too")
            .ConfigureServices(services =>
                services.AddSingleton(vault.Client()).AddSingleton(new SecretNeed("openai", "provider openai"))));

        var view = host.Services.GetRequiredService<Report>().Read(Identity.OfRole("acme", "ana", "operator", "t")!);

        (Of(view, "Stage5:Secrets:openai").Value, Of(view, "Stage5:Secrets:openai").Source).ShouldBe(("***", "Key Vault"));
        (Of(view, "Stage5:Secrets:other").Value, Of(view, "Stage5:Secrets:other").Source).ShouldNotBe(("***", "Key Vault"));
        Of(view, "Stage5:Secrets:{name}").Source.ShouldBe("default");
    }

    [Theory]
    [InlineData("user")]
    [InlineData("reviewer")]
    [InlineData("auditor")]
    [InlineData("admin")]
    [InlineData("service")]
    public async Task Other_roles_may_not_see_it(string role)
    {
        using var client = api.ClientOf("nosy", role);

        using var seen = await client.GetAsync("/api/config", Ct);
        using var tried = await client.PostAsJsonAsync("/api/config/validate", new { document = new { } }, Ct);

        await seen.ShouldBeProblemAsync(403, "permission_denied");
        await tried.ShouldBeProblemAsync(403, "permission_denied");
    }

    private static async Task<(ConfigTrialView View, string Text)> TryAsync(HttpClient client, string document)
    {
        using var content = new StringContent(document, System.Text.Encoding.UTF8, "application/json");
        using var response = await client.PostAsync("/api/config/validate", content, Ct);
        var text = await response.Content.ReadAsStringAsync(Ct);
        ((int)response.StatusCode).ShouldBe(200, text);
        return ((await response.Content.ReadFromJsonAsync<ConfigTrialView>(Ct))!, text);
    }

    private static ConfigEntry Of(ConfigView view, string key) => view.Entries.Single(entry => entry.Key == key);
}
