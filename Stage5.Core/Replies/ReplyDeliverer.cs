using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Stage5.Contracts;

namespace Stage5.Core.Replies;

/// <summary>Hands a claimed delivery to its channel and says what came of it.</summary>
public sealed partial class ReplyDeliverer
{
    private readonly ReplyOutbox _outbox;
    private readonly FrozenDictionary<string, IReplyChannel> _channels;
    private readonly ReplyOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ReplyDeliverer> _logger;

    internal ReplyDeliverer(
        ReplyOutbox outbox, IEnumerable<IReplyChannel> channels, IOptions<ReplyOptions> options, TimeProvider time,
        ILogger<ReplyDeliverer> logger)
    {
        _outbox = outbox;
        _channels = channels.ToFrozenDictionary(channel => channel.Name, StringComparer.Ordinal);
        (_options, _time, _logger) = (options.Value, time, logger);
    }

    /// <returns>One of <see cref="DeliveryStates"/>; null when another has taken it over.</returns>
    /// <exception cref="OperationCanceledException">
    /// Given up: the lease runs out and another takes it on.
    /// </exception>
    public async Task<string?> DeliverAsync(ReplyClaim claim, CancellationToken cancellationToken)
    {
        var delivery = claim.Delivery;
        var result = await TryAsync(delivery, cancellationToken);
        var state = await _outbox.SettleAsync(claim, result, cancellationToken);
        if (state == DeliveryStates.Dead)
            LogGivenUp(delivery.Id, delivery.Tenant, delivery.Channel, delivery.Attempt, result.Error);
        else if (state is null)
            LogTakenOver(delivery.Id, delivery.Tenant);
        return state;
    }

    private async Task<DeliveryResult> TryAsync(ReplyDelivery delivery, CancellationToken cancellationToken)
    {
        // A newer worker may know it.
        if (!_channels.TryGetValue(delivery.Channel, out var channel))
            return DeliveryResult.Failed("This worker has no such channel.");
        using var timeout = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            // A channel that does not listen is left behind.
            return await channel.DeliverAsync(delivery, either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return DeliveryResult.Failed("The channel did not answer in time.");
        }
        catch (Exception e)
        {
            // What an exception says may name hosts and keys: for the log only.
            LogFailed(e, delivery.Id, delivery.Tenant, delivery.Channel, delivery.Attempt);
            return DeliveryResult.Failed("The channel failed.");
        }
    }

    [LoggerMessage(1051, LogLevel.Warning,
        "Delivery {DeliveryId} of tenant {Tenant} by {Channel} failed at attempt {Attempt}")]
    private partial void LogFailed(
        Exception exception, string deliveryId, string tenant, string channel, int attempt);

    [LoggerMessage(1052, LogLevel.Error,
        "Delivery {DeliveryId} of tenant {Tenant} by {Channel} was given up after attempt {Attempt}: {Reason}")]
    private partial void LogGivenUp(string deliveryId, string tenant, string channel, int attempt, string reason);

    [LoggerMessage(1053, LogLevel.Warning, "Delivery {DeliveryId} of tenant {Tenant} was taken over by another")]
    private partial void LogTakenOver(string deliveryId, string tenant);
}
