using System.Net;
using System.Net.Http.Json;
using Stage5.Contracts;

namespace Stage5.Tests.Access;

public sealed class PeopleEndpointsTests(AccessApi api) : IClassFixture<AccessApi>
{
    private readonly string _tenant = api.NewTenant();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Roles_are_assigned_and_hold_for_the_same_token()
    {
        using var admin = api.ClientOf(_tenant, "ana", "admin");
        using var ben = api.ClientOf(_tenant, "ben");
        (await CallerAsync(ben)).Roles.ShouldBe(["user"]);
        var page = (await admin.GetFromJsonAsync("/api/access/people", ContractsJson.Default.PeoplePage, Ct))!;
        page.People.Select(person => (person.User, person.Own)).ShouldBe([("ana", true), ("ben", false)], ignoreOrder: true);

        using var assigned = await PutAsync(admin, "ben", "\"0\"", "auditor");

        assigned.StatusCode.ShouldBe(HttpStatusCode.OK, await assigned.Content.ReadAsStringAsync(Ct));
        assigned.Headers.ETag!.Tag.ShouldBe("\"1\"");
        var started = TimeProvider.System.GetTimestamp();
        while ((await CallerAsync(ben)).Roles is not ["auditor"])
            TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task What_may_not_be_changed_is_refused_and_on_record()
    {
        using var admin = api.ClientOf(_tenant, "ana", "admin");
        foreach (var (user, role) in new[] { ("ben", "user"), ("pat", "platformAdmin") })
        {
            using var client = api.ClientOf(_tenant, user, role);
            (await CallerAsync(client)).User.ShouldBe(user);
        }

        using (var own = await PutAsync(admin, "ana", "\"0\"", "user"))
            await own.ShouldBeProblemAsync(403, "own_roles");
        using (var given = await PutAsync(admin, "ben", "\"0\"", "platformAdmin"))
            await given.ShouldBeProblemAsync(403, "role_not_grantable");
        using (var taken = await PutAsync(admin, "pat", "\"0\"", "user"))
            await taken.ShouldBeProblemAsync(403, "role_not_grantable");
        using (var stale = await PutAsync(admin, "ben", "\"7\"", "auditor"))
            await stale.ShouldBeProblemAsync(412, "version_conflict");
        using (var blind = await PutAsync(admin, "ben", null, "auditor"))
            await blind.ShouldBeProblemAsync(428, "precondition_required");
        using (var unknown = await PutAsync(admin, "nobody", "\"0\"", "auditor"))
            await unknown.ShouldBeProblemAsync(404, "person_not_found");
        using (var owner = await PutAsync(admin, "ben", "\"0\"", "owner"))
            await owner.ShouldBeProblemAsync(400, "invalid_request");

        var refused = (await api.RecordsAsync(_tenant, Ct)).Where(record => record.Contains("\"role.assigned\"")).ToList();
        refused.Count.ShouldBe(4);
        refused.ShouldAllBe(record => record.Contains("\"refused\""));
    }

    [Fact]
    public async Task The_last_administrator_stays_one_for_a_key_too()
    {
        using var admin = api.ClientOf(_tenant, "ana", "admin");
        using var made = await admin.PostAsJsonAsync("/api/keys", new { name = "setup", role = "admin" }, Ct);
        var key = (await made.Content.ReadFromJsonAsync(ContractsJson.Default.IssuedKeyView, Ct))!;
        using var program = api.ClientWith(key.Secret);

        using var refused = await PutAsync(program, "ana", "\"0\"", "user");

        await refused.ShouldBeProblemAsync(409, "last_admin");
    }

    [Fact]
    public async Task It_is_explained_why_somebody_may_or_may_not()
    {
        using var admin = api.ClientOf(_tenant, "ana", "admin");
        using var ben = api.ClientOf(_tenant, "ben");
        using var made = await admin.PostAsJsonAsync("/api/keys",
            new { name = "ci", role = "service", scopes = new[] { "tasks:read" } }, Ct);
        var key = (await made.Content.ReadFromJsonAsync(ContractsJson.Default.IssuedKeyView, Ct))!;
        using var program = api.ClientWith(key.Secret);

        var own = await ExplainAsync(ben, "permission=tasks:read");
        (own.Allowed, own.Reason, own.RolesFrom).ShouldBe((true, "granted", "token"));
        own.GrantedBy.ShouldBe(["user"]);
        var not = await ExplainAsync(ben, "permission=audit:read");
        (not.Allowed, not.Reason).ShouldBe((false, "notOfRoles"));
        not.WouldGrant.ShouldBe(["auditor"]);
        var kept = await ExplainAsync(program, "permission=turns:write");
        (kept.Allowed, kept.Reason, kept.RolesFrom).ShouldBe((false, "outsideScopes", "key"));
        kept.Scopes.ShouldBe(["tasks:read"]);
        (await ExplainAsync(admin, "permission=turns:write&user=key-ci")).Reason.ShouldBe("outsideScopes");

        using var assigned = await PutAsync(admin, "ben", "*", "auditor");
        assigned.StatusCode.ShouldBe(HttpStatusCode.OK);
        var others = await ExplainAsync(admin, "permission=audit:read&user=ben");
        (others.Allowed, others.RolesFrom).ShouldBe((true, "assigned"));

        using var foreign = await ben.GetAsync("/api/access/explain?permission=tasks:read&user=ana", Ct);
        await foreign.ShouldBeProblemAsync(403, "permission_denied");
        (await api.RecordsAsync(_tenant, Ct)).ShouldContain(record => record.Contains("\"permission.denied\""));
        using var nobody = await admin.GetAsync("/api/access/explain?permission=tasks:read&user=nobody", Ct);
        await nobody.ShouldBeProblemAsync(404, "person_not_found");
        using var nothing = await admin.GetAsync("/api/access/explain?permission=everything", Ct);
        await nothing.ShouldBeProblemAsync(400, "invalid_request");
    }

    private static Task<HttpResponseMessage> PutAsync(HttpClient client, string user, string? version, params string[] roles)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, $"/api/access/people/{user}/roles")
        {
            Content = JsonContent.Create(new { roles }),
        };
        if (version is not null)
            request.Headers.TryAddWithoutValidation("If-Match", version);
        return client.SendAsync(request, Ct);
    }

    private static async Task<CallerView> CallerAsync(HttpClient client) =>
        (await client.GetFromJsonAsync("/api/access/me", ContractsJson.Default.CallerView, Ct))!;

    private static async Task<AccessExplanation> ExplainAsync(HttpClient client, string query) =>
        (await client.GetFromJsonAsync($"/api/access/explain?{query}", ContractsJson.Default.AccessExplanation, Ct))!;
}
