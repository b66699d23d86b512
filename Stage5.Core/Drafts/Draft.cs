using Stage5.Contracts;

namespace Stage5.Core.Drafts;

/// <summary>A draft as stored, less what it asks for.</summary>
/// <param name="User">Whose it is, and in whose name it is processed.</param>
/// <param name="Key">Id of the token or session it was saved with; what its cost is counted against.</param>
/// <param name="ConsentBy">Who agreed; the user, or it is not processed.</param>
/// <param name="Deleted">
/// Its owner threw it away while its task was under way: that is still to be cancelled.
/// </param>
/// <param name="Waits">Times it was put off, which make the next wait longer.</param>
/// <param name="Enqueued">Its task is known to be in the store.</param>
public sealed record Draft(
    string DraftId,
    string Tenant,
    string User,
    string Key,
    string ConsentBy,
    DateTimeOffset ConsentAt,
    DraftState State,
    bool Deleted,
    int Attempts,
    int Waits,
    DateTimeOffset? NextAttemptAt,
    string? TaskId,
    bool Enqueued,
    TaskError? Reason,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset ExpiresAt)
{
    /// <summary>What a list shows of the request; null where it was not read.</summary>
    public DraftBrief? Brief { get; init; }

    /// <summary>What is asked for; null where it was not read.</summary>
    public TaskRequest? Request { get; init; }
}
