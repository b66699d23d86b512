using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Stage5.Core.Storage;

namespace Stage5.Core.Tasks;

/// <summary>Takes tasks off the queue: fair between tenants, people before batches, nothing lost.</summary>
/// <remarks>
/// Every method throws <see cref="RedisException"/> or <see cref="TimeoutException"/> when the store is away.
/// </remarks>
[SuppressMessage("Naming", "CA1711", Justification = "A queue is what it is, though not a collection.")]
public sealed partial class TaskQueue
{
    // One claim in four takes from the batch lane first, so that it is never starved.
    private const int BatchFirstEvery = 4;

    private readonly TaskRunContext _context;
    private readonly Store _store;
    private readonly ILogger<TaskQueue> _logger;
    private readonly Lock _gate = new();
    private string? _lastTenant;
    private long _swept;
    private long _emptyAt = -1;

    internal TaskQueue(TaskRunContext context, ILogger<TaskQueue> logger)
    {
        _context = context;
        _store = context.Store;
        _logger = logger;
        _swept = context.Time.GetTimestamp();
    }

    /// <summary>Claims one task under a new run with a lease.</summary>
    /// <param name="workerId">Who claims, for the log.</param>
    /// <returns>Null when no tenant has work that is due.</returns>
    public async Task<TaskRun?> ClaimAsync(string workerId, CancellationToken ct = default)
    {
        await _context.Work.SubscribeAsync(ct);
        await _context.Cancels.SubscribeAsync(ct);
        var version = _context.Work.Version;

        var run = await ClaimFromHintsAsync(workerId, ct);
        if (run is null && SweepIsDue() && await SweepAsync(ct) > 0)
            run = await ClaimFromHintsAsync(workerId, ct);
        if (run is null)
            Volatile.Write(ref _emptyAt, version);
        return run;
    }

    /// <summary>
    /// Returns when work was announced since the last <see cref="ClaimAsync"/> that found none, at the latest
    /// after <paramref name="max"/>. Retries that come due are not announced: keep it to a second or so.
    /// </summary>
    public Task WaitForWorkAsync(TimeSpan max, CancellationToken ct = default) =>
        _context.Work.WaitAsync(Volatile.Read(ref _emptyAt), max, ct);

    private async Task<TaskRun?> ClaimFromHintsAsync(string workerId, CancellationToken ct)
    {
        var hints = await _store.InTimeAsync(_store.Database.SetMembersAsync(Keys.Work), ct);
        foreach (var tenant in InTurn(hints))
        {
            lock (_gate)
                _lastTenant = tenant;
            if (await ClaimFromAsync(tenant, workerId, ct) is { } run)
                return run;
        }
        return null;
    }

    /// <summary>Sorted, from the tenant after the one served last; the first time from any.</summary>
    private IEnumerable<string> InTurn(RedisValue[] hints)
    {
        var tenants = hints.Select(h => h.ToString()).Order(StringComparer.Ordinal).ToArray();
        int first;
        lock (_gate)
        {
            first = _lastTenant is null
                ? _context.Random.Next(Math.Max(tenants.Length, 1))
                : Array.FindIndex(tenants, t => string.CompareOrdinal(t, _lastTenant) > 0);
        }
        first = Math.Max(first, 0);
        return tenants.Skip(first).Concat(tenants.Take(first));
    }

    private async Task<TaskRun?> ClaimFromAsync(string tenant, string workerId, CancellationToken ct)
    {
        var claimed = _context.Time.GetTimestamp();
        RedisValue[] args = [_context.NewId(), _context.LeaseMilliseconds, BatchFirstEvery];
        // Not to be given up half-way: a task claimed without a run would wait for its lease to end.
        ct.ThrowIfCancellationRequested();
        var claim = _store.RunAsync(TaskScripts.Claim, [Keys.Root(tenant)], args, CancellationToken.None);
        var reply = ((RedisResult[]?)await claim)!;
        if (reply.Length == 2)
        {
            var task = TaskRecordReader.Read(tenant, reply[1])!;
            _logger.Claimed(task.TaskId, tenant, workerId, task.RunId!, task.Attempt);
            return new TaskRun(_context, task, claimed);
        }
        if ((long)reply[0] == 0)
            await DropHintAsync(tenant, ct);
        return null;
    }

    /// <summary>Looks again after dropping, because work may have come between the claim and the drop.</summary>
    private async Task DropHintAsync(string tenant, CancellationToken ct)
    {
        await _store.InTimeAsync(_store.Database.SetRemoveAsync(Keys.Work, tenant), ct);
        if (await WaitingAsync(tenant, ct) > 0)
            await _context.Work.NotifyAsync(tenant);
    }

    private async Task<long> WaitingAsync(string tenant, CancellationToken ct)
    {
        var counts = ((long[]?)await _store.RunAsync(TaskScripts.Counts, [Keys.Root(tenant)], [], ct))!;
        return counts[0] + counts[1] + counts[2];
    }
}
