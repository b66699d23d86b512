using System.ComponentModel.DataAnnotations;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;
using Stage5.ServiceDefaults;

namespace Stage5.Tests.ServiceDefaults;

public sealed class ProblemTests
{
    private const string StoreIsAway = "store-is-away";

    [Fact]
    public async Task A_body_that_is_not_json_is_an_invalid_request_with_its_place()
    {
        await using var host = await StartAsync();
        using var response = await PostAsync(host, "{\"text\": 1}", "application/json");
        var problem = await response.ShouldBeProblemAsync(400, "invalid_request");
        problem.Detail.ShouldNotBeNull().ShouldContain("$.text");
        problem.Detail.ShouldNotContain(nameof(ProblemTests));
    }

    [Fact]
    public async Task A_body_of_another_media_type_is_refused()
    {
        await using var host = await StartAsync();
        using var response = await PostAsync(host, "text", "text/plain");
        await response.ShouldBeProblemAsync(415, "unsupported_media_type");
    }

    [Fact]
    public async Task A_body_above_one_megabyte_is_refused()
    {
        await using var host = await StartAsync();
        var body = "{\"text\":\"" + new string('x', 1024 * 1024) + "\"}";
        using var response = await PostAsync(host, body, "application/json");
        await response.ShouldBeProblemAsync(413, "payload_too_large");
    }

    [Fact]
    public async Task A_store_that_is_away_is_said_with_a_time_to_come_back()
    {
        await using var host = await StartAsync();
        using var response = await host.GetAsync("/store");
        response.Headers.RetryAfter.ShouldNotBeNull().Delta.ShouldBe(TimeSpan.FromSeconds(2));
        var problem = await response.ShouldBeProblemAsync(503, "store_unavailable");
        problem.Detail.ShouldNotBeNull().ShouldNotContain("127.0.0.1");
    }

    [Fact]
    public async Task A_store_that_is_away_while_the_token_is_read_is_said_too()
    {
        await using var host = await StartAsync();
        using var response = await host.GetAsync("/nowhere", StoreIsAway);
        await response.ShouldBeProblemAsync(503, "store_unavailable");
    }

    [Fact]
    [Trait("Threat", "API-I3")]
    public async Task An_unexpected_exception_tells_nothing_of_the_inside()
    {
        await using var host = await StartAsync();
        using var response = await host.GetAsync("/bug");
        await response.ShouldBeProblemAsync(500, "internal_error");
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        body.ShouldNotContain("secret detail");
        body.ShouldNotContain(nameof(InvalidOperationException));
    }

    [Fact]
    public async Task A_bare_status_gets_a_body()
    {
        await using var host = await StartAsync();
        using var method = await host.GetAsync("/body", "any");
        await method.ShouldBeProblemAsync(405, "method_not_allowed");
        using var bare = await host.GetAsync("/bare/429");
        await bare.ShouldBeProblemAsync(429, "too_many_requests");
    }

    [Fact]
    public async Task A_created_problem_carries_what_it_was_given()
    {
        await using var host = await StartAsync();
        using var response = await host.GetAsync("/refused");
        var problem = await response.ShouldBeProblemAsync(409, "profile_unavailable");
        problem.Detail.ShouldBe("No.");
        problem.Next.ShouldBe("Ask for default.");
        problem.Providers.ShouldNotBeNull().Single().Reason.ShouldBe("not installed");
    }

    [Fact]
    public async Task Invalid_fields_are_named_one_by_one()
    {
        await using var host = await StartAsync();
        using var response = await host.GetAsync("/invalid");
        var problem = await response.ShouldBeProblemAsync(400, "invalid_request");
        problem.Errors.ShouldNotBeNull()["text"].ShouldBe(["text is required."]);
        problem.Detail.ShouldBe("text is required.");
    }

    [Fact]
    public async Task The_frameworks_own_validation_problem_is_completed()
    {
        await using var host = await StartAsync();
        using var response = await host.GetAsync("/framework");
        var problem = await response.ShouldBeProblemAsync(400, "invalid_request");
        problem.Errors.ShouldNotBeNull()["text"].ShouldBe(["text is required."]);
    }

    [Fact]
    [Trait("Threat", "API-I3")]
    public async Task Errors_carry_security_headers_and_no_server_name()
    {
        await using var host = await StartAsync();
        using var response = await host.GetAsync("/bug");
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        response.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("default-src 'none'");
        response.Headers.Contains("Server").ShouldBeFalse();
    }

    private static async Task<HttpResponseMessage> PostAsync(TestHost host, string body, string mediaType)
    {
        using var content = new StringContent(body, Encoding.UTF8, mediaType);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/body") { Content = content };
        request.Headers.Add("Authorization", "Bearer any");
        return await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static Task<TestHost> StartAsync()
    {
        var builder = TestHost.Builder();
        builder.AddServiceDefaults();
        builder.Services.AddStage5Problems().AddBearerAccess(_ => async (token, cancellationToken) =>
        {
            await (token == StoreIsAway ? AskStoreAsync() : Task.CompletedTask);
            return await TestHost.ReadToken(token, cancellationToken);
        });
        return TestHost.StartAsync(builder, app =>
        {
            app.UseSecurityHeaders();
            var open = app.MapGroup("").AllowAnonymous();
            open.MapPost("/body", (Body body) => body.Text);
            open.MapGet("/bare/{status:int}", (int status) => Results.StatusCode(status));
            open.MapGet("/bug", string () => throw new InvalidOperationException("secret detail"));
            open.MapGet("/store", AskStoreAsync);
            open.MapGet("/refused", () => Problems.Create(
                409,
                "profile_unavailable",
                "No.",
                "Ask for default.",
                new Dictionary<string, object?>
                {
                    ["providers"] = new[] { new { Provider = "apertium", Reason = "not installed" } },
                }));
            open.MapGet("/invalid", () => Problems.Invalid(Errors()));
            open.MapGet("/framework", () => TypedResults.ValidationProblem(Errors()));
        });
    }

    // Nothing listens on port 1.
    private static async Task<string?> AskStoreAsync()
    {
        using var store = await ConnectionMultiplexer.ConnectAsync(
            "127.0.0.1:1,abortConnect=false,connectTimeout=100,connectRetry=0");
        return await store.GetDatabase().StringGetAsync("key");
    }

    private static Dictionary<string, string[]> Errors() => new() { ["text"] = ["text is required."] };

    private sealed record Body([property: Required] string Text);
}
