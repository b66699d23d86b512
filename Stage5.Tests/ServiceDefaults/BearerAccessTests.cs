using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Stage5.Tests.ServiceDefaults;

public sealed class BearerAccessTests
{
    [Fact]
    public async Task A_request_without_a_token_is_challenged()
    {
        await using var host = await StartAsync();
        using var response = await host.GetAsync("/tasks");
        response.Headers.WwwAuthenticate.Single().ToString().ShouldBe("Bearer");
        await response.ShouldBeProblemAsync(401, "unauthenticated");
    }

    [Fact]
    public async Task A_token_that_is_not_valid_is_challenged_and_told_so()
    {
        await using var host = await StartAsync();
        using var response = await host.GetAsync("/tasks", "bad");
        response.Headers.WwwAuthenticate.Single().ToString().ShouldBe("Bearer error=\"invalid_token\"");
        await response.ShouldBeProblemAsync(401, "unauthenticated");
    }

    [Theory]
    [InlineData("")]
    [InlineData("tasks:read tasks:read")]
    [InlineData("tasks:read,bad")]
    [Trait("Threat", "API-S2")]
    public async Task A_malformed_header_is_not_read_as_a_token(string token)
    {
        await using var host = await StartAsync();
        using var response = await host.GetAsync("/tasks", token);
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    [Trait("Threat", "API-S2")]
    public async Task Two_credentials_in_one_request_are_refused()
    {
        await using var host = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/tasks");
        request.Headers.TryAddWithoutValidation("Authorization", ["Bearer tasks:read", "Bearer other"]);
        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_caller_who_holds_the_permission_is_served()
    {
        await using var host = await StartAsync();
        using var response = await host.GetAsync("/tasks", "other+tasks:read");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_caller_who_lacks_the_permission_learns_which_one()
    {
        await using var host = await StartAsync();
        using var response = await host.GetAsync("/tasks", "other");
        var problem = await response.ShouldBeProblemAsync(403, "permission_denied");
        problem.Detail.ShouldNotBeNull().ShouldContain("tasks:read");
    }

    [Theory]
    [InlineData("/undeclared")]
    [InlineData("/authorized-only")]
    public async Task An_endpoint_without_a_declared_permission_is_denied_to_everyone(string path)
    {
        await using var host = await StartAsync();
        using var response = await host.GetAsync(path, "tasks:read");
        await response.ShouldBeProblemAsync(403, "permission_denied");
    }

    [Fact]
    [Trait("Threat", "API-E3")]
    public async Task An_unknown_address_is_told_only_to_callers_with_an_identity()
    {
        await using var host = await StartAsync();
        using var stranger = await host.GetAsync("/nowhere");
        using var caller = await host.GetAsync("/nowhere", "tasks:read");
        await stranger.ShouldBeProblemAsync(401, "unauthenticated");
        await caller.ShouldBeProblemAsync(404, "not_found");
    }

    [Fact]
    public async Task Metrics_need_a_bearer_token_with_the_permission()
    {
        await using var host = await StartAsync();
        using var stranger = await host.GetAsync("/metrics");
        using var caller = await host.GetAsync("/metrics", "tasks:read");
        using var scraper = await host.GetAsync("/metrics", "metrics:read");
        await stranger.ShouldBeProblemAsync(401, "unauthenticated");
        await caller.ShouldBeProblemAsync(403, "permission_denied");
        scraper.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_host_whose_default_is_a_cookie_takes_a_bearer_token_for_metrics()
    {
        await using var host = await StartAsync(services => services
            .AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie(options => options.LoginPath = "/login"));

        using var page = await host.GetAsync("/tasks");
        page.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        page.Headers.Location.ShouldNotBeNull().AbsolutePath.ShouldBe("/login");
        using var token = await host.GetAsync("/tasks", "tasks:read");
        token.StatusCode.ShouldBe(HttpStatusCode.Redirect, "a page takes the cookie, not a token");

        using var stranger = await host.GetAsync("/metrics");
        await stranger.ShouldBeProblemAsync(401, "unauthenticated");
        using var scraper = await host.GetAsync("/metrics", "metrics:read");
        scraper.StatusCode.ShouldBe(HttpStatusCode.OK);

        using var signIn = await host.GetAsync("/sign-in");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/tasks");
        request.Headers.Add("Cookie", signIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        using var withCookie = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        withCookie.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static Task<TestHost> StartAsync(Action<IServiceCollection>? more = null)
    {
        var builder = TestHost.Builder();
        builder.AddServiceDefaults();
        more?.Invoke(builder.Services);
        builder.Services.AddBearerAccess(_ => TestHost.ReadToken).AddStage5Problems();
        return TestHost.StartAsync(builder, app =>
        {
            app.MapDefaultEndpoints();
            app.MapGet("/tasks", () => "tasks").RequirePermission("tasks:read");
            app.MapGet("/undeclared", () => "open?");
            app.MapGet("/authorized-only", () => "open?").RequireAuthorization();
            app.MapGet("/sign-in", () => Microsoft.AspNetCore.Http.Results.SignIn(new ClaimsPrincipal(
                new ClaimsIdentity([new Claim("permission", "tasks:read")], "Cookies")))).AllowAnonymous();
        });
    }
}
