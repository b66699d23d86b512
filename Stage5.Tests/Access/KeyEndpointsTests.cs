using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Contracts;
using Stage5.Core.Audit;
using Stage5.Tests.Api;

namespace Stage5.Tests.Access;

/// <summary>The API with a store, for keys, people and explanations.</summary>
public sealed class AccessApi() : StoredApi()
{
    private int _tenants;

    /// <summary>A tenant that no other test has.</summary>
    public string NewTenant() => $"tenant{Interlocked.Increment(ref _tenants)}";

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
        list.Roles.Select(role => role.Name).ShouldBe(["user", "reviewer", "operator", "auditor", "admin", "service"]);
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
