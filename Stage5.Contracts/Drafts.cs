using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Stage5.Contracts;

/// <summary>A turn to be run as soon as a model can, with all of its options.</summary>
public sealed record DraftRequest
{
    /// <summary>What a task would be made of. Its lane is <c>batch</c>, whatever it says.</summary>
    [Required(ErrorMessage = "request is required.")]
    public TaskRequest? Request { get; init; }

    /// <summary>
    /// Must be true: the person agrees that this is processed later in their name, without being asked again.
    /// </summary>
    public bool Consent { get; init; }
}

/// <summary>Where a draft stands. The last two are final.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<DraftState>))]
public enum DraftState
{
    /// <summary>Waits for a model, or for its next attempt.</summary>
    Pending,

    /// <summary>Its task waits or runs.</summary>
    Processing,

    Completed,
    Failed,
}

/// <summary>Who agreed to the processing, and when.</summary>
public sealed record DraftConsent(string GivenBy, DateTimeOffset GivenAt);

/// <summary>A draft in a list and in <c>draft_updated</c>.</summary>
/// <param name="TextStart">The first characters of its text.</param>
/// <param name="Attempts">How many tasks were made of it.</param>
/// <param name="NextAttemptAt">While pending: when it is looked at next.</param>
/// <param name="TaskId">The last of its tasks; its result is there.</param>
/// <param name="Reason">Failed: why. Pending: what stood in the way the last time.</param>
/// <param name="ExpiresAt">It fails then if it is not done, and is forgotten if it is.</param>
public sealed record DraftSummary(
    string DraftId,
    DraftState State,
    string Kind,
    string? SourceLanguage,
    string? TargetLanguage,
    string TextStart,
    int Attempts,
    DateTimeOffset? NextAttemptAt,
    string? TaskId,
    TaskError? Reason,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset ExpiresAt);

/// <summary>A draft with all that was saved.</summary>
public sealed record DraftView(
    string DraftId,
    DraftState State,
    TaskRequest Request,
    DraftConsent Consent,
    int Attempts,
    DateTimeOffset? NextAttemptAt,
    string? TaskId,
    TaskError? Reason,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset ExpiresAt);

/// <summary>One's drafts, newest first; at most a hundred.</summary>
public sealed record DraftList(IReadOnlyList<DraftSummary> Drafts);

/// <summary>Data of the event <c>draft_deleted</c>.</summary>
public sealed record DraftDeleted(string DraftId);
