using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Contracts;
using Stage5.Core.Reviews;
using Stage5.Core.Storage;
using Stage5.Tests.Api;

namespace Stage5.Tests.Reviews;

/// <summary>Where it is noon of the day on which the ledger that was counted by hand was asked.</summary>
public sealed class LedgerApi : StoredApi
{
    public async Task<HttpClient> CountedAsync(string tenant, string role = "operator")
    {
        var client = ClientOf(tenant, "olga", role);
        Services.GetRequiredService<StoreClock>().OffsetMilliseconds =
            (long)(LedgerFixture.Now - TimeProvider.System.GetUtcNow()).TotalMilliseconds;
        await LedgerFixture.WriteAsync(Services.GetRequiredService<Store>().Database, tenant);
        return client;
    }
}

public sealed class ReviewMetricsEndpointTests(LedgerApi api) : IClassFixture<LedgerApi>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_numbers_are_those_counted_by_hand()
    {
        using var client = await api.CountedAsync("counted");

        var told = (await client.GetFromJsonAsync("/api/reviews/metrics?from=2026-03-02&to=2026-03-05&timezone=UTC",
            ContractsJson.Default.ReviewMetrics, Ct))!;

        var counted = ReviewMetricsCalculator.Calculate(LedgerFixture.Reviews, LedgerFixture.Leases,
            new(2026, 3, 2), new(2026, 3, 5), TimeZoneInfo.Utc, LedgerFixture.Now);
        (told.Schema, told.Totals, told.QueueHealth).ShouldBe((ReviewMetrics.CurrentSchema, counted.Totals, counted.QueueHealth));
        told.Velocity.Days.ShouldBe(counted.Velocity.Days);
        told.Velocity.PerReviewer.ShouldBe(counted.Velocity.PerReviewer);
        // The time that the question took.
        (told.Aging.Oldest!.Value - counted.Aging.Oldest!.Value).ShouldBeInRange(0, 60);
    }

    [Fact]
    public async Task Without_a_window_it_is_the_28_days_that_end_today()
    {
        using var client = await api.CountedAsync("absent");

        var told = (await client.GetFromJsonAsync("/api/reviews/metrics", ContractsJson.Default.ReviewMetrics, Ct))!;

        (told.From, told.To, told.Timezone, told.Velocity.Days.Count)
            .ShouldBe((new DateOnly(2026, 2, 6), new DateOnly(2026, 3, 5), "UTC", 28));
        told.Totals.Opened.ShouldBe(8);
    }

    [Fact]
    public async Task The_document_is_in_snake_case()
    {
        using var client = await api.CountedAsync("cased");

        var json = await client.GetStringAsync("/api/reviews/metrics", Ct);

        foreach (var name in new[] { "queue_health", "sla_breaches", "daily_average", "per_reviewer", "first_pass_acceptance" })
            json.ShouldContain($"\"{name}\":");
    }

    [Theory]
    [InlineData("timezone=Mars/Olympus", "timezone")]
    [InlineData("timezone=W.%20Europe%20Standard%20Time", "timezone")]
    [InlineData("from=2026-03-04&to=2026-03-03", "from")]
    [InlineData("to=2026-03-06", "to")]
    [InlineData("from=2025-11-01", "from")]
    [InlineData("from=2024-03-01&to=2025-03-04", "from")]
    public async Task A_window_that_cannot_be_is_refused_with_the_reason(string query, string field)
    {
        using var client = await api.CountedAsync("refused");

        using var response = await client.GetAsync($"/api/reviews/metrics?{query}", Ct);

        var problem = await response.ShouldBeProblemAsync(400, "invalid_request");
        problem.Errors!.Keys.ShouldBe([field]);
    }

    [Fact]
    public async Task A_date_that_is_none_is_refused()
    {
        using var client = await api.CountedAsync("nodate");

        using var response = await client.GetAsync("/api/reviews/metrics?from=yesterday", Ct);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Prometheus_is_told_too()
    {
        using var client = await api.CountedAsync("gauges");
        await api.Services.GetRequiredService<ReviewFollower>().ReadAsync(Ct);

        (await client.GetStringAsync("/metrics", Ct)).ShouldContain("stage5_reviews_age_oldest_seconds");
    }
}
