using System.ComponentModel.DataAnnotations;

namespace Stage5.Contracts;

/// <summary>A webhook endpoint to be made, or what it is from now on.</summary>
public sealed record WebhookRequest
{
    /// <summary>Where it is called: https, at most 2,000 characters, without user information or fragment.</summary>
    [Required(ErrorMessage = "url is required.")]
    [StringLength(2_000, ErrorMessage = "url must be at most 2,000 characters.")]
    public string Url { get; init => field = value ?? ""; } = "";

    /// <summary>What it is called for; see <see cref="WebhookEvents"/>.</summary>
    [Required(ErrorMessage = "events is required.")]
    [MinLength(1, ErrorMessage = "events must name at least one type.")]
    [MaxLength(16, ErrorMessage = "events must be at most 16.")]
    public IReadOnlyList<string> Events { get; init => field = value ?? []; } = [];

    /// <summary>For people; one line, at most 200 characters.</summary>
    [StringLength(200, ErrorMessage = "description must be at most 200 characters.")]
    [RegularExpression(Limits.OneLine, ErrorMessage = "description must be one line.")]
    public string? Description { get; init; }

    /// <summary>Absent means true.</summary>
    public bool? Enabled { get; init; }
}

/// <summary>A webhook endpoint. Its secret is never shown again.</summary>
/// <param name="DisabledReason"><c>gone</c> when it answered 410; null when enabled, or disabled by a person.</param>
/// <param name="PreviousSecretUntil">Until then each call is signed with the secret before too; null otherwise.</param>
/// <param name="Failures">Calls in a row that failed.</param>
/// <param name="Version">Grows with each change; the ETag.</param>
public sealed record WebhookView(
    string Id,
    string Url,
    IReadOnlyList<string> Events,
    string? Description,
    bool Enabled,
    string? DisabledReason,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? PreviousSecretUntil,
    long Failures,
    long Version);

/// <summary>The tenant's webhook endpoints, the oldest first.</summary>
public sealed record WebhookList(IReadOnlyList<WebhookView> Webhooks);

/// <summary>An endpoint and the secret its calls are signed with, shown this once.</summary>
/// <param name="Secret"><c>whsec_…</c></param>
public sealed record WebhookSecretView(WebhookView Webhook, string Secret);

/// <summary>One event for one endpoint.</summary>
/// <param name="Id">The header <c>webhook-id</c> of each of its calls.</param>
/// <param name="State">One of <see cref="DeliveryStates"/>.</param>
/// <param name="Attempts">Calls begun, since it was last replayed.</param>
/// <param name="Status">HTTP status of the last answer; null when there was none.</param>
/// <param name="Error">Why the last call failed; null when none did, or it is delivered.</param>
/// <param name="NextAt">When it is called next; null when it ended.</param>
/// <param name="EndedAt">When it was delivered or given up.</param>
public sealed record WebhookDeliveryView(
    string Id,
    string WebhookId,
    string Type,
    string State,
    int Attempts,
    int? Status,
    string? Error,
    DateTimeOffset CreatedAt,
    DateTimeOffset? NextAt,
    DateTimeOffset? EndedAt);

/// <summary>Deliveries of an endpoint, newest first.</summary>
public sealed record WebhookDeliveries(IReadOnlyList<WebhookDeliveryView> Deliveries);

/// <summary>Types of events.</summary>
public static class WebhookEvents
{
    public const string TaskCompleted = "task.completed";
    public const string TaskFailed = "task.failed";
    public const string TaskCancelled = "task.cancelled";

    /// <summary>A reply whose channel is <c>webhook</c>: this call is its delivery, with the text.</summary>
    public const string ReplyDelivered = "reply.delivered";

    /// <summary>A review was opened, escalated or decided: which, why and by whom, never a text.</summary>
    public const string ReviewRequested = "review.requested";
    public const string ReviewEscalated = "review.escalated";
    public const string ReviewDecided = "review.decided";

    /// <summary>A reply that went out by webhook no longer stands: what replaces it, or nothing.</summary>
    public const string ReplyRetracted = "reply.retracted";

    /// <summary>Of <c>POST /api/webhooks/{id}/test</c>; every endpoint gets it.</summary>
    public const string Test = "webhook.test";

    /// <summary>What an endpoint may ask for.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        TaskCompleted, TaskFailed, TaskCancelled, ReplyDelivered, ReviewRequested, ReviewEscalated, ReviewDecided,
    ];
}
