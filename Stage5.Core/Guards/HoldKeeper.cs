using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Stage5.Core.Guards;

/// <summary>
/// This process's open holds: renews their leases and finishes settlements in the background. What waits here is
/// bounded by the tenants' places, because a hold keeps its place until it is settled.
/// </summary>
internal sealed partial class HoldKeeper(
    GuardStore store, IOptions<GuardOptions> options, TimeProvider time, ILogger<HoldKeeper> logger)
    : BackgroundService
{
    private const int RenewedAtOnce = 500;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Hold> _open = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Hold, Task> _settling = new();

    public int Open => _open.Count;

    public void Add(Hold hold) => _open[hold.Id] = hold;

    public bool Remove(Hold hold) => _open.TryRemove(hold.Id, out _);

    /// <summary>Settles off the caller's path, as often as it takes. Once for a hold.</summary>
    public void Settle(Hold hold, Settlement settlement)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_settling.TryAdd(hold, done.Task))
            _ = Task.Run(() => SettleAsync(hold, settlement, done));
    }

    /// <summary>Settles what waits; the host gives up when its time to stop is over.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (!_settling.IsEmpty)
                await Task.WhenAll(_settling.Values).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            LogLeftOpen(_settling.Count);
        }
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Lease / 3, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await Task.WhenAll(_open.Values.GroupBy(hold => hold.Subject.Tenant).Select(RenewAsync));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    private async Task SettleAsync(Hold hold, Settlement settlement, TaskCompletionSource done)
    {
        try
        {
            var pause = FirstPause;
            while (!await TryAsync(hold, settlement))
            {
                await Task.Delay(pause, time);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
        finally
        {
            _settling.TryRemove(hold, out _);
            done.SetResult();
        }
    }

    private async Task<bool> TryAsync(Hold hold, Settlement settlement)
    {
        try
        {
            await hold.TrySettleAsync(settlement, CancellationToken.None);
            return true;
        }
        catch (Exception e) when (GuardStore.IsAway(e))
        {
            LogSettlementFailed(e, hold.Id, hold.Subject.Tenant);
            return false;
        }
        catch (Exception e)
        {
            // Trying again would end the same way. Without renewal its lease ends, and it is charged in full.
            LogSettlementBroken(e, hold.Id, hold.Subject.Tenant);
            if (Remove(hold))
                GuardMetrics.Opened(hold.Class, -1);
            return true;
        }
    }

    private async Task RenewAsync(IGrouping<string, Hold> ofTenant)
    {
        foreach (var some in ofTenant.Chunk(RenewedAtOnce))
        {
            try
            {
                foreach (var gone in await store.RenewAsync(ofTenant.Key, some))
                {
                    // Settling it later still corrects what was charged.
                    if (_open.TryRemove(gone, out var hold))
                    {
                        GuardMetrics.Opened(hold.Class, -1);
                        LogLeaseLost(gone, ofTenant.Key);
                    }
                }
            }
            catch (Exception e) when (GuardStore.IsAway(e))
            {
                LogRenewalFailed(e, ofTenant.Key);
            }
        }
    }
}
