using Stage5.Contracts;
using Stage5.Core.Guards;

namespace Stage5.Core.Turns;

/// <summary>One reply out, or why there is none.</summary>
/// <param name="Reply">The reply; null unless completed.</param>
/// <param name="Error">Why not; null when completed, cancelled, or a reviewer has to decide.</param>
/// <param name="WillRetry">True when the task went back to the queue.</param>
public sealed record TurnOutcome(TaskState State, TurnResponse? Reply, TurnError? Error, bool WillRetry = false);

/// <summary>Why a turn came to no reply.</summary>
/// <param name="Code">Stable, snake case; <see cref="TurnErrorCodes"/>.</param>
/// <param name="Message">What happened, for a person.</param>
/// <param name="Next">What to do about it.</param>
/// <param name="Transient">True when the same turn may succeed later.</param>
/// <param name="RetryAfter">The least wait before that, where the provider asked for one.</param>
/// <param name="Uncounted">The turn had not begun: its next attempt is not one more.</param>
/// <param name="Budget">For <c>budget_exhausted</c>: the budget that has too little left.</param>
/// <param name="Classes">For <c>content_blocked</c>: the classes that policy does not let through.</param>
public sealed record TurnError(
    string Code, string Message, string Next, bool Transient = false, IReadOnlyList<ProviderReason>? Providers = null,
    TimeSpan RetryAfter = default, bool Uncounted = false, BudgetShortage? Budget = null,
    IReadOnlyList<string>? Classes = null)
{
    public TaskError ToTaskError() => new(Code, Message, Next, Providers);
}

/// <summary>A turn that cannot be done before its caller has decided something.</summary>
/// <param name="Result">What kind of question.</param>
/// <param name="Conflicts">For <see cref="TurnResult.GlossaryConflict"/>.</param>
public sealed record TurnQuestion(TurnResult Result, IReadOnlyList<TurnConflict>? Conflicts = null);

/// <summary>What a model is told of the conversation, and where it comes from.</summary>
/// <param name="Text">Null where there is nothing to tell.</param>
public sealed record TurnContext(string? Text, ReceiptContext Receipt)
{
    /// <summary>What finding it cost; settled already, and not with the turn.</summary>
    public IReadOnlyList<Spend> Spends { get; init; } = [];
}

/// <summary>The codes of <see cref="TurnError"/>.</summary>
public static class TurnErrorCodes
{
    public const string TextRequired = "text_required";
    public const string TextTooLong = "text_too_long";
    public const string TargetLanguageRequired = "target_language_required";
    public const string ConversationRequired = "conversation_required";
    public const string ConversationNotFound = "conversation_not_found";
    public const string ConversationsFull = "conversation_limit";
    public const string InvalidLanguage = "invalid_language";
    public const string TooManyTargets = "too_many_targets";
    public const string UnknownTone = "unknown_tone";
    public const string SameLanguage = "same_language";
    public const string ProfileUnavailable = "profile_unavailable";
    public const string ModelNotFound = "model_not_found";
    public const string BannedTerm = "banned_term";
    public const string ContentBlocked = "content_blocked";
    public const string RateLimited = "rate_limited";
    public const string ConcurrencyLimited = "concurrency_limited";
    public const string BudgetExhausted = "budget_exhausted";
    public const string PriceUnknown = "price_unknown";
    public const string HoldExpired = "hold_expired";
    public const string NoUsableProvider = "no_usable_provider";
    public const string ProviderUnavailable = "provider_unavailable";
    public const string ProviderMisconfigured = "provider_misconfigured";
    public const string ProviderRefused = "provider_refused";
    public const string AnswerUnusable = "answer_unusable";
    public const string DeadlineExceeded = "deadline_exceeded";
    public const string InternalError = "internal_error";
}

/// <summary>Thrown by a stage to end the turn with an error.</summary>
public sealed class TurnException(TurnError error, Exception? inner = null) : Exception(error.Message, inner)
{
    public TurnError Error { get; } = error;
}
