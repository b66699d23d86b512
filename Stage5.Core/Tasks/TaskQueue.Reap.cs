using StackExchange.Redis;
using Stage5.Core.Storage;

namespace Stage5.Core.Tasks;

/// <summary>What the queue does about dead workers and lost hints.</summary>
public sealed partial class TaskQueue
{
    /// <summary>
    /// Takes tasks from runs whose lease ended: queued ones go back to the front of their lane until their
    /// attempts are used up, inline ones fail as interrupted, those to be cancelled are. Also repairs hints and
    /// drops what has outlived its retention. Any number of workers may run it at any time.
    /// </summary>
    /// <returns>How many leases had ended.</returns>
    public async Task<int> ReapAsync(CancellationToken ct = default)
    {
        var reaped = 0;
        RedisValue[] args =
        [
            _context.Options.MaxAttempts,
            _context.RetentionMilliseconds,
            TerminalPayloads.Json(TerminalPayloads.Interrupted),
            TerminalPayloads.Json(TerminalPayloads.WorkerLost),
            TerminalPayloads.CancelledJson,
        ];
        foreach (var tenant in await TenantsAsync(ct))
        {
            long[] reply;
            try
            {
                reply = ((long[]?)await _store.RunAsync(TaskScripts.Reap, [Keys.Root(tenant)], args, ct))!;
            }
            catch (RedisServerException e)
            {
                // One tenant whose keys are broken must not keep the others' tasks from being taken up.
                _logger.ReapRefused(e, tenant);
                continue;
            }

            reaped += (int)reply[0];
            if (reply[0] > 0)
                _logger.Reaped(reply[0], tenant);
            if (reply[1] > 0)
                await RepairHintAsync(tenant, ct);
        }
        MarkSwept();
        return reaped;
    }

    /// <summary>Gives every tenant with waiting work its hint.</summary>
    /// <returns>How many had lost it.</returns>
    public async Task<int> SweepAsync(CancellationToken ct = default)
    {
        var repaired = 0;
        foreach (var tenant in await TenantsAsync(ct))
        {
            if (await WaitingAsync(tenant, ct) > 0 && await RepairHintAsync(tenant, ct))
                repaired++;
        }
        MarkSwept();
        return repaired;
    }

    private async Task<bool> RepairHintAsync(string tenant, CancellationToken ct)
    {
        if (!await _store.InTimeAsync(_store.Database.SetAddAsync(Keys.Work, tenant), ct))
            return false;
        await _store.InTimeAsync(_store.Subscriber.PublishAsync(Keys.WorkChannel, tenant), ct);
        return true;
    }

    private async Task<IEnumerable<string>> TenantsAsync(CancellationToken ct) =>
        (await _store.InTimeAsync(_store.Database.SetMembersAsync(Keys.Tenants), ct)).Select(t => t.ToString());

    private bool SweepIsDue() =>
        _context.Time.GetElapsedTime(Volatile.Read(ref _swept)) >= _context.Options.SweepInterval;

    private void MarkSwept() => Volatile.Write(ref _swept, _context.Time.GetTimestamp());
}
