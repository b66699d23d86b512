using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Contracts;
using Stage5.Core.Audit;

namespace Stage5.Tests.Api;

public sealed class SessionsApi : StoredApi;

public sealed class SessionEndpointTests(SessionsApi api) : IClassFixture<SessionsApi>
{
    private static readonly Uri Session = new("/api/access/session", UriKind.Relative);
    private static readonly Uri Me = new("/api/access/me", UriKind.Relative);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_sees_ones_own_sessions_and_ends_one_of_them_at_once()
    {
        using var first = await SignInAsync("own");
        using var second = await SignInAsync("own");
        using var stranger = await SignInAsync("own", "eva");
        var sessions = await ListAsync(first);
        sessions.Count.ShouldBe(2);
        sessions.ShouldAllBe(session => session.User == "ana" && session.SignedInBy == "link");
        var other = sessions.Single(session => !session.Current);

        using var ended = await first.DeleteAsync(Of(other.SessionId), Ct);

        ended.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await second.GetAsync(Me, Ct)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await first.GetAsync(Me, Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ListAsync(first)).ShouldHaveSingleItem().Current.ShouldBeTrue();
    }

    [Fact]
    public async Task Somebody_elses_are_for_who_may_manage_access_and_of_the_same_tenant()
    {
        using var ana = await SignInAsync("managed");
        using var eva = await SignInAsync("managed", "eva");
        using var admin = api.ClientOf("managed", "root", "admin");
        using var foreign = api.ClientOf("elsewhere", "root", "admin");
        var session = (await ListAsync(ana)).ShouldHaveSingleItem();

        using var seen = await eva.GetAsync(new Uri("/api/access/sessions?user=ana", UriKind.Relative), Ct);
        await seen.ShouldBeProblemAsync(403, "permission_denied");
        (await ListAsync(admin, "?user=ana")).ShouldHaveSingleItem().SessionId.ShouldBe(session.SessionId);
        (await ListAsync(foreign, "?user=ana")).ShouldBeEmpty();
        foreach (var client in new[] { eva, foreign })
        {
            using var refused = await client.DeleteAsync(Of(session.SessionId), Ct);
            await refused.ShouldBeProblemAsync(404, "session_not_found");
        }
        using var ended = await admin.DeleteAsync(Of(session.SessionId), Ct);
        ended.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await ana.GetAsync(Me, Ct)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("not-an-id")]
    [InlineData("00000000000000000000000000000000")]
    public async Task A_session_that_is_not_there_is_not_found(string id)
    {
        using var client = api.ClientOf("empty");

        using var refused = await client.DeleteAsync(Of(id), Ct);

        await refused.ShouldBeProblemAsync(404, "session_not_found");
    }

    [Fact]
    [Trait("Threat", "WEB-R1")]
    public async Task Starting_ending_and_revoking_are_on_record()
    {
        using var first = await SignInAsync("audited");
        using var second = await SignInAsync("audited");
        var other = (await ListAsync(first)).Single(session => !session.Current);
        using (await first.DeleteAsync(Of(other.SessionId), Ct))
        {
        }
        using (await first.DeleteAsync(Session, Ct))
        {
        }

        var records = await RecordsAsync("audited");

        records.Count(record => record.Contains("\"session.started\"", StringComparison.Ordinal)).ShouldBe(2);
        records.ShouldContain(record => record.Contains("\"session.revoked\"", StringComparison.Ordinal)
            && record.Contains($"session/{other.SessionId}", StringComparison.Ordinal));
        records.ShouldContain(record => record.Contains("\"session.ended\"", StringComparison.Ordinal));
        records.ShouldAllBe(record => !record.Contains("s5a_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keys_that_protect_cookies_are_the_dashboards_alone()
    {
        var path = new Uri("/api/access/protection-keys", UriKind.Relative);
        using var dashboard = api.ClientOf("stage5.platform", "dashboard", "dashboard");
        var key = new ProtectionKey { Name = "key-1", Xml = "<key id=\"1\"/>" };
        using var kept = await dashboard.PostAsJsonAsync(path, key, Ct);
        using var other = await dashboard.PostAsJsonAsync(path, key with { Xml = "<key id=\"2\"/>" }, Ct);
        using var bad = await dashboard.PostAsJsonAsync(path, key with { Name = "../key" }, Ct);

        kept.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await other.ShouldBeProblemAsync(409, "protection_key_exists");
        await bad.ShouldBeProblemAsync(400, "invalid_request");
        (await dashboard.GetFromJsonAsync<ProtectionKeyList>(path, Ct))!.Keys.ShouldHaveSingleItem().ShouldBe(key);
        foreach (var role in new[] { "user", "reviewer", "operator", "auditor", "admin", "platformAdmin", "service" })
        {
            using var client = api.ClientOf("keys", "ana", role);
            using var refused = await client.GetAsync(path, Ct);
            await refused.ShouldBeProblemAsync(403, "permission_denied");
        }
    }

    private static Uri Of(string id) => new($"/api/access/sessions/{id}", UriKind.Relative);

    private static async Task<IReadOnlyList<SessionInfo>> ListAsync(HttpClient client, string query = "") =>
        (await client.GetFromJsonAsync<SessionList>(new Uri("/api/access/sessions" + query, UriKind.Relative), Ct))!.Sessions;

    private async Task<HttpClient> SignInAsync(string tenant, string user = "ana")
    {
        using var link = api.ClientWith(api.LinkOf(tenant, user));
        using var response = await link.PostAsync(Session, null, Ct);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return api.ClientWith((await response.Content.ReadFromJsonAsync<SessionView>(Ct))!.AccessToken);
    }

    private async Task<IReadOnlyList<string>> RecordsAsync(string tenant) =>
        [.. (await api.Services.GetRequiredService<AuditStore>().PageAsync(tenant, oldestFirst: true, after: null, 100, Ct)).Lines];
}
