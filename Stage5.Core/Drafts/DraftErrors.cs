using System.Collections.Frozen;
using Stage5.Contracts;
using Stage5.Core.Turns;

namespace Stage5.Core.Drafts;

/// <summary>Why drafts fail, and what is worth another attempt.</summary>
internal static class DraftErrors
{
    // What passes, renews or is mended by somebody else. All other codes would end the same way again, or cost
    // money at each attempt.
    private static readonly FrozenSet<string> Passing = new[]
    {
        TurnErrorCodes.RateLimited, TurnErrorCodes.ConcurrencyLimited, TurnErrorCodes.BudgetExhausted,
        TurnErrorCodes.HoldExpired, TurnErrorCodes.NoUsableProvider, TurnErrorCodes.ProviderUnavailable,
        TurnErrorCodes.ProviderMisconfigured, TurnErrorCodes.DeadlineExceeded, "interrupted",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static readonly TaskError Expired = new("draft_expired",
        "No model could do this in the time that drafts are kept.", "Save it again if you still need it.");

    public static readonly TaskError Cancelled = new("cancelled",
        "Its task was cancelled.", "Save it again if you still need it.");

    public static readonly TaskError TaskLost = new("task_lost",
        "Its task is no longer in the store.", "Save it again if you still need it.");

    public static readonly TaskError NoConsent = new("consent_required",
        "Whoever saved this did not agree to its processing.", "Save it again with consent.");

    public static readonly TaskError Unknown = new(TurnErrorCodes.InternalError,
        "Its task failed without a reason.", "Give the task's id to your operator.");

    public static bool MayPass(TaskError error) => Passing.Contains(error.Code);
}
