using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Stage5.Contracts;

/// <summary>A task was accepted; follow <c>Location</c>.</summary>
public sealed record TaskAccepted(string TaskId, TaskState State);

/// <summary>Where a task stands. The last three are final.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<TaskState>))]
public enum TaskState
{
    Queued,
    Running,
    Cancelling,

    /// <summary>A text is made and a reviewer has to decide; nobody works on it.</summary>
    AwaitingReview,

    Completed,
    Failed,
    Cancelled,
}

/// <summary>A task in a list.</summary>
public sealed record TaskSummary(
    string TaskId,
    string Kind,
    TaskState State,
    string Lane,
    string? SourceLanguage,
    string? TargetLanguage,
    string TextStart,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);

/// <summary>Newest first.</summary>
/// <param name="Tasks">At most the page size asked for.</param>
/// <param name="NextCursor">Pass as <c>cursor</c> for the next page; null on the last.</param>
public sealed record TaskPage(IReadOnlyList<TaskSummary> Tasks, string? NextCursor);

/// <summary>A task with its result and the newest page of its event log.</summary>
/// <param name="Attempt">How many runs were started; more than one after a worker died or a retry.</param>
/// <param name="Result">What it came to, once completed.</param>
/// <param name="Error">Why it failed, once failed.</param>
/// <param name="Receipt">What happened in its last run, once finished: candidates, tries, stages, cost.</param>
/// <param name="Total">How many events there were; more than the log keeps where it was full.</param>
/// <param name="Truncated">The log was full and dropped some: see <see cref="TaskEventCounters.Dropped"/>.</param>
/// <param name="FirstSequence">The oldest event that the log keeps; null while there is none.</param>
/// <param name="LastSequence">The newest event; null while there is none.</param>
/// <param name="NextCursor">Pass as <c>cursor</c> for the page of events before these; null where there are none.</param>
/// <param name="Counters">Over all events there were, whatever the log keeps and this page shows.</param>
/// <param name="Events">The newest events, or those before the cursor, in order of sequence.</param>
public sealed record TaskView(
    string TaskId,
    string Kind,
    TaskState State,
    string Lane,
    TaskRequest Request,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? FinishedAt,
    int Attempt,
    string? TraceId,
    TurnResponse? Result,
    TaskError? Error,
    Receipt? Receipt,
    long Total,
    bool Truncated,
    long? FirstSequence,
    long? LastSequence,
    string? NextCursor,
    TaskEventCounters Counters,
    IReadOnlyList<TaskEvent> Events);

/// <summary>Counted as events are appended, beside the log.</summary>
/// <param name="ByType">How many there were of each type that there was.</param>
/// <param name="Dropped">How many of them the log no longer keeps.</param>
public sealed record TaskEventCounters(IReadOnlyDictionary<string, long> ByType, long Dropped);

/// <summary>A stable code, a sentence, and what to do next.</summary>
/// <param name="Providers">For <c>no_usable_provider</c>: each provider and why not.</param>
public sealed record TaskError(
    string Code, string Message, string? Next = null, IReadOnlyList<ProviderReason>? Providers = null);

/// <summary>
/// One record of a task's log, <c>neuraforge.task-event.v1</c>. Snake case on the wire; <c>event</c> and <c>type</c>
/// are the same value; <c>sequence</c> starts at 1 and has no gap, though a
/// full log does not keep every event.
/// </summary>
public sealed record TaskEvent(
    [property: JsonPropertyName("version")] int Version,
    [property: JsonPropertyName("schema")] string Schema,
    [property: JsonPropertyName("event")] string Event,
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("sequence")] long Sequence,
    [property: JsonPropertyName("task_id")] string TaskId,
    [property: JsonPropertyName("run_id")] string RunId,
    [property: JsonPropertyName("timestamp")] string Timestamp,
    [property: JsonPropertyName("payload")] JsonObject Payload)
{
    public const int CurrentVersion = 1;
    public const string CurrentSchema = "neuraforge.task-event.v1";
}

/// <summary>The values of <see cref="TaskEvent.Type"/>.</summary>
public static class TaskEventTypes
{
    public const string TaskStarted = "task_started";
    public const string StageStarted = "stage_started";
    public const string StageCompleted = "stage_completed";
    public const string StageSkipped = "stage_skipped";
    public const string ModelSelected = "model_selected";

    /// <summary>Payload: <c>from</c>, <c>to</c>, <c>reason</c>.</summary>
    public const string ModelFallback = "model_fallback";

    /// <summary>Payload: <c>decision</c>, <c>classes</c> (each <c>class</c>, <c>action</c>, <c>count</c>), <c>policy</c>.</summary>
    public const string GuardrailTriggered = "guardrail_triggered";

    /// <summary>Payload: <c>language</c>, <c>confidence</c>, and <c>candidates</c> where it is not sure.</summary>
    public const string LanguageDetected = "language_detected";

    /// <summary>Payload: <c>method</c>, <c>passages</c>, <c>tokens</c>, <c>reason</c>.</summary>
    public const string ContextRetrieved = "context_retrieved";

    /// <summary>
    /// One part of a long text, in one language. Payload: <c>language</c>, <c>segment</c> (from 1), <c>segments</c>,
    /// <c>status</c>, <c>provider</c>, <c>cached</c>, <c>duration_ms</c>.
    /// </summary>
    public const string SegmentCompleted = "segment_completed";

    /// <summary>
    /// A piece of the text as it is made, at most twenty a second. Payload: <c>language</c>, <c>text</c>. What came before
    /// a <c>model_fallback</c> no longer counts. The first to be dropped where a log is full.
    /// </summary>
    public const string TokenDelta = "token_delta";

    /// <summary>Payload: <c>review_id</c>, <c>reasons</c>, <c>priority</c>, <c>due_at</c>, <c>delivered</c>.</summary>
    public const string ReviewRequested = "review_requested";

    /// <summary>Payload: <c>review_id</c>, <c>decision</c>, <c>reviewer</c>.</summary>
    public const string ReviewDecided = "review_decided";

    /// <summary>The reply was put where its channel delivers it. Payload: <c>channel</c>, <c>deliveries</c>.</summary>
    public const string ReplyPosted = "reply_posted";

    public const string TaskCompleted = "task_completed";
    public const string TaskFailed = "task_failed";
    public const string TaskCancelled = "task_cancelled";

    /// <summary>A task's log ends with exactly one of these.</summary>
    public static bool IsTerminal(string type) => type is TaskCompleted or TaskFailed or TaskCancelled;
}
