using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Stage5.Contracts;
using Stage5.Core.Storage;
using Stage5.Core.Tasks;

namespace Stage5.Core.Drafts;

/// <summary>
/// Takes drafts to their ends, a step at a time: makes a task of one when a model can do it, looks whether that is
/// done, puts it off when it was not to be. Any number of workers may do it; each step is done once.
/// </summary>
public sealed partial class DraftReplayer
{
    private readonly Store _store;
    private readonly DraftStore _drafts;
    private readonly DraftClaims _claims;
    private readonly TaskStore _tasks;
    private readonly IDraftReadiness _readiness;
    private readonly DraftOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly ILogger<DraftReplayer> _logger;

    internal DraftReplayer(
        Store store, DraftStore drafts, TaskStore tasks, IDraftReadiness readiness, DraftOptions options,
        TimeProvider time, Random random, ILogger<DraftReplayer> logger)
    {
        (_store, _drafts, _tasks, _readiness, _options) = (store, drafts, tasks, readiness, options);
        (_time, _random, _logger) = (time, random, logger);
        _claims = new DraftClaims(store, options);
    }

    /// <summary>One step of each draft that is due, of all tenants.</summary>
    /// <returns>How many drafts were looked at.</returns>
    /// <exception cref="RedisException">
    /// The store is away; what was claimed comes back when its lease ends.
    /// </exception>
    /// <exception cref="TimeoutException">The same.</exception>
    public async Task<int> ReplayAsync(CancellationToken ct)
    {
        var looked = 0;
        foreach (var tenant in await _store.InTimeAsync(_store.Database.SetMembersAsync(Keys.Tenants), ct))
        {
            try
            {
                while (await _claims.ClaimAsync(tenant.ToString(), ct) is { Count: > 0 } claimed)
                {
                    looked += claimed.Count;
                    foreach (var claim in claimed)
                        await TryStepAsync(claim, ct);
                }
            }
            catch (RedisServerException e)
            {
                // One tenant whose keys are broken must not keep the others' drafts from being taken up.
                LogRefused(e, tenant.ToString());
            }
        }

        return looked;
    }

    private async Task TryStepAsync(DraftClaim claim, CancellationToken ct)
    {
        try
        {
            await StepAsync(claim, ct);
        }
        catch (Exception e) when (e is not (OperationCanceledException or RedisException or TimeoutException))
        {
            // Looked at again when the lease ends; over at last when its time is.
            LogBroken(e, claim.Draft.DraftId, claim.Draft.Tenant);
        }
    }

    private Task StepAsync(DraftClaim claim, CancellationToken ct) => claim.Draft switch
    {
        { Deleted: true } => CancelAsync(claim, ct),
        { State: DraftState.Processing } => FollowAsync(claim, ct),
        { } draft when claim.Now >= draft.ExpiresAt =>
            _claims.FailAsync(claim, DraftErrors.Expired, late: true, ct),
        { } draft when draft.ConsentBy != draft.User =>
            _claims.FailAsync(claim, DraftErrors.NoConsent, late: false, ct),
        _ => BeginAsync(claim, ct),
    };

    private async Task BeginAsync(DraftClaim claim, CancellationToken ct)
    {
        if (await RequestOfAsync(claim.Draft, ct) is not { } request) return;
        if (_readiness.ObstacleTo(claim.Draft.Tenant, request) is { } obstacle)
        {
            await _claims.PutOffAsync(claim, DelayAfter(claim.Draft.Waits), obstacle, ct);
            return;
        }

        var taskId = Guid.CreateVersion7(_time.GetUtcNow()).ToString();
        if (await _claims.StartAsync(claim, taskId, ct))
            await EnqueueAsync(claim, taskId, request, ct);
    }

    /// <summary>However often and by whomever it is done, there is one task of that id.</summary>
    private async Task EnqueueAsync(DraftClaim claim, string taskId, TaskRequest request, CancellationToken ct)
    {
        var draft = claim.Draft;
        await _tasks.EnqueueAsync(
            new TaskSpec(
                draft.Tenant, draft.User, draft.Key, request with { Lane = Lanes.Batch }, TraceParent: null)
            {
                TaskId = taskId,
            }, ct);
        LogReplayed(draft.DraftId, taskId, draft.Tenant);
        if (await _claims.FollowAsync(claim, ct)) return;

        // Lost: to another worker, who follows the same task, or because its owner threw it away meanwhile.
        if (await RequestOfAsync(draft, ct) is null) await _tasks.CancelAsync(draft.Tenant, taskId, ct);
    }

    private async Task FollowAsync(DraftClaim claim, CancellationToken ct)
    {
        var draft = claim.Draft;
        var task = await _tasks.FindAsync(draft.Tenant, draft.TaskId!, ct);
        if (task is { State: TaskState.Completed })
        {
            await _claims.CompleteAsync(claim, ct);
        }
        else if (task is { State: TaskState.Cancelled })
        {
            await _claims.FailAsync(claim, DraftErrors.Cancelled, late: false, ct);
        }
        else if (task is { State: TaskState.Failed })
        {
            await FailedAsync(claim, task.Error ?? DraftErrors.Unknown, ct);
        }
        else if (claim.Now >= draft.ExpiresAt && task is not { State: TaskState.AwaitingReview })
        {
            await _tasks.CancelAsync(draft.Tenant, draft.TaskId!, ct);
            await _claims.FailAsync(claim, DraftErrors.Expired, late: true, ct);
        }
        else if (task is not null)
        {
            await _claims.FollowAsync(claim, ct);
        }
        else if (draft.Enqueued)
        {
            await _claims.FailAsync(claim, DraftErrors.TaskLost, late: false, ct);
        }
        else if (await RequestOfAsync(draft, ct) is { } request)
        {
            // Whoever was about to make the task died before it did.
            await EnqueueAsync(claim, draft.TaskId!, request, ct);
        }
    }

    private Task<bool> FailedAsync(DraftClaim claim, TaskError error, CancellationToken ct) =>
        DraftErrors.MayPass(error)
        ? _claims.PutOffAsync(claim, DelayAfter(claim.Draft.Waits), error, ct)
        : _claims.FailAsync(claim, error, late: false, ct);

    /// <summary>
    /// The owner threw it away. A task that is not there may yet be made by a worker that is slow: looked at again
    /// until no lease of such a one can last.
    /// </summary>
    private async Task CancelAsync(DraftClaim claim, CancellationToken ct)
    {
        var outcome = await _tasks.CancelAsync(claim.Draft.Tenant, claim.Draft.TaskId!, ct);
        if (outcome != CancelOutcome.NotFound || claim.Now - claim.Draft.UpdatedAt > _options.Lease * 2)
            await _claims.ForgetAsync(claim, ct);
    }

    private async Task<TaskRequest?> RequestOfAsync(Draft draft, CancellationToken ct) =>
        (await _drafts.FindAsync(draft.Tenant, draft.User, draft.DraftId, ct))?.Request;

    private TimeSpan DelayAfter(int waits)
    {
        var most = _options.BackoffBase * Math.Pow(2, Math.Min(waits, 20) + 1);
        if (most > _options.BackoffCap) most = _options.BackoffCap;
        return (most / 2) + (most / 2 * _random.NextDouble());
    }

    [LoggerMessage(1040, LogLevel.Information, "Draft {DraftId} of tenant {Tenant} is now task {TaskId}.")]
    private partial void LogReplayed(string draftId, string taskId, string tenant);

    [LoggerMessage(1041, LogLevel.Error, "Draft {DraftId} of tenant {Tenant} could not be processed.")]
    private partial void LogBroken(Exception exception, string draftId, string tenant);

    [LoggerMessage(1042, LogLevel.Error, "The store refused to look after the drafts of tenant {Tenant}.")]
    private partial void LogRefused(Exception exception, string tenant);
}
