using System.Diagnostics;
using Stage5.Api.Audit;
using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Audit;
using Stage5.Core.Guards;
using Stage5.Core.Tasks;
using Stage5.Core.Turns;

namespace Stage5.Api.Endpoints;

/// <summary>Whether a turn may become a task.</summary>
/// <param name="Task">The task it becomes: as asked, with what its conversation says where it says nothing itself.</param>
/// <param name="Asked">As it was sent: what an idempotency key is for.</param>
/// <param name="Refusal">Why it does not; null when it may.</param>
/// <param name="Rate">The rate that applied.</param>
internal sealed record DoorDecision(TaskRequest Task, TaskRequest Asked, TurnError? Refusal, RateState? Rate);

/// <summary>An idempotency key, and the request it was sent with.</summary>
internal sealed record AskedBy(string Key, TaskRequest Request);

/// <summary>
/// What is asked of a turn before it becomes a task (is it a message, and may its caller send one now?), and how one
/// that may is run: in the request, or by a worker.
/// </summary>
internal sealed class TurnDoor(
    TurnGuard guard, TurnChecks checks, TurnRoom room, TaskStore tasks, TurnRunner turns, AccessAudit audit,
    TextFingerprints fingerprints)
{
    /// <param name="isKept">
    /// The text is kept whatever is said of its languages: one that misses or repeats the language counts all the same.
    /// </param>
    public async Task<DoorDecision> DecideAsync(
        TaskRequest task, Identity identity, CancellationToken cancellationToken, bool isKept = false)
    {
        var decision = await LookAsync(task, identity, isKept, cancellationToken);
        if (decision.Refusal is { } refusal && (TurnAudit.IsGuards(refusal) || refusal.Code == TurnErrorCodes.TextTooLong))
        {
            await audit.RefusedAsync(
                identity, refusal.Code, $"turn/{decision.Task.Kind}", refusal.Classes, TextOf(decision.Task));
        }
        return decision;
    }

    private async Task<DoorDecision> LookAsync(
        TaskRequest task, Identity identity, bool isKept, CancellationToken cancellationToken)
    {
        TurnError? refusal = null;
        var asked = task;
        try
        {
            // Empty is absent: the pattern of the request lets it pass.
            task = task with { ConversationId = string.IsNullOrEmpty(task.ConversationId) ? null : task.ConversationId };
            if (task.ConversationId is { } id
                && await room.FindAsync(identity.Tenant, identity.User, id, cancellationToken) is { } found)
                task = TurnRoom.WithSettings(task, found.Settings);
            checks.Check(identity.Tenant, task);
        }
        catch (TurnException refused)
        {
            refusal = refused.Error;
            if (!isKept || refusal.Code is not (TurnErrorCodes.TargetLanguageRequired or TurnErrorCodes.SameLanguage)) return new DoorDecision(task, asked, refusal, Rate: null);
        }

        var subject = new GuardSubject(identity.Tenant, identity.User, identity.TokenId, task.ConversationId);
        var traffic = task.Lane == Lanes.Batch ? TrafficClass.Batch : TrafficClass.Live;
        var admission = await guard.CountAsync(
            new AdmitRequest(subject, traffic) { Tokens = TurnSize.TokensOf(task) }, cancellationToken);
        if (admission.Denial is { } denial) return new DoorDecision(task, asked, TurnErrors.Of(denial), admission.Rate);
        return new DoorDecision(task, asked, refusal ?? await EnterAsync(task, identity, cancellationToken), admission.Rate);
    }

    /// <summary>The conversation becomes the caller's if nobody has it. Last, so that what is refused makes none.</summary>
    /// <returns>Why it may not be entered; null when it may.</returns>
    public async Task<TurnError?> EnterAsync(TaskRequest task, Identity identity, CancellationToken cancellationToken)
    {
        if (task.ConversationId is not { } id) return null;
        try
        {
            await room.EnterAsync(identity.Tenant, identity.User, id, cancellationToken);
            return null;
        }
        catch (TurnException refused)
        {
            return refused.Error;
        }
    }

    /// <summary>Makes the task and runs it here; <paramref name="cancellationToken"/> cancels the turn.</summary>
    /// <exception cref="AlreadyAskedException">Its idempotency key names another task.</exception>
    public async Task<(TaskRecord Task, TurnOutcome Outcome)> RunAsync(
        TaskRequest task, Identity identity, AskedBy? key, CancellationToken cancellationToken)
    {
        await using var run = await tasks.StartInlineAsync(
            await SpecAsync(task, identity, key, cancellationToken), cancellationToken);
        return (run.Task, await turns.RunAsync(run, cancellationToken));
    }

    /// <summary>The same, with somebody who follows it.</summary>
    /// <param name="follow">Told of the task as it starts to run; ends by itself, or when the run breaks off.</param>
    public async Task RunAsync(
        TaskRequest task, Identity identity, AskedBy? key, Func<TaskRecord, CancellationToken, Task> follow,
        CancellationToken cancellationToken)
    {
        var run = await tasks.StartInlineAsync(
            await SpecAsync(task, identity, key, cancellationToken), cancellationToken);
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var following = follow(run.Task, broken.Token);
        try
        {
            // Given up before anybody is waited for: a lease that is renewed keeps the task from ever ending.
            await using (run) await turns.RunAsync(run, cancellationToken);
        }
        catch
        {
            await broken.CancelAsync();
            throw;
        }
        finally
        {
            await following;
        }
    }

    /// <summary>Makes the task for a worker to run.</summary>
    /// <exception cref="AlreadyAskedException">Its idempotency key names another task.</exception>
    public async Task<TaskRecord> QueueAsync(
        TaskRequest task, Identity identity, AskedBy? key, CancellationToken cancellationToken) =>
        await tasks.EnqueueAsync(await SpecAsync(task, identity, key, cancellationToken), cancellationToken);

    private static string TextOf(TaskRequest task) => task.EditedText ?? task.Text;

    private async Task<TaskSpec> SpecAsync(
        TaskRequest task, Identity identity, AskedBy? key, CancellationToken cancellationToken) =>
        new(identity.Tenant, identity.User, identity.TokenId, task, Activity.Current?.Id)
        {
            Actor = identity.Actor,
            Fingerprint = TextOf(task) is { Length: > 0 } text
                ? await fingerprints.OfAsync(identity.Tenant, text, cancellationToken)
                : null,
            IdempotencyKey = key?.Key,
            Asked = key?.Request,
        };
}
