using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Stage5.Core.Storage;

namespace Stage5.Core.Reviews;

/// <summary>Keeps every tenant's board at hand for gauges, which cannot wait for the store.</summary>
internal sealed partial class ReviewFollower : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    private readonly Store _store;
    private readonly ReviewBoard _board;
    private readonly TimeProvider _time;
    private readonly ILogger<ReviewFollower> _logger;
    private readonly ReviewGauges _gauges;
    private readonly ConcurrentDictionary<string, ReviewBoardView> _known = new(StringComparer.Ordinal);

    public ReviewFollower(Store store, ReviewBoard board, TimeProvider time, ILogger<ReviewFollower> logger)
    {
        (_store, _board, _time, _logger) = (store, board, time, logger);
        _gauges = new ReviewGauges(() => [.. _known.Values], time);
    }

    /// <summary>Reads all of them once.</summary>
    /// <exception cref="RedisException">The store is away.</exception>
    /// <exception cref="TimeoutException">The store did not answer.</exception>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var tenants = await _store.InTimeAsync(_store.Database.SetMembersAsync(Keys.Tenants), cancellationToken);
        foreach (var tenant in tenants.Select(one => one.ToString()))
        {
            // Most tenants have none: nothing is kept for them.
            if (await _board.ReadAsync(tenant, cancellationToken) is { Number: > 0 } view)
                _known[tenant] = view;
            else
                _known.TryRemove(tenant, out _);
        }
    }

    public override void Dispose()
    {
        _gauges.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, _time);
        try
        {
            do
            {
                try
                {
                    await ReadAsync(stoppingToken);
                }
                catch (Exception e) when (e is RedisException or TimeoutException)
                {
                    LogStale(e);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    [LoggerMessage(1290, LogLevel.Warning, "Reviews could not be read; their gauges go on with what was read before")]
    private partial void LogStale(Exception exception);
}
