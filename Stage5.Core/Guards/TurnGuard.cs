using Stage5.Core.Models;

namespace Stage5.Core.Guards;

/// <summary>Live people go before batch work.</summary>
public enum TrafficClass
{
    Live,
    Batch,
}

/// <summary>Whom a call is counted against.</summary>
/// <param name="Key">Id of the API key, token or session the caller came with.</param>
public sealed record GuardSubject(string Tenant, string User, string Key, string? Conversation = null);

/// <summary>A call that asks to be let in.</summary>
public sealed record AdmitRequest(GuardSubject Subject, TrafficClass Class)
{
    /// <summary>Counted against the token rate: the upper bound of input and output together.</summary>
    public long Tokens { get; init; }

    /// <summary>False for the run of a queued task: it was counted when it was accepted.</summary>
    public bool CountRate { get; init; } = true;

    /// <summary>
    /// Worst case in micro-units of each target in order of preference, null where the price is unknown; the first
    /// that the budgets allow is held. No list: nothing is held yet.
    /// </summary>
    public IReadOnlyList<long?>? WorstCases { get; init; }
}

/// <summary>Let in or not.</summary>
/// <param name="Hold">The place and the money held; null when denied.</param>
/// <param name="Target">Index of the worst case that is held; -1 when none was asked for or none is.</param>
/// <param name="Rate">For the <c>RateLimit</c> headers; null where no rate applies.</param>
public sealed record Admission(Hold? Hold, int Target, GuardDenial? Denial, RateState? Rate);

/// <summary>The tightest rate that applies now.</summary>
/// <param name="Policy">Value of the <c>RateLimit-Policy</c> header.</param>
/// <param name="Limit">Value of the <c>RateLimit</c> header.</param>
public sealed record RateState(string Policy, string Limit);

/// <summary>Why a call was not let in: <c>rate_limited</c>, <c>concurrency_limited</c>, <c>budget_exhausted</c>.</summary>
/// <param name="Next">What to do about it.</param>
/// <param name="RetryAfter">When it may be let in; null where waiting alone does not help.</param>
/// <param name="Budget">For <c>budget_exhausted</c>: the budget that has too little left.</param>
public sealed record GuardDenial(
    string Code, string Message, string Next, TimeSpan? RetryAfter = null, BudgetShortage? Budget = null);

/// <summary>A budget that cannot cover a call.</summary>
/// <param name="Scope"><c>tenant</c>, <c>key</c>, <c>user</c> or <c>conversation</c>.</param>
/// <param name="Window"><c>hour</c>, <c>day</c>, <c>week</c> or <c>month</c>.</param>
/// <param name="Left">Units of the currency.</param>
public sealed record BudgetShortage(
    string Scope, string Window, decimal Limit, decimal Left, string Currency, DateTimeOffset Renews);

/// <summary>What one provider was used for in a turn.</summary>
/// <param name="CostMicros">Null when the price is unknown.</param>
/// <param name="Estimated">True when the provider did not say: the figures are upper bounds.</param>
public sealed record Spend(
    string Provider, string Model, TokenCount Tokens, long? CostMicros, string? PriceVersion, bool Estimated);

/// <summary>How a call ended and what it cost.</summary>
/// <param name="Operation">What was asked for: <c>translate</c>, <c>chat</c>, …</param>
/// <param name="Outcome"><c>completed</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Spends">Each provider that was called and may have to be paid; empty when none was.</param>
public sealed record Settlement(string Operation, string Outcome, IReadOnlyList<Spend> Spends, string? TaskId = null);

/// <summary>Rate, concurrency and budget of every tenant, shared by all replicas.</summary>
public sealed class TurnGuard
{
    /// <summary>Rate, place and, where worst cases are given, money: one script, one round trip.</summary>
    public Task<Admission> AdmitAsync(AdmitRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Counts a task that is accepted for later against the rates; holds nothing.</summary>
    public Task<Admission> CountAsync(AdmitRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}

/// <summary>
/// A place among the tenant's calls and the money its call may cost at worst, under a lease that is renewed until
/// settled or disposed.
/// </summary>
public sealed class Hold : IAsyncDisposable
{
    /// <summary>Micro-units held now.</summary>
    public long HeldMicros => throw new NotSupportedException();

    /// <summary>Holds the first of the worst cases that the budgets allow, instead of what is held now.</summary>
    /// <returns>Its index, or -1 and why not; what was held before is then still held.</returns>
    public Task<(int Target, GuardDenial? Denial)> ReserveAsync(
        IReadOnlyList<long?> worstCases, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Charges what was really spent, releases the rest and the place. Doing it again does nothing.</summary>
    public Task SettleAsync(Settlement settlement, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>
    /// The same, off the caller's path: retried in the background, finished before the process stops. If the
    /// process dies first the lease ends and the hold is charged in full.
    /// </summary>
    public void SettleLater(Settlement settlement) => throw new NotSupportedException();

    /// <summary>Releases everything if it was not settled: nothing was spent.</summary>
    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
