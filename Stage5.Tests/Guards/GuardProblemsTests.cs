extern alias api;

using System.Text.Json;
using api::Stage5.Api.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Core.Guards;

namespace Stage5.Tests.Guards;

public sealed class GuardProblemsTests
{
    [Fact]
    public async Task Too_many_requests_say_when_to_come_again()
    {
        var (http, body) = await WriteAsync(
            new GuardDenial("rate_limited", "Too many.", "Wait.", TimeSpan.FromMilliseconds(1200)),
            new RateState("\"tenant-requests\";q=100;w=10", "\"tenant-requests\";r=0;t=2"));

        http.Response.StatusCode.ShouldBe(429);
        http.Response.Headers.RetryAfter.ToString().ShouldBe("2");
        http.Response.Headers["RateLimit-Policy"].ToString().ShouldBe("\"tenant-requests\";q=100;w=10");
        http.Response.Headers["RateLimit"].ToString().ShouldBe("\"tenant-requests\";r=0;t=2");
        body.GetProperty("code").GetString().ShouldBe("rate_limited");
    }

    [Fact]
    public async Task An_exhausted_budget_says_what_is_left_and_when_it_renews()
    {
        var renews = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
        var (http, body) = await WriteAsync(
            new GuardDenial("budget_exhausted", "Too little.", "Wait.", TimeSpan.FromDays(3),
                new BudgetShortage("user", "month", 10, 0.25m, "EUR", renews)), rate: null);

        http.Response.StatusCode.ShouldBe(402);
        http.Response.Headers.ContainsKey("Retry-After").ShouldBeFalse();
        http.Response.Headers.ContainsKey("RateLimit").ShouldBeFalse();
        body.GetProperty("budget").GetRawText().ShouldBe(
            """{"scope":"user","window":"month","limit":10,"left":0.25,"currency":"EUR","""
            + "\"renews\":\"2026-12-01T00:00:00+00:00\"}");
    }

    private static async Task<(HttpContext, JsonElement)> WriteAsync(GuardDenial denial, RateState? rate)
    {
        await using var services = new ServiceCollection().AddLogging().AddProblemDetails().BuildServiceProvider();
        var http = new DefaultHttpContext { RequestServices = services, Response = { Body = new MemoryStream() } };
        await denial.ToResult(rate, http).ExecuteAsync(http);
        http.Response.Body.Position = 0;
        return (http, (await JsonDocument.ParseAsync(http.Response.Body)).RootElement);
    }
}
