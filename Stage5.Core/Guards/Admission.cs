namespace Stage5.Core.Guards;

/// <summary>Live people go before batch work.</summary>
public enum TrafficClass
{
    Live,
    Batch,
}

/// <summary>Whom a call is counted against.</summary>
/// <param name="Key">Id of the API key, token or session the caller came with.</param>
public sealed record GuardSubject(string Tenant, string User, string Key, string? Conversation = null)
{
    /// <summary>Kind of the credential that the key is the id of, as the audit has it.</summary>
    public string Credential { get; init; } = "token";
}

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

/// <summary>
/// Why a call was not let in: <c>rate_limited</c>, <c>concurrency_limited</c>, <c>budget_exhausted</c>,
/// <c>price_unknown</c>, <c>hold_expired</c>.
/// </summary>
/// <param name="Next">What to do about it.</param>
/// <param name="RetryAfter">When it may be let in; null where waiting alone does not help.</param>
/// <param name="Budget">For <c>budget_exhausted</c>: the budget that has too little left.</param>
public sealed record GuardDenial(
    string Code, string Message, string Next, TimeSpan? RetryAfter = null, BudgetShortage? Budget = null);

/// <summary>A budget that cannot cover a call.</summary>
/// <param name="Scope"><c>tenant</c>, <c>key</c>, <c>user</c> or <c>conversation</c>.</param>
/// <param name="Window"><c>hour</c>, <c>day</c>, <c>week</c> or <c>month</c>.</param>
/// <param name="Left">Units of the currency: the limit less what is spent and held.</param>
public sealed record BudgetShortage(
    string Scope, string Window, decimal Limit, decimal Left, string Currency, DateTimeOffset Renews);
