using System.Diagnostics;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Guards;
using Stage5.Core.Tasks;
using Stage5.Core.Turns;

namespace Stage5.Api.Endpoints;

/// <summary>Whether a turn may become a task.</summary>
/// <param name="Task">The task it becomes: as asked, with what its conversation says where it says nothing itself.</param>
/// <param name="Refusal">Why it does not; null when it may.</param>
/// <param name="Rate">The rate that applied.</param>
internal sealed record DoorDecision(TaskRequest Task, TurnError? Refusal, RateState? Rate);

/// <summary>
/// What is asked of a turn before it becomes a task (is it a message, and may its caller send one now?), and how one
/// that may is run: in the request, or by a worker.
/// </summary>
internal sealed class TurnDoor(TurnGuard guard, TurnChecks checks, TurnRoom room, TaskStore tasks, TurnRunner turns)
{
    public async Task<DoorDecision> DecideAsync(TaskRequest task, Identity identity, CancellationToken cancellationToken)
    {
        TurnError? refusal = null;
        try
        {
            // Empty is absent: the pattern of the request lets it pass.
            task = task with { ConversationId = string.IsNullOrEmpty(task.ConversationId) ? null : task.ConversationId };
            if (task.ConversationId is { } id)
            {
                var conversation = await room.EnterAsync(identity.Tenant, identity.User, id, cancellationToken);
                task = TurnRoom.WithSettings(task, conversation.Settings);
            }

            checks.Check(identity.Tenant, task);
        }
        catch (TurnException refused)
        {
            refusal = refused.Error;
            // A message that nobody wants in another language is kept all the same, and counts.
            if (refusal.Code != TurnErrorCodes.TargetLanguageRequired) return new DoorDecision(task, refusal, Rate: null);
        }

        var subject = new GuardSubject(identity.Tenant, identity.User, identity.TokenId, task.ConversationId);
        var traffic = task.Lane == Lanes.Batch ? TrafficClass.Batch : TrafficClass.Live;
        var admission = await guard.CountAsync(
            new AdmitRequest(subject, traffic) { Tokens = TurnSize.TokensOf(task) }, cancellationToken);
        return new DoorDecision(task, admission.Denial is { } denial ? TurnErrors.Of(denial) : refusal, admission.Rate);
    }

    /// <summary>Makes the task and runs it here; <paramref name="cancellationToken"/> cancels the turn.</summary>
    /// <exception cref="AlreadyAskedException">Its idempotency key names another task.</exception>
    public async Task<TurnOutcome> RunAsync(
        TaskRequest task, Identity identity, string? idempotencyKey, CancellationToken cancellationToken)
    {
        await using var run = await tasks.StartInlineAsync(Spec(task, identity, idempotencyKey), cancellationToken);
        return await turns.RunAsync(run, cancellationToken);
    }

    /// <summary>The same, with somebody who follows it.</summary>
    /// <param name="started">Told of the task as it starts to run; awaited together with it.</param>
    public async Task RunAsync(
        TaskRequest task, Identity identity, string? idempotencyKey, Func<TaskRecord, Task> started,
        CancellationToken cancellationToken)
    {
        await using var run = await tasks.StartInlineAsync(Spec(task, identity, idempotencyKey), cancellationToken);
        await Task.WhenAll(turns.RunAsync(run, cancellationToken), started(run.Task));
    }

    /// <summary>Makes the task for a worker to run.</summary>
    /// <exception cref="AlreadyAskedException">Its idempotency key names another task.</exception>
    public Task<TaskRecord> QueueAsync(
        TaskRequest task, Identity identity, string? idempotencyKey, CancellationToken cancellationToken) =>
        tasks.EnqueueAsync(Spec(task, identity, idempotencyKey), cancellationToken);

    private static TaskSpec Spec(TaskRequest task, Identity identity, string? idempotencyKey) =>
        new(identity.Tenant, identity.User, identity.TokenId, task, Activity.Current?.Id) { IdempotencyKey = idempotencyKey };
}
