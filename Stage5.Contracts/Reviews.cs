using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Stage5.Contracts;

/// <summary>Where a review stands. A decided one may be opened again; a closed one never.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<ReviewState>))]
public enum ReviewState
{
    /// <summary>Anybody who may decide it may take it.</summary>
    Open,

    /// <summary>One reviewer has it, until the lease ends.</summary>
    Leased,

    Decided,

    /// <summary>Its task was taken back: there is nothing left to decide.</summary>
    Closed,
}

/// <summary>What a reviewer decided.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<ReviewDecision>))]
public enum ReviewDecision
{
    /// <summary>The draft goes out as it is.</summary>
    Approved,

    /// <summary>The reviewer's own text goes out.</summary>
    Edited,

    /// <summary>Nothing goes out; what went out is taken back.</summary>
    Rejected,
}

/// <summary>How soon it is due; the times are settings.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<ReviewPriority>))]
public enum ReviewPriority
{
    Low,
    Normal,
    High,
    Urgent,
}

/// <summary>Why a review was opened.</summary>
public static class ReviewReasons
{
    /// <summary>A guardrail decided <c>review</c>.</summary>
    public const string Guardrail = "guardrail";

    /// <summary>The language of the source was detected with less confidence than policy asks for.</summary>
    public const string LowConfidence = "lowConfidence";

    /// <summary>The turn cost more than policy lets pass unseen.</summary>
    public const string Cost = "cost";

    /// <summary>The text has terms that the glossary does not want, or could not settle.</summary>
    public const string GlossaryConflict = "glossaryConflict";

    /// <summary>It was drawn: policy has a share of all turns looked at.</summary>
    public const string Sampling = "sampling";

    /// <summary>The person who sent it wished so.</summary>
    public const string Requested = "requested";

    public static IReadOnlyList<string> All { get; } =
        [Guardrail, LowConfidence, Cost, GlossaryConflict, Sampling, Requested];
}

/// <summary>Who has a review, and until when.</summary>
public sealed record ReviewLease(string Reviewer, DateTimeOffset Until);

/// <summary>A review in the queue; texts but for their start are left out.</summary>
/// <param name="Author">Who sent the message. They do not decide it.</param>
/// <param name="Reasons">Each one of <see cref="ReviewReasons"/>.</param>
/// <param name="Kind">Of the turn: <c>translate</c>, <c>rewrite</c>, …</param>
/// <param name="TextStart">First 160 UTF-16 code units of the source.</param>
/// <param name="Delivered">The reply went out before the decision; a rejection takes it back.</param>
/// <param name="DueAt">When the first decision is due.</param>
/// <param name="Overdue">It was due before this was answered, and is not decided.</param>
/// <param name="Lease">Null where nobody has it.</param>
/// <param name="Escalated">Somebody asked for it to be looked at sooner.</param>
/// <param name="Reopens">How often it was opened again.</param>
/// <param name="Required">How many different people have to approve: 1 or 2.</param>
/// <param name="Approvals">Who of them has.</param>
/// <param name="Decision">The last one; null while there is none.</param>
/// <param name="Version">Grows with each change; the ETag.</param>
public sealed record ReviewSummary(
    string Id,
    string TaskId,
    ReviewState State,
    ReviewPriority Priority,
    IReadOnlyList<string> Reasons,
    string Kind,
    string? SourceLanguage,
    string? TargetLanguage,
    string TextStart,
    string Author,
    bool Delivered,
    DateTimeOffset OpenedAt,
    DateTimeOffset DueAt,
    bool Overdue,
    ReviewLease? Lease,
    bool Escalated,
    int Reopens,
    int Required,
    IReadOnlyList<string> Approvals,
    ReviewDecision? Decision,
    string? DecidedBy,
    DateTimeOffset? DecidedAt,
    long Version);

/// <summary>A page of the queue: what is due first comes first; decided ones newest first.</summary>
/// <param name="NextCursor">Pass as <c>cursor</c> for the next page; null on the last.</param>
/// <param name="Counts">Of all the tenant's reviews, whatever the filter.</param>
public sealed record ReviewPage(IReadOnlyList<ReviewSummary> Reviews, string? NextCursor, ReviewCounts Counts);

/// <summary>How many wait, are being decided, and are late.</summary>
public sealed record ReviewCounts(long Open, long Leased, long Overdue);

/// <summary>Everything there is to decide by.</summary>
/// <param name="Source">What was sent, in full.</param>
/// <param name="Request">The request it came with; null once its task is no longer kept.</param>
/// <param name="Draft">What the models made: texts, receipt with candidates and cost, detection, glossary.</param>
/// <param name="Guardrails">What guardrails found and decided.</param>
/// <param name="History">Every entry of its ledger, the oldest first.</param>
/// <param name="Texts">As they stand: what an approval lets out. The draft's, or a reviewer's edit of them.</param>
/// <param name="Final">What went out by the last decision, the target's language first; null while there is none.</param>
/// <param name="Suggestions">Terms that a correction replaced: candidates for the glossary.</param>
/// <param name="May">What the caller may do to it now, of <see cref="ReviewActions"/>.</param>
/// <param name="Refusal">Why the caller may not decide it; null where they may. A stable code.</param>
public sealed record ReviewView(
    ReviewSummary Review,
    string Source,
    TaskRequest? Request,
    TurnResponse? Draft,
    IReadOnlyList<ReviewGuardrail> Guardrails,
    IReadOnlyList<ReviewHistoryEntry> History,
    IReadOnlyList<ReviewText> Texts,
    IReadOnlyList<ReviewText>? Final,
    IReadOnlyList<ReviewSuggestion> Suggestions,
    IReadOnlyList<string> May,
    string? Refusal);

/// <summary>What a guardrail found.</summary>
/// <param name="Decision"><c>allow</c>, <c>redact</c>, <c>review</c> or <c>deny</c>.</param>
/// <param name="Policy">Id of the rule.</param>
public sealed record ReviewGuardrail(string Decision, string Class, int Count, string Policy);

/// <summary>A text in one language.</summary>
/// <param name="Language">BCP 47; null where the text has its source's language and nobody knows it.</param>
public sealed record ReviewText(
    [property: RegularExpression(Limits.LanguagePattern, ErrorMessage = "language must be a BCP 47 tag such as es.")]
    string? Language,
    [property: Required(ErrorMessage = "text is required.")]
    [property: StringLength(Limits.TextLength, MinimumLength = 1, ErrorMessage = "text must be 1 to 50,000 characters.")]
    string Text);

/// <summary>A replacement that a reviewer made in a text.</summary>
/// <param name="From">As the model had it.</param>
/// <param name="To">As the reviewer has it.</param>
public sealed record ReviewSuggestion(string? Language, string From, string To);

/// <summary>One entry of a review's ledger.</summary>
/// <param name="Number">Of the tenant's ledger; grows without gap.</param>
/// <param name="Type">
/// <c>opened</c>, <c>leased</c>, <c>released</c>, <c>approved</c> (the first of two), <c>decided</c>,
/// <c>escalated</c>, <c>noted</c>, <c>reopened</c> or <c>closed</c>.
/// </param>
/// <param name="By">Who did it; <c>stage5</c> for the system.</param>
/// <param name="Decision">Of <c>approved</c> and <c>decided</c>.</param>
/// <param name="Text">Note or reason.</param>
/// <param name="ActiveSeconds">Of <c>approved</c> and <c>decided</c>: handling time without idle.</param>
/// <param name="EditDistance">Of an edit: characters inserted, deleted or replaced, over all its texts.</param>
public sealed record ReviewHistoryEntry(
    long Number,
    string Type,
    DateTimeOffset At,
    string By,
    ReviewDecision? Decision = null,
    string? Text = null,
    double? ActiveSeconds = null,
    int? EditDistance = null);

/// <summary>Takes a review, or keeps it.</summary>
public sealed record ReviewLeaseRequest
{
    /// <summary>True when the reviewer did something since the last time: it counts as handling time.</summary>
    public bool Active { get; init; }
}

/// <summary>A decision. Sent again by the same reviewer it does nothing and is answered alike.</summary>
public sealed record ReviewDecisionRequest
{
    [Required(ErrorMessage = "decision is required.")]
    public ReviewDecision? Decision { get; init; }

    /// <summary>With <c>edited</c>: the text of each language that changes; those left out stay as they are.</summary>
    [MaxLength(1 + Limits.AdditionalLanguages, ErrorMessage = "texts must be at most 17.")]
    public IReadOnlyList<ReviewText>? Texts { get; init; }

    /// <summary>For people; required with <c>rejected</c>, whose author reads it.</summary>
    [StringLength(ReviewLimits.NoteLength, ErrorMessage = "reason must be at most 2,000 characters.")]
    public string? Reason { get; init; }
}

/// <summary>Something to remember about a review, for other reviewers.</summary>
public sealed record ReviewNoteRequest
{
    [Required(ErrorMessage = "text is required.")]
    [StringLength(ReviewLimits.NoteLength, MinimumLength = 1, ErrorMessage = "text must be 1 to 2,000 characters.")]
    public string Text { get; init => field = value ?? ""; } = "";
}

/// <summary>Why a review is to be looked at sooner, or opened again.</summary>
public sealed record ReviewReasonRequest
{
    [Required(ErrorMessage = "reason is required.")]
    [StringLength(ReviewLimits.NoteLength, MinimumLength = 1, ErrorMessage = "reason must be 1 to 2,000 characters.")]
    public string Reason { get; init => field = value ?? ""; } = "";
}

/// <summary>The values of <see cref="ReviewView.May"/>: the last part of each one's address.</summary>
public static class ReviewActions
{
    public const string Lease = "lease";
    public const string Release = "release";
    public const string Decide = "decide";
    public const string Escalate = "escalate";
    public const string Note = "notes";
    public const string Reopen = "reopen";
}

/// <summary>Bounds of what reviews take in.</summary>
public static class ReviewLimits
{
    public const int NoteLength = 2_000;
}
