using Stage5.Contracts;
using Stage5.Core.Guards;
using Stage5.Core.Guards.Compliance;
using Stage5.Core.Models;
using Stage5.Core.Models.Routing;

namespace Stage5.Core.Turns;

/// <summary>What other rooms refuse, as errors of a turn.</summary>
public static class TurnErrors
{
    public static TurnError Of(GuardDenial denial) => new(
        denial.Code, denial.Message, denial.Next, RetryAfter: denial.RetryAfter ?? TimeSpan.Zero, Budget: denial.Budget);

    public static TurnError Of(ComplianceException blocked) => new(
        TurnErrorCodes.ContentBlocked, blocked.Message, "Take it out of the text and send it again.",
        Classes: blocked.Classes);

    /// <summary>The turn's time, or that of one of its languages, is up.</summary>
    public static TurnError Late(Turn turn) => new(
        TurnErrorCodes.DeadlineExceeded, $"The turn did not finish within {turn.Limit.TotalSeconds:0} seconds.",
        "Try again, send a shorter text, or use the batch lane.",
        // Once more, it may have been a bad moment; what was too slow twice is too slow.
        Transient: turn.Request.Attempt == 1);

    public static TurnError Of(DispatchException failed)
    {
        ProviderReason[] reasons = [.. failed.Candidates.Select(candidate =>
            new ProviderReason(candidate.Provider, candidate.Reason ?? "It did not answer."))];
        return failed.Last switch
        {
            null => new TurnError(TurnErrorCodes.ProviderUnavailable, failed.Message, "Try again in a moment.",
                Transient: true, reasons),
            { Failure: ModelFailure.Transient } error => new TurnError(TurnErrorCodes.ProviderUnavailable,
                error.Message, "Try again in a moment.", Transient: true, reasons, error.RetryAfter ?? TimeSpan.Zero),
            { Failure: ModelFailure.Credentials or ModelFailure.Configuration } error => new TurnError(
                TurnErrorCodes.ProviderMisconfigured, error.Message,
                "Ask an operator to correct the provider's settings (docs/providers.md).", Providers: reasons),
            { Failure: ModelFailure.Truncated or ModelFailure.Damaged } error => new TurnError(
                TurnErrorCodes.AnswerUnusable, error.Message, "Try again, or send a shorter text."),
            var error => new TurnError(TurnErrorCodes.ProviderRefused,
                error.Message, "Change the message or choose another provider."),
        };
    }
}
