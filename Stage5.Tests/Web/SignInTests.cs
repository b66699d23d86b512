using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Stage5.Contracts;
using Stage5.Core.Audit;
using Stage5.Tests.Access.Issuers;

namespace Stage5.Tests.Web;

public sealed class SignInTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_signs_in_at_the_provider_is_led_back_to_where_they_wanted_to_go()
    {
        await using var system = await SignInSystem.StartAsync(Ct);
        var visitor = system.Visit();
        using var refused = await visitor.GetAsync("/tasks?cursor=1", Ct);
        (await refused.Content.ReadAsStringAsync(Ct)).ShouldContain("/login/start?returnUrl=%2Ftasks%3Fcursor%3D1");

        using var back = await system.SignInAsync(visitor, Ct, "/tasks?cursor=1");

        back.StatusCode.ShouldBe(HttpStatusCode.Found);
        back.Headers.Location!.OriginalString.ShouldBe("/tasks?cursor=1");
        var cookie = back.Headers.GetValues("Set-Cookie").Single(one => one.StartsWith("stage5.session=", StringComparison.Ordinal));
        cookie.ShouldContain("httponly", Case.Insensitive);
        cookie.ShouldContain("samesite=lax", Case.Insensitive);
        var caller = await ReadAsync<CallerView>(visitor, "/api/access/me");
        (caller.Tenant, caller.User).ShouldBe(("acme", "ana"));
        caller.Roles.ShouldBe(["admin"]);
        using var home = await visitor.GetAsync("/", Ct);
        home.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_question_to_the_provider_has_state_nonce_and_a_challenge_and_each_is_new()
    {
        await using var system = await SignInSystem.StartAsync(Ct);
        var visitor = system.Visit();
        var seen = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            using var start = await visitor.GetAsync("/login/start", Ct);
            var query = QueryHelpers.ParseQuery(start.Headers.Location!.Query);
            seen.AddRange([query["state"].ToString(), query["nonce"].ToString(), query["code_challenge"].ToString()]);
            query["code_challenge_method"].ToString().ShouldBe("S256");
            query["redirect_uri"].ToString().ShouldEndWith("/login/callback");
            var correlation = start.Headers.GetValues("Set-Cookie").Single();
            correlation.ShouldContain("httponly", Case.Insensitive);
            correlation.ShouldContain("samesite=lax", Case.Insensitive);
        }

        seen.ShouldAllBe(value => value.Length >= 43);
        seen.ShouldBeUnique();
    }

    [Fact]
    [Trait("Attack", "sign-in")]
    [Trait("Threat", "WEB-S2")]
    public async Task A_sign_in_that_somebody_else_began_or_that_was_used_is_refused()
    {
        await using var system = await SignInSystem.StartAsync(Ct);
        var (victim, attacker) = (system.Visit(), system.Visit());
        var callback = await system.GoToProviderAsync(attacker, Ct);

        using var login = await victim.GetAsync(callback, Ct);
        using var first = await attacker.GetAsync(callback, Ct);
        using var again = await attacker.Copy().GetAsync(callback, Ct);
        using var forged = await attacker.GetAsync("/login/callback?code=x&state=forged", Ct);
        using var bare = await attacker.GetAsync("/login/callback", Ct);

        first.StatusCode.ShouldBe(HttpStatusCode.Found);
        foreach (var refused in new[] { login, again, forged, bare })
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            (await refused.Content.ReadAsStringAsync(Ct)).ShouldContain("Signing in did not work");
        }
        victim.Cookies.Keys.ShouldNotContain("stage5.session");
        var failed = (await system.RecordsAsync(AuditChains.Platform, Ct))
            .Where(record => record.Action == "authentication.failed").ToList();
        failed.Count.ShouldBe(4);
        failed.ShouldAllBe(record => record.Resource == "dashboard/sign-in" && (string)record.Details!["reason"]! == "failed"
            && (string)record.Details["address"]! == "127.0.0.1" && !record.Line.Contains("forged"));
    }

    [Fact]
    [Trait("Attack", "sign-in")]
    [Trait("Threat", "WEB-S2")]
    public async Task A_token_that_answers_another_sign_in_is_refused()
    {
        await using var system = await SignInSystem.StartAsync(Ct);
        system.Issuer.WrongNonce = "of another sign-in";
        var visitor = system.Visit();

        using var back = await system.SignInAsync(visitor, Ct);

        back.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        visitor.Cookies.Keys.ShouldNotContain("stage5.session");
    }

    [Fact]
    [Trait("Attack", "sign-in")]
    public async Task A_providers_token_in_a_link_signs_nobody_in()
    {
        await using var system = await SignInSystem.StartAsync(Ct);
        var victim = system.Visit();
        var token = system.Issuer.Token(LoopbackIssuer.ClientId);

        using var login = await victim.GetAsync($"/login?code={token}", Ct);

        login.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        victim.Cookies.Keys.ShouldNotContain("stage5.session");
        // It was not used up either.
        using var client = system.ApiHost.ClientWith(token);
        using var started = await client.PostAsync(new Uri("/api/access/session?by=token", UriKind.Relative), null, Ct);
        started.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("//evil.example.com/")]
    [InlineData("https://evil.example.com/")]
    [Trait("Attack", "open redirect")]
    [Trait("Threat", "WEB-S3")]
    public async Task Nobody_is_led_to_another_host(string returnUrl)
    {
        await using var system = await SignInSystem.StartAsync(Ct);

        using var back = await system.SignInAsync(system.Visit(), Ct, returnUrl);

        back.Headers.Location!.OriginalString.ShouldBe("/");
    }

    [Fact]
    public async Task Whom_the_provider_knows_and_Stage5_does_not_is_told_so()
    {
        await using var system = await SignInSystem.StartAsync(Ct);
        system.Issuer.Claims["roles"] = new JsonArray();
        var visitor = system.Visit();

        using var back = await system.SignInAsync(visitor, Ct);

        back.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await back.Content.ReadAsStringAsync(Ct)).ShouldContain("You have no access here yet");
        visitor.Cookies.Keys.ShouldNotContain("stage5.session");
        // The API said no, and has it on record: once.
        (await system.RecordsAsync(AuditChains.Platform, Ct))
            .Where(record => record.Action == "authentication.failed").ShouldHaveSingleItem()
            .Resource.ShouldBe("endpoint/POST /api/access/session");
    }

    [Fact]
    public async Task A_provider_that_is_away_is_told_of()
    {
        await using var system = await SignInSystem.StartAsync(Ct);
        system.Issuer.Instead = ServiceDefaults.ScriptedServer.Status(500);

        using var start = await system.Visit().GetAsync("/login/start", Ct);

        start.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await start.Content.ReadAsStringAsync(Ct)).ShouldContain("The sign-in provider cannot be reached");
    }

    [Fact]
    public async Task A_provider_that_goes_away_before_it_gave_a_token_is_told_of_and_on_record()
    {
        await using var system = await SignInSystem.StartAsync(Ct);
        var visitor = system.Visit();
        var callback = await system.GoToProviderAsync(visitor, Ct);
        await system.Issuer.DisposeAsync();

        using var back = await visitor.GetAsync(callback, Ct);

        back.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await system.RecordsAsync(AuditChains.Platform, Ct))
            .Where(record => record.Action == "authentication.failed").ShouldHaveSingleItem()
            .Details!["reason"]!.GetValue<string>().ShouldBe("unavailable");
    }

    [Fact]
    [Trait("Threat", "WEB-R1")]
    public async Task A_page_that_somebody_may_not_see_is_on_record_with_their_session()
    {
        await using var system = await SignInSystem.StartAsync(Ct);
        var visitor = system.Visit();
        using var back = await system.SignInAsync(visitor, Ct);
        var session = (await ReadAsync<SessionList>(visitor, "/api/access/sessions")).Sessions.ShouldHaveSingleItem();

        using var page = await visitor.GetAsync("/audit", Ct);

        page.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var denied = (await system.RecordsAsync("acme", Ct)).Single(record => record.Action == "permission.denied");
        (denied.Resource, denied.Actor.User, denied.Actor.Credential, denied.Actor.Id, (string)denied.Details!["permission"]!)
            .ShouldBe(("dashboard", "ana", "session", session.SessionId, "audit:read"));
    }

    [Fact]
    public async Task A_sign_in_token_starts_one_session_only()
    {
        await using var system = await SignInSystem.StartAsync(Ct);
        using var client = system.ApiHost.ClientWith(system.Issuer.Token(LoopbackIssuer.ClientId));

        using var first = await client.PostAsync(new Uri("/api/access/session", UriKind.Relative), null, Ct);
        using var second = await client.PostAsync(new Uri("/api/access/session", UriKind.Relative), null, Ct);
        using var other = await client.GetAsync(new Uri("/api/access/me", UriKind.Relative), Ct);

        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        await second.ShouldBeProblemAsync(401, "login_link_used");
        await other.ShouldBeProblemAsync(403, "permission_denied");
    }

    [Fact]
    [Trait("Threat", "WEB-S2")]
    public async Task A_session_is_a_new_one_at_each_sign_in_and_ends_at_once_when_it_is_revoked()
    {
        await using var system = await SignInSystem.StartAsync(Ct);
        var visitor = system.Visit();
        using (await system.SignInAsync(visitor, Ct))
        {
        }
        var before = visitor.Copy();
        var first = (await ReadAsync<SessionList>(visitor, "/api/access/sessions")).Sessions.ShouldHaveSingleItem();
        using (await system.SignInAsync(visitor, Ct))
        {
        }
        var second = (await ReadAsync<SessionList>(visitor, "/api/access/sessions")).Sessions.ShouldHaveSingleItem();
        second.SessionId.ShouldNotBe(first.SessionId);
        (second.Current, second.SignedInBy).ShouldBe((true, "token"));
        using var old = await before.GetAsync("/api/access/me", Ct);
        old.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        using var admin = system.ApiHost.ClientOf("acme", "eva", "admin");
        using var revoked = await admin.DeleteAsync(new Uri($"/api/access/sessions/{second.SessionId}", UriKind.Relative), Ct);

        revoked.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var after = await visitor.GetAsync("/api/access/me", Ct);
        after.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static async Task<T> ReadAsync<T>(Visitor visitor, string path)
    {
        using var response = await visitor.GetAsync(path, Ct, "application/json");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await response.Content.ReadFromJsonAsync<T>(Ct))!;
    }
}
