using Microsoft.Extensions.Logging;
using Stage5.Contracts;

namespace Stage5.Core.Webhooks;

/// <summary>Makes the call of a claimed delivery and says what came of it.</summary>
public sealed partial class WebhookDeliverer
{
    private readonly WebhookOutbox _outbox;
    private readonly WebhookEndpoints _endpoints;
    private readonly WebhookSender _sender;
    private readonly TimeProvider _time;
    private readonly ILogger<WebhookDeliverer> _logger;

    internal WebhookDeliverer(
        WebhookOutbox outbox, WebhookEndpoints endpoints, WebhookSender sender, TimeProvider time,
        ILogger<WebhookDeliverer> logger) =>
        (_outbox, _endpoints, _sender, _time, _logger) = (outbox, endpoints, sender, time, logger);

    /// <returns>One of <see cref="DeliveryStates"/>; null when another has taken it over.</returns>
    /// <exception cref="OperationCanceledException">Given up: the lease runs out and another takes it on.</exception>
    public async Task<string?> DeliverAsync(WebhookClaim claim, CancellationToken ct)
    {
        var started = _time.GetTimestamp();
        var result = await CallAsync(claim, ct);
        var elapsed = _time.GetElapsedTime(started);
        if (result.Gone && claim.Endpoint is { } gone
            && await _endpoints.DisableAsync(claim.Tenant, gone, ct) == WebhookChange.Saved)
            LogGone(claim.EndpointId, claim.Tenant);
        var state = await _outbox.SettleAsync(claim, result, ct);
        WebhookMetrics.Record(state, elapsed);
        if (state == DeliveryStates.Dead)
            LogGivenUp(claim.Id, claim.Tenant, claim.Attempt, result.Error);
        else if (state is null)
            LogTakenOver(claim.Id, claim.Tenant);
        return state;
    }

    private async Task<WebhookResult> CallAsync(WebhookClaim claim, CancellationToken ct)
    {
        if (claim.Endpoint is not { } endpoint)
            return new WebhookResult(WebhookResult.Impossible, null, "The endpoint was removed.");
        if (!endpoint.Enabled)
            return new WebhookResult(WebhookResult.Impossible, null, "The endpoint is disabled.");
        try
        {
            return await _sender.SendAsync(
                new Uri(endpoint.Url), claim.Id, claim.Body, _endpoints.SecretsOf(claim.Tenant, endpoint), ct);
        }
        catch (NoSealException e)
        {
            // Nothing goes out unsigned: it waits until there is a key.
            LogNotSigned(e, claim.EndpointId, claim.Tenant);
            return new WebhookResult(WebhookResult.Failed, null, "Its secret cannot be opened: it cannot be signed.");
        }
    }

    [LoggerMessage(1301, LogLevel.Warning,
        "Webhook delivery {DeliveryId} of tenant {Tenant} was given up after attempt {Attempt}: {Reason}")]
    private partial void LogGivenUp(string deliveryId, string tenant, int attempt, string reason);

    [LoggerMessage(1302, LogLevel.Warning,
        "Webhook delivery {DeliveryId} of tenant {Tenant} was taken over by another")]
    private partial void LogTakenOver(string deliveryId, string tenant);

    [LoggerMessage(1303, LogLevel.Warning,
        "Webhook endpoint {Endpoint} of tenant {Tenant} answered 410 and was disabled")]
    private partial void LogGone(string endpoint, string tenant);

    [LoggerMessage(1304, LogLevel.Error,
        "The secret of webhook endpoint {Endpoint} of tenant {Tenant} cannot be opened: nothing is sent to it")]
    private partial void LogNotSigned(Exception exception, string endpoint, string tenant);
}
