using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Contracts;
using Stage5.Core.Audit;
using Stage5.Tests.Api;

namespace Stage5.Tests.Access;

/// <summary>The API with a store, for keys, people and explanations.</summary>
public sealed class AccessApi() : StoredApi(
    ("Stage5:Webhooks:Key", "C2FVsBQIhrscChlQIMV+b5sSYspob7oDMfKQ9r8GKYo="),
    ("Stage5:Webhooks:AllowedNetworks:0", "127.0.0.0/8"))
{
    private int _tenants;

    /// <summary>A tenant that no other test has.</summary>
    public string NewTenant() => $"tenant{Interlocked.Increment(ref _tenants)}";

    /// <summary>As an administrator who has nothing else to do with the test.</summary>
    public async Task AssignAsync(string tenant, string user, string[] roles, CancellationToken ct)
    {
        using var admin = ClientOf(tenant, "root", "admin");
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/access/people/{user}/roles")
        {
            Content = JsonContent.Create(new { roles }),
        };
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        using var response = await admin.SendAsync(request, ct);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(ct));
    }

    public async Task<IReadOnlyList<string>> RecordsAsync(string tenant, CancellationToken ct) =>
        (await Services.GetRequiredService<AuditStore>().OpenAsync(tenant, 1000, ct)).Records;
}

public sealed class KeyEndpointsTests(AccessApi api) : IClassFixture<AccessApi>
{
    private readonly string _tenant = api.NewTenant();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_is_made_used_rotated_and_revoked()
    {
        using var admin = api.ClientOf(_tenant, role: "admin");
        var issued = await MakeAsync(admin, new { name = "ci", role = "service" });
        using var program = api.ClientWith(issued.Secret);
        var me = await program.GetFromJsonAsync("/api/access/me", ContractsJson.Default.CallerView, Ct);
        (me!.Tenant, me.User, me.Roles.Single()).ShouldBe((_tenant, "key-ci", "service"));
        using var models = await program.GetAsync("/v1/models", Ct);
        models.StatusCode.ShouldBe(HttpStatusCode.OK);

        var rotated = await ReadAsync(await admin.PostAsJsonAsync($"/api/keys/{issued.Key.Id}/rotate", new { overlapHours = 1 }, Ct));
        rotated.Key.OldSecretUntil.ShouldNotBeNull();
        foreach (var secret in new[] { issued.Secret, rotated.Secret })
            (await StatusAsync(secret)).ShouldBe(HttpStatusCode.OK);

        using var revoked = await admin.DeleteAsync($"/api/keys/{issued.Key.Id}", Ct);
        revoked.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        foreach (var secret in new[] { issued.Secret, rotated.Secret })
            (await UntilRefusedAsync(secret)).ShouldBe(HttpStatusCode.Unauthorized);
        using var again = await admin.DeleteAsync($"/api/keys/{issued.Key.Id}", Ct);
        await again.ShouldBeProblemAsync(404, "key_not_found");
        (await ListAsync(admin)).Keys.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"role":"service"}""", "name")]
    [InlineData("""{"name":" ci","role":"service"}""", "name")]
    [InlineData("""{"name":"a\nb","role":"service"}""", "name")]
    [InlineData("""{"name":"ci"}""", "role")]
    [InlineData("""{"name":"ci","role":"owner"}""", "role")]
    [InlineData("""{"name":"ci","role":"service","scopes":[]}""", "scopes")]
    [InlineData("""{"name":"ci","role":"service","scopes":["keys:manage"]}""", "scopes")]
    [InlineData("""{"name":"ci","role":"service","expiresAt":"2020-01-01T00:00:00Z"}""", "expiresAt")]
    [InlineData("""{"name":"ci","role":"service","expiresAt":"2199-01-01T00:00:00Z"}""", "expiresAt")]
    public async Task A_key_that_cannot_be_is_refused(string body, string field)
    {
        using var admin = api.ClientOf(_tenant, role: "admin");
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await admin.PostAsync("/api/keys", content, Ct);

        await response.ShouldBeProblemAsync(400, "invalid_request");
        (await response.Content.ReadAsStringAsync(Ct)).ShouldContain($"\"{field}\":[");
    }

    [Theory]
    [InlineData("platformAdmin")]
    [InlineData("dashboard")]
    [InlineData("auditor")]
    [InlineData("operator")]
    [Trait("Threat", "API-E4")]
    public async Task Nobody_makes_a_key_with_a_role_that_they_may_not_give(string role)
    {
        using var admin = api.ClientOf(_tenant, role: "admin");
        using var response = await admin.PostAsJsonAsync("/api/keys", new { name = "ci", role }, Ct);

        await response.ShouldBeProblemAsync(403, "role_not_grantable");
        var record = (await api.RecordsAsync(_tenant, Ct)).ShouldHaveSingleItem();
        record.ShouldContain("\"key.created\"");
        record.ShouldContain("\"refused\"");
    }

    [Fact]
    public async Task A_key_kept_to_managing_keys_gets_no_more_by_making_or_rotating_one()
    {
        using var admin = api.ClientOf(_tenant, role: "admin");
        var strong = await MakeAsync(admin, new { name = "strong", role = "admin" });
        var kept = await MakeAsync(admin, new { name = "kept", role = "admin", scopes = new[] { "keys:manage", "tasks:read" } });
        using var program = api.ClientWith(kept.Secret);

        using var made = await program.PostAsJsonAsync("/api/keys", new { name = "more", role = "admin" }, Ct);
        await made.ShouldBeProblemAsync(403, "role_not_grantable");
        using var rotated = await program.PostAsJsonAsync($"/api/keys/{strong.Key.Id}/rotate", new { overlapHours = 0 }, Ct);
        await rotated.ShouldBeProblemAsync(403, "role_not_grantable");
        (await MakeAsync(program, new { name = "less", role = "user", scopes = new[] { "tasks:read" } })).Key.CreatedBy
            .ShouldBe("key-kept");
    }

    [Fact]
    public async Task An_administrator_gets_nothing_that_they_lack_from_the_secret_of_a_key()
    {
        using var both = api.ClientOf(_tenant, "eva", "admin");
        using var admin = api.ClientOf(_tenant, "ana", "admin");
        (await both.GetAsync("/api/access/me", Ct)).Dispose();
        await api.AssignAsync(_tenant, "eva", ["admin", "auditor"], Ct);
        var auditors = await MakeAsync(both, new { name = "siem", role = "auditor" });

        using var rotated = await admin.PostAsJsonAsync($"/api/keys/{auditors.Key.Id}/rotate", new { }, Ct);
        await rotated.ShouldBeProblemAsync(403, "role_not_grantable");
        using var scoped = await admin.PostAsJsonAsync(
            "/api/keys", new { name = "more", role = "auditor", scopes = new[] { "audit:read" } }, Ct);
        await scoped.ShouldBeProblemAsync(403, "role_not_grantable");

        using var program = api.ClientWith((await MakeAsync(admin, new { name = "setup", role = "admin" })).Secret);
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/access/people/ana/roles")
        {
            Content = JsonContent.Create(new { roles = new[] { "admin", "auditor" } }),
        };
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        using var assigned = await program.SendAsync(request, Ct);
        await assigned.ShouldBeProblemAsync(403, "role_not_grantable");
    }

    [Fact]
    public async Task The_dashboards_key_is_made_by_a_platform_administrator_and_belongs_to_no_tenant()
    {
        using var platform = api.ClientOf(_tenant, "pat", "platformAdmin");
        using var made = await platform.PostAsJsonAsync("/api/keys/platform", new { name = _tenant, role = "dashboard" }, Ct);
        var issued = await ReadAsync(made);
        made.Headers.Location!.OriginalString.ShouldBe($"/api/keys/platform/{issued.Key.Id}");
        using var dashboard = api.ClientWith(issued.Secret);
        using var keys = await dashboard.GetAsync("/api/access/protection-keys", Ct);
        keys.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var self = await dashboard.GetAsync("/api/access/me", Ct);
        await self.ShouldBeProblemAsync(403, "permission_denied");
        (await api.RecordsAsync("stage5.platform", Ct)).ShouldContain(record =>
            record.Contains("\"key.created\"") && record.Contains("\"pat\"") && record.Contains(issued.Key.Id));

        using var other = await platform.PostAsJsonAsync("/api/keys/platform", new { name = "more", role = "admin" }, Ct);
        await other.ShouldBeProblemAsync(403, "role_not_grantable");
        using var admin = api.ClientOf(_tenant, "ana", "admin");
        foreach (var path in new[] { "/api/keys/platform", "/api/keys" })
        {
            using var refused = await admin.PostAsJsonAsync(path, new { name = "own", role = "dashboard" }, Ct);
            await refused.ShouldBeProblemAsync(403, path == "/api/keys" ? "role_not_grantable" : "permission_denied");
        }

        using var foreign = await admin.DeleteAsync($"/api/keys/{issued.Key.Id}", Ct);
        await foreign.ShouldBeProblemAsync(404, "key_not_found");
        (await ReadAsync(await platform.PostAsJsonAsync($"/api/keys/platform/{issued.Key.Id}/rotate", new { overlapHours = 1 }, Ct)))
            .Secret.ShouldNotBe(issued.Secret);
        using var revoked = await platform.DeleteAsync($"/api/keys/platform/{issued.Key.Id}", Ct);
        revoked.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_name_stands_once_and_every_key_is_listed_without_its_secret()
    {
        using var admin = api.ClientOf(_tenant, role: "admin");
        var issued = await MakeAsync(admin, new { name = "ci", role = "service", expiresAt = TimeProvider.System.GetUtcNow().AddDays(30) });
        using var second = await admin.PostAsJsonAsync("/api/keys", new { name = "ci", role = "user" }, Ct);
        await second.ShouldBeProblemAsync(409, "key_name_taken");

        var listed = await admin.GetStringAsync("/api/keys", Ct);
        listed.ShouldContain(issued.Key.Id);
        listed.ShouldNotContain(issued.Secret.Split('_')[2]);
        var list = await ListAsync(admin);
        list.Keys.Single().State.ShouldBe("active");
        list.Roles.Select(role => role.Name).ShouldBe(["user", "reviewer", "admin", "service"]);
        (await api.RecordsAsync(_tenant, Ct)).ShouldAllBe(record => !record.Contains(issued.Secret.Split('_')[2]));
    }

    [Fact]
    public async Task Keys_of_another_tenant_are_not_there()
    {
        using var admin = api.ClientOf(_tenant, role: "admin");
        var issued = await MakeAsync(admin, new { name = "ci", role = "service" });
        using var stranger = api.ClientOf(api.NewTenant(), role: "admin");

        (await ListAsync(stranger)).Keys.ShouldBeEmpty();
        using var rotated = await stranger.PostAsJsonAsync($"/api/keys/{issued.Key.Id}/rotate", new { }, Ct);
        await rotated.ShouldBeProblemAsync(404, "key_not_found");
        using var revoked = await stranger.DeleteAsync($"/api/keys/{issued.Key.Id}", Ct);
        await revoked.ShouldBeProblemAsync(404, "key_not_found");
        (await StatusAsync(issued.Secret)).ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<IssuedKeyView> MakeAsync(HttpClient client, object key) =>
        await ReadAsync(await client.PostAsJsonAsync("/api/keys", key, Ct));

    private static async Task<IssuedKeyView> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync(Ct));
            response.Headers.CacheControl!.NoStore.ShouldBeTrue();
            return (await response.Content.ReadFromJsonAsync(ContractsJson.Default.IssuedKeyView, Ct))!;
        }
    }

    private static async Task<KeyList> ListAsync(HttpClient client) =>
        (await client.GetFromJsonAsync("/api/keys", ContractsJson.Default.KeyList, Ct))!;

    private async Task<HttpStatusCode> StatusAsync(string secret)
    {
        using var client = api.ClientWith(secret);
        using var response = await client.GetAsync("/api/access/me", Ct);
        return response.StatusCode;
    }

    // The publication comes on its own thread; a second is the most it may take.
    private async Task<HttpStatusCode> UntilRefusedAsync(string secret)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var status = await StatusAsync(secret);
            if (status != HttpStatusCode.OK || TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromSeconds(1))
                return status;
        }
    }
}
