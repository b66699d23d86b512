using System.Text.Json.Serialization;

namespace Stage5.Contracts;

/// <summary>
/// How review goes in a window, <c>stage5.review-metrics.v1</c>; docs/reviews.md defines each field. Snake case on the
/// wire. Times are seconds; rates are 0 to 1; what cannot be said, because there is nothing to say it of, is null.
/// </summary>
/// <param name="Schema">Always <c>stage5.review-metrics.v1</c>.</param>
/// <param name="From">First day of the window, in <paramref name="Timezone"/>.</param>
/// <param name="To">Last day of the window, in <paramref name="Timezone"/>; it counts in full.</param>
/// <param name="Timezone">IANA name.</param>
/// <param name="GeneratedAt">The instant it holds for: aging and the queue are of now, whatever the window.</param>
public sealed record ReviewMetrics(
    [property: JsonPropertyName("schema")] string Schema,
    [property: JsonPropertyName("from")] DateOnly From,
    [property: JsonPropertyName("to")] DateOnly To,
    [property: JsonPropertyName("timezone")] string Timezone,
    [property: JsonPropertyName("generated_at")] DateTimeOffset GeneratedAt,
    [property: JsonPropertyName("totals")] ReviewTotals Totals,
    [property: JsonPropertyName("aging")] ReviewAging Aging,
    [property: JsonPropertyName("queue_health")] ReviewQueueHealth QueueHealth,
    [property: JsonPropertyName("velocity")] ReviewVelocity Velocity)
{
    public const string CurrentSchema = "stage5.review-metrics.v1";
}

/// <summary>What happened in the window.</summary>
/// <param name="Acceptance">Approved as they were ÷ decided.</param>
public sealed record ReviewTotals(
    [property: JsonPropertyName("opened")] int Opened,
    [property: JsonPropertyName("decided")] int Decided,
    [property: JsonPropertyName("approved")] int Approved,
    [property: JsonPropertyName("edited")] int Edited,
    [property: JsonPropertyName("rejected")] int Rejected,
    [property: JsonPropertyName("reopened")] int Reopened,
    [property: JsonPropertyName("escalated")] int Escalated,
    [property: JsonPropertyName("closed")] int Closed,
    [property: JsonPropertyName("acceptance")] double? Acceptance);

/// <summary>How long what is not decided has waited, now.</summary>
public sealed record ReviewAging(
    [property: JsonPropertyName("p50")] double? P50,
    [property: JsonPropertyName("p95")] double? P95,
    [property: JsonPropertyName("oldest")] double? Oldest);

/// <summary>The queue, now.</summary>
/// <param name="Backlog">Not decided and not closed, leased ones too.</param>
/// <param name="SlaBreaches">Of the backlog: past its due time.</param>
/// <param name="Pressure">Backlog ÷ daily average of the window: days of work that wait. Null without decisions that stand.</param>
public sealed record ReviewQueueHealth(
    [property: JsonPropertyName("backlog")] int Backlog,
    [property: JsonPropertyName("leased")] int Leased,
    [property: JsonPropertyName("sla_breaches")] int SlaBreaches,
    [property: JsonPropertyName("pressure")] double? Pressure);

/// <summary>How much is decided and how well; neither is shown without the other.</summary>
/// <param name="DailyAverage">Decisions less those opened again since ÷ calendar days of the window, those without any too.</param>
/// <param name="Acceptance">As in the totals: throughput is never shown without it.</param>
/// <param name="FirstResponseP50">From opening to the first lease, of reviews first leased in the window.</param>
public sealed record ReviewVelocity(
    [property: JsonPropertyName("daily_average")] double DailyAverage,
    [property: JsonPropertyName("acceptance")] double? Acceptance,
    [property: JsonPropertyName("first_response_p50")] double? FirstResponseP50,
    [property: JsonPropertyName("first_response_p95")] double? FirstResponseP95,
    [property: JsonPropertyName("per_reviewer")] IReadOnlyList<ReviewerVelocity> PerReviewer,
    [property: JsonPropertyName("days")] IReadOnlyList<ReviewDay> Days);

/// <summary>One reviewer in the window.</summary>
/// <param name="Decided">Decisions made, those opened again later too.</param>
/// <param name="HandlingMedian">Active handling time of a decision, lease to decision without idle.</param>
/// <param name="FirstPassAcceptance">Of the decisions: approved as they were and not opened again since.</param>
/// <param name="ReopenRate">Of the decisions: opened again since.</param>
public sealed record ReviewerVelocity(
    [property: JsonPropertyName("reviewer")] string Reviewer,
    [property: JsonPropertyName("decided")] int Decided,
    [property: JsonPropertyName("handling_median")] double? HandlingMedian,
    [property: JsonPropertyName("handling_p90")] double? HandlingP90,
    [property: JsonPropertyName("first_pass_acceptance")] double? FirstPassAcceptance,
    [property: JsonPropertyName("reopen_rate")] double? ReopenRate);

/// <summary>One calendar day of the window.</summary>
/// <param name="Reopened">Reopenings on that day, of whichever day's decisions.</param>
/// <param name="Net">Decisions of the day less those of them that were opened again since.</param>
public sealed record ReviewDay(
    [property: JsonPropertyName("date")] DateOnly Date,
    [property: JsonPropertyName("opened")] int Opened,
    [property: JsonPropertyName("decided")] int Decided,
    [property: JsonPropertyName("reopened")] int Reopened,
    [property: JsonPropertyName("net")] int Net,
    [property: JsonPropertyName("acceptance")] double? Acceptance);
