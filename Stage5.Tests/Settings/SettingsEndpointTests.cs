using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Contracts;
using Stage5.Core.Audit;
using Stage5.Core.Settings;

namespace Stage5.Tests.Settings;

public sealed class SettingsEndpointTests(SettingsApi api) : IClassFixture<SettingsApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_setting_says_what_it_is_and_where_it_comes_from()
    {
        using var client = api.ClientOf("fresh");

        var view = await client.ReadSettingsAsync();

        view.Version.ShouldBe(0);
        var rate = view.Of(SettingNames.RequestsPerMinute);
        (rate.Value.GetInt64(), rate.Source, rate.Minimum, rate.Unit).ShouldBe((6000, "configuration", 0, "requests a minute"));
        var recall = view.Of(SettingNames.Recall);
        (recall.Value.GetBoolean(), recall.Source, recall.Kind, recall.Minimum).ShouldBe((true, "default", "flag", null));
        view.Settings.ShouldAllBe(one => one.Description.Length > 10);

        var set = await client.SetAsync(0, new Dictionary<string, object>
        {
            [SettingNames.RequestsPerMinute] = 90,
            [SettingNames.Recall] = false,
        });
        rate = set.Of(SettingNames.RequestsPerMinute);
        (set.Version, rate.Value.GetInt64(), rate.Source, rate.Fallback.GetInt64(), rate.FallbackSource)
            .ShouldBe((1, 90, "live", 6000, "configuration"));
        // A burst that is not set follows the rate that is.
        (await client.ReadSettingsAsync()).Of(SettingNames.Recall).Value.GetBoolean().ShouldBeFalse();
    }

    [Fact]
    [Trait("Threat", "OP-D1")]
    public async Task Only_right_values_for_known_settings_with_a_reason_are_taken_and_none_of_them_otherwise()
    {
        using var client = api.ClientOf("strict");

        using (var unseen = await client.PutAsync(null, new { })) await unseen.ShouldBeProblemAsync(428, "precondition_required");
        using (var wordless = await client.PutAsync(0, new { }, "no")) await wordless.ShouldBeProblemAsync(400, "invalid_request");
        using var wrong = await client.PutAsync(0, new Dictionary<string, object?>
        {
            ["limits.requestsPerHour"] = 1,
            [SettingNames.Concurrency] = 0,
            [SettingNames.Targets] = 2.5,
            [SettingNames.Drafts] = "off",
            [SettingNames.Recall] = null,
            [SettingNames.Parallel] = 2,
        });
        var problem = await wrong.ShouldBeProblemAsync(400, "invalid_request");

        problem.Errors!.Keys.Order().ShouldBe(
        [
            SettingNames.Drafts, SettingNames.Recall, SettingNames.Concurrency, "limits.requestsPerHour", SettingNames.Targets,
        ]);
        problem.Errors[SettingNames.Concurrency].ShouldBe(["limits.concurrency must be a whole number from 1 to 100000."]);
        (await client.ReadSettingsAsync()).Version.ShouldBe(0);
    }

    [Fact]
    public async Task How_long_the_audit_is_kept_is_only_ever_lengthened()
    {
        using var client = api.ClientOf("watched");

        using var shorter = await client.PutAsync(0, new Dictionary<string, object> { [SettingNames.AuditRetention] = 1 });

        (await shorter.ShouldBeProblemAsync(400, "invalid_request")).Errors![SettingNames.AuditRetention]
            .ShouldBe(["audit.retentionDays must be a whole number from 400 to 36500."]);
        var view = await client.SetAsync(0, new Dictionary<string, object> { [SettingNames.AuditRetention] = 401 });
        var kept = view.Of(SettingNames.AuditRetention);
        (kept.Value.GetInt64(), kept.Minimum, kept.Source).ShouldBe((401, 400, "live"));
    }

    [Fact]
    public async Task Who_read_an_older_version_changes_nothing()
    {
        using var client = api.ClientOf("contended");
        await client.SetAsync(0, new Dictionary<string, object> { [SettingNames.Parallel] = 2 });

        using var late = await client.PutAsync(0, new Dictionary<string, object> { [SettingNames.Parallel] = 9 });

        await late.ShouldBeProblemAsync(412, "version_conflict");
        (await client.ReadSettingsAsync()).Of(SettingNames.Parallel).Value.GetInt64().ShouldBe(2);
    }

    [Fact]
    public async Task Of_many_who_change_at_once_one_is_first_and_the_history_has_no_gap()
    {
        using var client = api.ClientOf("crowd");
        var versions = 0L;
        for (var round = 0; round < 3; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(1, 8).Select(async i =>
            {
                using var answer = await client.PutAsync(versions, new Dictionary<string, object> { [SettingNames.Parallel] = i });
                return answer.StatusCode;
            }));
            answers.Count(status => status == HttpStatusCode.OK).ShouldBe(1);
            answers.Count(status => status == HttpStatusCode.PreconditionFailed).ShouldBe(7);
            versions++;
        }

        var history = await client.GetFromJsonAsync<SettingsHistory>("/api/settings/history", Ct);
        history!.Versions.Select(one => one.Version).ShouldBe([3, 2, 1]);
    }

    [Fact]
    [Trait("Threat", "OP-R1")]
    public async Task The_history_says_who_when_why_and_what_and_any_version_comes_back_in_one_call()
    {
        using var client = api.ClientOf("history");
        await client.SetAsync(0, new Dictionary<string, object> { [SettingNames.Parallel] = 2 }, "first");
        await client.SetAsync(1, new Dictionary<string, object> { [SettingNames.Parallel] = 3, [SettingNames.Drafts] = false }, "second");

        using (var nowhere = await client.PostAsJsonAsync("/api/settings/rollback", new { version = 9, reason = "lost" }, Ct))
            await nowhere.ShouldBeProblemAsync(404, "version_not_found");
        using var back = await client.PostAsJsonAsync("/api/settings/rollback", new { version = 1, reason = "it was better" }, Ct);
        var view = (await back.Content.ReadFromJsonAsync<SettingsView>(Ct)).ShouldNotBeNull();
        using var empty = await client.PostAsJsonAsync("/api/settings/rollback", new { version = 0, reason = "as configured" }, Ct);

        back.Headers.ETag!.Tag.ShouldBe("\"3\"");
        (view.Version, view.Of(SettingNames.Parallel).Value.GetInt64(), view.Of(SettingNames.Drafts).Source)
            .ShouldBe((3, 2, "default"));
        (await client.ReadSettingsAsync()).Settings.ShouldAllBe(one => one.Source != "live");
        var page = (await client.GetFromJsonAsync<SettingsHistory>("/api/settings/history?limit=2", Ct)).ShouldNotBeNull();
        page.Versions.Select(one => (one.Version, one.RolledBackTo, one.Reason, one.User)).ShouldBe(
            [(4, 0, "as configured", "ana"), (3, 1, "it was better", "ana")]);
        page.Next.ShouldBe(3);
        var older = (await client.GetFromJsonAsync<SettingsHistory>($"/api/settings/history?before={page.Next}", Ct)).ShouldNotBeNull();
        older.Next.ShouldBeNull();
        var second = older.Versions[0];
        second.At.ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));
        second.Changes.Select(change => (change.Name, change.Before?.ToString(), change.After?.ToString())).ShouldBe(
            [(SettingNames.Drafts, null, "False"), (SettingNames.Parallel, "2", "3")]);
    }

    [Fact]
    [Trait("Threat", "OP-R1")]
    public async Task The_script_that_changes_them_tells_the_audit_before_and_after()
    {
        using var client = api.ClientOf("audited");
        await client.SetAsync(0, new Dictionary<string, object> { [SettingNames.Parallel] = 2 }, "calmer");
        await client.SetAsync(1, new Dictionary<string, object> { [SettingNames.Parallel] = 5 }, "faster");
        using (var late = await client.PutAsync(1, new Dictionary<string, object> { [SettingNames.Parallel] = 9 }))
            late.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);

        var audit = api.Services().GetRequiredService<AuditStore>();
        var records = (await audit.PageAsync("audited", oldestFirst: true, null, 50, Ct)).Lines
            .Select(line => JsonNode.Parse(line)!.AsObject())
            .Where(record => ((string)record["action"]!).StartsWith("settings.", StringComparison.Ordinal)).ToArray();

        records.Select(record => (string?)record["outcome"]).ShouldBe(["succeeded", "succeeded", "refused"]);
        records[1]["before"]![SettingNames.Parallel]!.GetValue<int>().ShouldBe(2);
        records[1]["after"]![SettingNames.Parallel]!.GetValue<int>().ShouldBe(5);
        ((string?)records[1]["details"]!["reason"]).ShouldBe("faster");
        ((string?)records[1]["actor"]!["user"]).ShouldBe("ana");
    }

    [Theory]
    [InlineData("user", 403, 403)]
    [InlineData("reviewer", 403, 403)]
    [InlineData("auditor", 200, 403)]
    [InlineData("operator", 200, 200)]
    [InlineData("admin", 200, 200)]
    [InlineData("platformAdmin", 403, 403)]
    [InlineData("service", 403, 403)]
    [Trait("Threat", "OP-E1")]
    public async Task Roles_see_and_change_them_as_the_table_says(string role, int read, int write)
    {
        var tenant = $"role-{role.ToLowerInvariant()}";
        using var client = api.ClientOf(tenant, role);

        using var seen = await client.GetAsync("/api/settings", Ct);
        using var changed = await client.PutAsync(0, new Dictionary<string, object> { [SettingNames.Parallel] = 2 });
        using var back = await client.PostAsJsonAsync("/api/settings/rollback", new { version = 0, reason = "as it was" }, Ct);

        ((int)seen.StatusCode, (int)changed.StatusCode, (int)back.StatusCode).ShouldBe((read, write, write));
    }

    [Fact]
    [Trait("Threat", "OP-E1")]
    public async Task One_tenants_settings_are_nothing_to_another()
    {
        using var mine = api.ClientOf("mine");
        using var theirs = api.ClientOf("theirs");
        await mine.SetAsync(0, new Dictionary<string, object> { [SettingNames.Parallel] = 2 });

        (await theirs.ReadSettingsAsync()).Of(SettingNames.Parallel).Source.ShouldBe("default");
        (await theirs.GetFromJsonAsync<SettingsHistory>("/api/settings/history", Ct))!.Versions.ShouldBeEmpty();
    }
}
