using System.Net.Http.Json;
using Stage5.Contracts;
using Stage5.Core.Settings;
using Stage5.Tests.Settings;

namespace Stage5.Tests.Configuration;

public sealed class ConfigEndpointTests(SettingsApi api) : IClassFixture<SettingsApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
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

    private static ConfigEntry Of(ConfigView view, string key) => view.Entries.Single(entry => entry.Key == key);
}
