using System.Text.Json;
using System.Text.Json.Nodes;
using StackExchange.Redis;
using Stage5.Contracts;
using Stage5.Core.Replies;
using Stage5.Core.Reviews;
using Stage5.Core.Storage;
using LuaScript = Stage5.Core.Storage.LuaScript;
using SystemTask = System.Threading.Tasks.Task;

namespace Stage5.Core.Tasks;

/// <summary>
/// A task held by this process under a lease that is renewed until the run ends or is disposed. A run disposed
/// without an end leaves the task to the reaper.
/// </summary>
public sealed partial class TaskRun : IAsyncDisposable
{
    private const int MostFinishTries = 3;
    private static readonly TimeSpan BetweenFinishTries = TimeSpan.FromMilliseconds(200);

    private readonly TaskRunContext _context;
    private readonly RedisKey[] _keys;

    internal TaskRun(TaskRunContext context, TaskRecord task, long claimed)
    {
        _context = context;
        _keys = [Keys.Root(task.Tenant)];
        Task = task;
        RunId = task.RunId!;
        _renewed = claimed;
        _timer = new PeriodicTimer(context.Options.Lease / 3, context.Time);
        Stopping = _stopping.Token;
        context.Cancels.Add(this);
        _beating = BeatAsync();
    }

    /// <summary>The task as it was when claimed.</summary>
    public TaskRecord Task { get; }

    /// <summary>UUIDv7; the token that fences off older runs.</summary>
    public string RunId { get; }

    /// <summary>1 for the first run.</summary>
    public int Attempt => Task.Attempt;

    /// <summary>The task's caller waits in this process.</summary>
    public bool Inline => Task.Inline;

    /// <summary>Appends an event that is not terminal.</summary>
    /// <returns>Its sequence.</returns>
    /// <exception cref="ArgumentException">The type is terminal or not snake case.</exception>
    /// <exception cref="LeaseLostException">The run no longer holds the task.</exception>
    public async Task<long> AppendAsync(string type, JsonObject payload, CancellationToken ct = default)
    {
        if (TaskEventTypes.IsTerminal(type) || !type.All(c => char.IsAsciiLetterLower(c) || c == '_'))
            throw new ArgumentException($"'{type}' is not the type of an event within a run.", nameof(type));
        var sequence = (long)await RunAsync(TaskScripts.Append, [type, payload.ToJsonString()], ct);
        return sequence > 0 ? sequence : throw Lost();
    }

    /// <summary>
    /// Ends the task: terminal event, state, result, replies and release of the lease in one step. Doing it again
    /// with the same state does nothing. A store that does not answer is asked again, as long as the token allows.
    /// </summary>
    /// <returns>False when the task was to be cancelled meanwhile: it ended so, and the result is dropped.</returns>
    /// <exception cref="ArgumentException">The state is not final, or a reply cannot be delivered.</exception>
    /// <exception cref="LeaseLostException">The run no longer holds the task.</exception>
    public async Task<bool> FinishAsync(TaskEnd end, CancellationToken ct = default)
    {
        var state = end.State switch
        {
            TaskState.Completed => "completed",
            TaskState.Failed => "failed",
            TaskState.Cancelled => "cancelled",
            _ => throw new ArgumentException($"{end.State} is not a final state.", nameof(end)),
        };
        RedisValue[] args =
        [
            state,
            end.Payload.ToJsonString(),
            _context.RetentionMilliseconds,
            end.Result is null ? "" : JsonSerializer.Serialize(end.Result, ContractsJson.Default.TurnResponse),
            end.Error is null ? "" : TerminalPayloads.Json(end.Error),
            TerminalPayloads.CancelledJson,
            Json(end.Receipt),
            end.Details?.ToJsonString() ?? "",
            .. end.Review is { } review ? review.Arguments(_context.NewId()) : [""],
            .. OutboxEntry.Arguments(end.Replies),
        ];
        return await EndUntilAnsweredAsync(TaskScripts.Finish, args, ct);
    }

    /// <summary>
    /// Lets the task wait for a decision: its review opens and its lease ends in one step. Doing it again with the same
    /// review does nothing. A store that does not answer is asked again, as long as the token allows.
    /// </summary>
    /// <returns>False when the task was to be cancelled meanwhile: it ended so, and no review was opened.</returns>
    /// <exception cref="LeaseLostException">The run no longer holds the task.</exception>
    public async Task<bool> ParkAsync(OpenedReview review, CancellationToken ct = default)
    {
        RedisValue[] args =
        [
            TerminalPayloads.CancelledJson,
            _context.RetentionMilliseconds,
            Json(review.Turn.Result.Receipt),
            review.Turn.Details?.ToJsonString() ?? "",
            .. review.Arguments(_context.NewId()),
        ];
        return await EndUntilAnsweredAsync(TaskScripts.Await, args, ct);
    }

    // It may run twice, and a paid answer is not to be thrown away because one packet was lost.
    private async Task<bool> EndUntilAnsweredAsync(LuaScript script, RedisValue[] args, CancellationToken ct)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                var outcome = (long)await EndAsync(script, args, ct);
                if (outcome == 0)
                    throw Lost();
                End();
                return outcome == 1;
            }
            catch (Exception e) when (tries < MostFinishTries && e is (RedisConnectionException or TimeoutException))
            {
                await SystemTask.Delay(BetweenFinishTries, _context.Time, ct);
            }
        }
    }

    /// <summary>
    /// Puts the task back for a later attempt, with exponential back-off and full jitter. When its attempts are
    /// used up, or it is inline, it fails with the reason; when its cancellation was requested, it is cancelled.
    /// </summary>
    /// <returns>Whether there will be another attempt.</returns>
    /// <exception cref="LeaseLostException">The run no longer holds the task.</exception>
    public async Task<bool> RetryAsync(TaskDelay wanted, CancellationToken ct = default)
    {
        var backoff = _context.Options.Backoff(Attempt, _context.Random);
        var delay = backoff > wanted.NotBefore ? backoff : wanted.NotBefore;
        RedisValue[] args =
        [
            (long)delay.TotalMilliseconds,
            _context.Options.MaxAttempts,
            _context.RetentionMilliseconds,
            TerminalPayloads.Json(wanted.Reason),
            TerminalPayloads.CancelledJson,
            Json(wanted.Receipt),
            wanted.Uncounted ? 1 : 0,
            wanted.Details?.ToJsonString() ?? "",
        ];
        var outcome = (string?)await EndAsync(TaskScripts.Retry, args, ct);
        if (outcome == "lost")
            throw Lost();
        End();
        if (outcome == "dead")
            _context.Logger.AttemptsUsedUp(Task.TaskId, Task.Tenant, Attempt, wanted.Reason.Code);
        if (outcome != "delayed")
            return false;
        await _context.Work.NotifyAsync(Task.Tenant);
        return true;
    }

    /// <summary>
    /// Hands the task back, first in its lane and without using up an attempt. An inline task fails as
    /// interrupted; one whose cancellation was requested is cancelled.
    /// </summary>
    /// <exception cref="LeaseLostException">The run no longer holds the task.</exception>
    public async SystemTask ReleaseAsync(CancellationToken ct = default)
    {
        RedisValue[] args =
        [
            _context.RetentionMilliseconds,
            TerminalPayloads.Json(TerminalPayloads.Interrupted),
            TerminalPayloads.CancelledJson,
        ];
        var outcome = (string?)await EndAsync(TaskScripts.Release, args, ct);
        if (outcome == "lost")
            throw Lost();
        End();
        if (outcome == "queued")
            await _context.Work.NotifyAsync(Task.Tenant);
    }

    private async Task<RedisResult> EndAsync(LuaScript script, RedisValue[] args, CancellationToken ct)
    {
        _ending = true;
        try
        {
            return await RunAsync(script, args, ct);
        }
        catch
        {
            _ending = false;
            throw;
        }
    }

    private Task<RedisResult> RunAsync(LuaScript script, RedisValue[] args, CancellationToken ct) =>
        _context.Store.RunAsync(script, _keys, [Task.TaskId, RunId, .. args], ct);

    private static string Json(Receipt? receipt) =>
        receipt is null ? "" : JsonSerializer.Serialize(receipt, ContractsJson.Default.Receipt);

    private LeaseLostException Lost()
    {
        Stop(StopReason.LeaseLost);
        return new LeaseLostException(Task.TaskId, RunId);
    }
}
