extern alias web;

using System.Net;
using Stage5.Contracts;
using web::Stage5.Web.Sessions;

namespace Stage5.Tests.Web;

public sealed class SessionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_one_time_link_signs_in_and_leads_to_home()
    {
        await using var web = await WebHost.StartAsync(Ct);
        var visitor = web.Visit();
        using var response = await visitor.GetAsync($"/login?code={ScriptedApi.GoodCode}", Ct);

        response.StatusCode.ShouldBe(HttpStatusCode.Found);
        response.Headers.Location.ShouldBe(new Uri("/", UriKind.Relative));
        response.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        var cookie = response.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldContain("httponly", Case.Insensitive);
        cookie.ShouldContain("samesite=lax", Case.Insensitive);
        cookie.ShouldContain("secure", Case.Insensitive);
        cookie.ShouldNotContain("access-1");
        using var home = await visitor.GetAsync("/", Ct);
        home.StatusCode.ShouldBe(HttpStatusCode.OK);
        web.Api.Seen.Last().Headers["Authorization"].ShouldBe("Bearer access-1");
    }

    [Fact]
    public async Task Signing_in_anew_ends_the_session_before()
    {
        await using var web = await WebHost.StartAsync(Ct);
        var visitor = await web.SignInAsync(Ct);
        web.Api.Reset();
        using var again = await visitor.GetAsync($"/login?code={ScriptedApi.GoodCode}", Ct);

        again.StatusCode.ShouldBe(HttpStatusCode.Found);
        var ended = web.Api.Seen.Single(request => request is { Method: "DELETE", Path: "/api/access/session" });
        ended.Headers["Authorization"].ShouldBe("Bearer access-1");
        using var home = await visitor.GetAsync("/", Ct);
        web.Api.Seen.Last().Headers["Authorization"].ShouldBe("Bearer access-2");
    }

    [Fact]
    public async Task A_used_link_gets_a_page_that_says_how_to_get_a_new_one()
    {
        await using var web = await WebHost.StartAsync(Ct);
        await web.SignInAsync(Ct);
        var second = web.Visit();
        using var response = await second.GetAsync($"/login?code={ScriptedApi.GoodCode}", Ct);

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var page = await response.Content.ReadAsStringAsync(Ct);
        page.ShouldContain("This link no longer works");
        page.ShouldContain("./stage5 token --link");
        second.Cookies.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_visitor_without_a_session_gets_the_sign_in_page_and_no_redirect()
    {
        await using var web = await WebHost.StartAsync(Ct);
        foreach (var path in new[] { "/", "/tasks", "/docs", "/nowhere" })
        {
            using var response = await web.Visit().GetAsync(path, Ct);
            response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, path);
            (await response.Content.ReadAsStringAsync(Ct)).ShouldContain("Sign in to Stage5");
        }
    }

    [Fact]
    public async Task A_program_without_a_session_gets_a_problem()
    {
        await using var web = await WebHost.StartAsync(Ct);
        using var response = await web.Visit().GetAsync("/api/status", Ct);

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        (await response.Content.ReadAsStringAsync(Ct)).ShouldContain("\"code\":\"unauthenticated\"");
        web.Api.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_access_token_near_its_end_is_renewed_once_for_all_requests_that_wait()
    {
        var time = new ManualTime();
        await using var web = await WebHost.StartAsync(Ct, time);
        var visitor = await web.SignInAsync(Ct);
        time.Advance(TimeSpan.FromSeconds(280));

        var tabs = Enumerable.Range(0, 12).Select(_ => visitor.Copy()).ToList();
        var responses = await Task.WhenAll(tabs.Select(tab => tab.GetAsync("/api/status", Ct)));

        responses.ShouldAllBe(response => response.StatusCode == HttpStatusCode.OK);
        web.Api.CountOf("POST", "/api/access/session/refresh").ShouldBe(1);
        web.Api.Seen.Where(request => request.Path == "/api/status")
            .ShouldAllBe(request => request.Headers["Authorization"] == "Bearer access-2");
    }

    [Fact]
    public async Task A_cookie_from_before_the_renewal_still_works_after_the_next_one()
    {
        var time = new ManualTime();
        await using var web = await WebHost.StartAsync(Ct, time);
        var visitor = await web.SignInAsync(Ct);
        var old = visitor.Copy();
        for (var renewal = 0; renewal < 2; renewal++)
        {
            time.Advance(TimeSpan.FromSeconds(280));
            using var renewed = await visitor.GetAsync("/api/status", Ct);
            renewed.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        using var late = await old.GetAsync("/api/status", Ct);

        late.StatusCode.ShouldBe(HttpStatusCode.OK);
        web.Api.Seen.Last().Headers["Authorization"].ShouldBe("Bearer access-3");
        web.Api.CountOf("POST", "/api/access/session/refresh").ShouldBe(2);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_renewal_that_fails_but_is_not_refused_keeps_the_session(int status)
    {
        var time = new ManualTime();
        await using var web = await WebHost.StartAsync(Ct, time);
        var visitor = await web.SignInAsync(Ct);
        web.Api.Intercept = async http =>
        {
            if (!http.Request.Path.StartsWithSegments("/api/access/session/refresh", StringComparison.Ordinal))
                return false;
            await ScriptedApi.Fail(status, "busy", "Not now.", "Try again.").ExecuteAsync(http);
            return true;
        };
        time.Advance(TimeSpan.FromMinutes(10));
        using var failed = await visitor.GetAsync("/", Ct);
        web.Api.Intercept = null;
        using var renewed = await visitor.GetAsync("/", Ct);

        visitor.Cookies.ShouldNotBeEmpty();
        renewed.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_refused_renewal_signs_out()
    {
        var time = new ManualTime();
        await using var web = await WebHost.StartAsync(Ct, time);
        var visitor = await web.SignInAsync(Ct);
        web.Api.RefusesRefresh = true;
        time.Advance(TimeSpan.FromMinutes(10));
        using var response = await visitor.GetAsync("/", Ct);

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        visitor.Cookies.ShouldBeEmpty();
    }

    [Fact]
    public async Task Polling_does_not_keep_an_idle_session_alive_but_a_person_does()
    {
        var time = new ManualTime();
        await using var web = await WebHost.StartAsync(Ct, time);
        web.Api.ExpiresIn = (int)TimeSpan.FromHours(24).TotalSeconds;
        var polling = await web.SignInAsync(Ct);
        var active = polling.Copy();
        for (var step = 0; step < 3; step++)
        {
            time.Advance(TimeSpan.FromMinutes(50));
            using var poll = await polling.SendAsync(new(HttpMethod.Get, "/fragments/home")
            {
                Headers = { { SessionRules.BackgroundHeader, "1" } },
            }, Ct);
            using var click = await active.GetAsync("/", Ct);
            click.StatusCode.ShouldBe(HttpStatusCode.OK);
            poll.StatusCode.ShouldBe(step < 2 ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task A_session_ends_after_twelve_hours_of_activity()
    {
        var time = new ManualTime();
        await using var web = await WebHost.StartAsync(Ct, time);
        web.Api.ExpiresIn = (int)TimeSpan.FromHours(24).TotalSeconds;
        var visitor = await web.SignInAsync(Ct);
        for (var hour = 1; hour <= 12; hour++)
        {
            time.Advance(TimeSpan.FromHours(1));
            using var response = await visitor.GetAsync("/", Ct);
            response.StatusCode.ShouldBe(
                hour < 12 ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, $"hour {hour}");
        }
    }

    [Fact]
    [Trait("Threat", "WEB-E1")]
    public async Task Signing_out_ends_the_session_at_the_API_too()
    {
        await using var web = await WebHost.StartAsync(Ct);
        var visitor = await web.SignInAsync(Ct);
        using var response = await visitor.PostAsync("/logout", body: null, Ct);

        response.Headers.Location.ShouldBe(new Uri("/login", UriKind.Relative));
        visitor.Cookies.ShouldBeEmpty();
        web.Api.CountOf("DELETE", "/api/access/session").ShouldBe(1);
    }

    [Fact]
    public async Task Metrics_are_for_a_bearer_token_that_may_read_them_and_not_for_a_session()
    {
        await using var web = await WebHost.StartAsync(Ct);
        var visitor = await web.SignInAsync(Ct);
        using var session = await visitor.GetAsync("/metrics", Ct);
        using var user = await web.Visit().SendAsync(Bearer(), Ct);
        web.Api.Caller = web.Api.Caller with { Permissions = [Permissions.MetricsRead] };
        using var scraper = await web.Visit().SendAsync(Bearer(), Ct);

        session.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        user.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        scraper.StatusCode.ShouldBe(HttpStatusCode.OK);

        static HttpRequestMessage Bearer() =>
            new(HttpMethod.Get, "/metrics") { Headers = { { "Authorization", "Bearer scraper" } } };
    }

    [Fact]
    public async Task A_page_that_the_role_does_not_allow_says_so()
    {
        await using var web = await WebHost.StartAsync(Ct);
        web.Api.Caller = web.Api.Caller with { Permissions = ["status:read", "access:self"] };
        var visitor = await web.SignInAsync(Ct);
        using var home = await visitor.GetAsync("/", Ct);
        using var tasks = await visitor.GetAsync("/tasks", Ct);

        var page = await home.Content.ReadAsStringAsync(Ct);
        page.ShouldContain("Health");
        page.ShouldNotContain("href=\"/translate\"");
        page.ShouldNotContain("Latest tasks");
        page.ShouldNotContain("role=\"alert\"");
        tasks.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await tasks.Content.ReadAsStringAsync(Ct)).ShouldContain("Not allowed");
        web.Api.Access.Denied.ShouldBe(["tasks:read"]);
        web.Api.Seen.Single(request => request.Path == "/api/access/denials").Headers["Authorization"].ShouldBe("Bearer access-1");
    }

    [Theory]
    [InlineData("broken")]
    [InlineData("hanging")]
    public async Task A_page_is_refused_all_the_same_where_the_API_cannot_put_it_on_record(string state)
    {
        await using var web = await WebHost.StartAsync(Ct, new HurriedTime());
        web.Api.Caller = web.Api.Caller with { Permissions = ["status:read", "access:self"] };
        var visitor = await web.SignInAsync(Ct);
        web.Api.Intercept = async context =>
        {
            context.Response.StatusCode = 500;
            if (state == "hanging") await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return true;
        };

        // The call itself would be given up after half a minute.
        using var tasks = await visitor.GetAsync("/tasks", Ct).WaitAsync(TimeSpan.FromSeconds(20), Ct);

        tasks.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await tasks.Content.ReadAsStringAsync(Ct)).ShouldContain("Not allowed");
        web.Api.Access.Denied.ShouldBeEmpty();
    }

    /// <summary>Two seconds, the most that a refusal waits, are over at once.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state,
                dueTime == TimeSpan.FromSeconds(2) ? TimeSpan.FromMilliseconds(1) : dueTime, period);
    }
}
