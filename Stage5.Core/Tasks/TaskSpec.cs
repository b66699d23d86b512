using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Stage5.Contracts;
using Stage5.Core.Audit;
using Stage5.Core.Replies;
using Stage5.Core.Reviews;

namespace Stage5.Core.Tasks;

/// <summary>A task to be made.</summary>
/// <param name="Tenant">A valid <see cref="Storage.TenantId"/>; from the caller's identity.</param>
/// <param name="User">Who asked for it.</param>
/// <param name="Request">A validated request. Lane absent means <c>live</c>.</param>
/// <param name="Key">Id of the token or session it was asked with; what its cost is counted against.</param>
/// <param name="TraceParent">W3C <c>traceparent</c> of the caller, so that the run continues its trace.</param>
public sealed record TaskSpec(string Tenant, string User, string Key, TaskRequest Request, string? TraceParent)
{
    /// <summary>The credential it was asked with, as the audit has it; null when only its id is known.</summary>
    public AuditActor? Actor { get; init; }

    /// <summary>Salted fingerprint of its text; null for none.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>What its caller names it by: the same name from the same user within a day makes no second task.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>What the key is for: the request as it was sent, where something was added to it; null for itself.</summary>
    public TaskRequest? Asked { get; init; }

    /// <summary>
    /// For a queued task, the id it is to have, a UUID of 36 characters: made however often, it is one task. Null
    /// makes a new one.
    /// </summary>
    public string? TaskId { get; init; }
}

/// <summary>A task was made under this idempotency key before. Nothing was made now.</summary>
/// <param name="task">The one that was made.</param>
/// <param name="same">False when it was for another request: the key was reused.</param>
public sealed class AlreadyAskedException(TaskRecord task, bool same)
    : InvalidOperationException($"Task {task.TaskId} was made under the same idempotency key.")
{
    public TaskRecord Task { get; } = task;

    public bool Same { get; } = same;
}

/// <summary>A task as stored.</summary>
/// <param name="Attempt">Runs started, this one included.</param>
/// <param name="RunId">The current or last run; null before the first.</param>
/// <param name="CancelRequested">A running task was asked to end.</param>
/// <param name="FinishedAt">When the terminal event was written.</param>
/// <param name="Result">Once completed; always null in lists.</param>
/// <param name="Receipt">Of the last run, once finished; always null in lists.</param>
/// <param name="LastSequence">How many events there were.</param>
/// <param name="Inline">Its caller waits for it in one process; it is never queued.</param>
public sealed record TaskRecord(
    string TaskId,
    string Tenant,
    string User,
    string Key,
    string Kind,
    string Lane,
    TaskState State,
    TaskRequest Request,
    string? TraceParent,
    int Attempt,
    string? RunId,
    bool CancelRequested,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? FinishedAt,
    TurnResponse? Result,
    TaskError? Error,
    Receipt? Receipt,
    long LastSequence,
    bool Inline = false)
{
    /// <summary>
    /// How many events of each type there were, those included that its log no longer keeps; always empty in lists.
    /// </summary>
    public IReadOnlyDictionary<string, long> EventCounts { get; init; } = FrozenDictionary<string, long>.Empty;

    /// <summary>How many events its log no longer keeps.</summary>
    public long Dropped { get; init; }

    /// <summary>Nothing more will be appended to its log.</summary>
    public bool IsFinal => State is TaskState.Completed or TaskState.Failed or TaskState.Cancelled;
}

/// <summary>How a task ends.</summary>
/// <param name="State">Completed, failed or cancelled.</param>
/// <param name="Payload">Of the terminal event.</param>
/// <param name="Result">When completed; it carries its receipt.</param>
/// <param name="Error">When failed.</param>
/// <param name="Receipt">When there is no result.</param>
/// <param name="Replies">What is delivered from then on; not when the task ends as cancelled instead.</param>
/// <param name="Details">For the audit: models, money, decisions; never a text.</param>
public sealed record TaskEnd(
    TaskState State, JsonObject Payload, TurnResponse? Result = null, TaskError? Error = null, Receipt? Receipt = null,
    IReadOnlyList<OutboxEntry>? Replies = null, JsonObject? Details = null)
{
    /// <summary>A review of what went out, opened with the end; not when the task ends as cancelled instead.</summary>
    public OpenedReview? Review { get; init; }
}

/// <summary>Why a task goes back to its queue.</summary>
/// <param name="NotBefore">The least wait, where whoever refused asked for one.</param>
/// <param name="Receipt">Of the run that ends here.</param>
/// <param name="Uncounted">The attempt does not count: the task had no turn yet.</param>
public sealed record TaskDelay(
    TaskError Reason, TimeSpan NotBefore = default, Receipt? Receipt = null, bool Uncounted = false)
{
    /// <summary>For the audit, where no further attempt is made.</summary>
    public JsonObject? Details { get; init; }
}

/// <summary>What a request to cancel came to.</summary>
public enum CancelOutcome
{
    /// <summary>It had not started, or awaited its review; it is cancelled now.</summary>
    Cancelled,

    /// <summary>It runs; its run was told to stop.</summary>
    Requested,

    AlreadyFinished,
    NotFound,
}

/// <summary>Why a run should stop.</summary>
public enum StopReason
{
    None,
    CancelRequested,

    /// <summary>The lease ran out or another run holds the task: nothing this run does counts any more.</summary>
    LeaseLost,
}

/// <summary>A write of a run that no longer holds its task. Nothing was written.</summary>
public sealed class LeaseLostException(string taskId, string runId)
    : InvalidOperationException($"Run {runId} no longer holds task {taskId}.")
{
    public string TaskId { get; } = taskId;

    public string RunId { get; } = runId;
}
