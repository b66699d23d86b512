using System.ComponentModel.DataAnnotations;

namespace Stage5.Contracts;

/// <summary>The tenant's budgets now. Amounts are units of the currency.</summary>
/// <param name="Mode"><c>enforce</c> or <c>observe</c>.</param>
/// <param name="TimeZone">IANA; where hours, days, weeks and months begin.</param>
/// <param name="Version">Rises with each change; the <c>ETag</c> of the document.</param>
public sealed record BudgetsView(
    string Mode, string Currency, string TimeZone, long Version, IReadOnlyList<BudgetView> Budgets);

/// <summary>One budget in its current window.</summary>
/// <param name="Scope"><c>tenant</c>, <c>key</c>, <c>user</c> or <c>conversation</c>.</param>
/// <param name="Id">Whose; null means each one's, and then the amounts are the caller's own or null.</param>
/// <param name="Window"><c>hour</c>, <c>day</c>, <c>week</c> or <c>month</c>.</param>
/// <param name="HardLimit">Never exceeded; null when there is none.</param>
/// <param name="SoftLimit">Only told of.</param>
/// <param name="Held">Reserved by calls in flight.</param>
/// <param name="Left">Hard limit less spent and held; null without a hard limit.</param>
/// <param name="SoftExceeded">Spent is above the soft limit.</param>
/// <param name="Renews">When the window ends.</param>
/// <param name="Source"><c>configuration</c> or <c>administrator</c>.</param>
public sealed record BudgetView(
    string Scope,
    string? Id,
    string Window,
    decimal? HardLimit,
    decimal? SoftLimit,
    decimal Spent,
    decimal Held,
    decimal? Left,
    bool SoftExceeded,
    DateTimeOffset Renews,
    string Source);

/// <summary>New limits; replaces all that an administrator set before. Send <c>If-Match</c> with the version.</summary>
public sealed record BudgetsUpdate
{
    [Required, MaxLength(200, ErrorMessage = "limits must be at most 200 entries.")]
    public IReadOnlyList<BudgetLimit> Limits { get; init; } = [];
}

/// <summary>One limit; amounts in units of the currency.</summary>
public sealed record BudgetLimit
{
    [AllowedValues("tenant", "key", "user", "conversation",
        ErrorMessage = "scope must be one of: tenant, key, user, conversation.")]
    public string Scope { get; init; } = "tenant";

    /// <summary>Whose; null for the tenant's, or for each one's.</summary>
    [RegularExpression("^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$", ErrorMessage = "id must be letters, digits, . _ @ and -, at most 64.")]
    public string? Id { get; init; }

    [AllowedValues("hour", "day", "week", "month", ErrorMessage = "window must be one of: hour, day, week, month.")]
    public string Window { get; init; } = "day";

    [Range(0, 1_000_000_000)]
    public decimal? HardLimit { get; init; }

    [Range(0, 1_000_000_000)]
    public decimal? SoftLimit { get; init; }
}

/// <summary>What was used, by day.</summary>
/// <param name="Scope"><c>user</c> (the caller) or <c>tenant</c>.</param>
public sealed record UsageView(
    string Scope, string Currency, DateOnly From, DateOnly To, UsageTotals Total, IReadOnlyList<UsageRow> Rows);

/// <summary>One day, provider and model.</summary>
public sealed record UsageRow(DateOnly Day, string Provider, string Model, UsageTotals Totals);

/// <summary>The tenant's newest settlements.</summary>
/// <param name="Entries">Newest first.</param>
public sealed record LedgerView(string Currency, IReadOnlyList<LedgerEntryView> Entries);

/// <summary>One call that ended. Amounts are units of the currency.</summary>
/// <param name="At">By the store's clock.</param>
/// <param name="Hold">Id of the settlement, a UUIDv7; a later correction has the same.</param>
/// <param name="Key">Id of the key or token it was called with.</param>
/// <param name="Operation">What was asked for: <c>translate</c>, <c>chat</c>, …; empty for one that expired.</param>
/// <param name="Outcome">
/// <c>completed</c>, <c>failed</c>, <c>cancelled</c>, or <c>expired</c>: nobody settled it, so it was charged in full.
/// </param>
/// <param name="Reserved">Held at the end.</param>
/// <param name="Charged">A correction of one that had expired may be negative.</param>
/// <param name="TaskId">Null where no task was queued.</param>
/// <param name="Spends">Each provider that was called; empty for one that expired.</param>
public sealed record LedgerEntryView(
    DateTimeOffset At,
    string Hold,
    string User,
    string Key,
    string Operation,
    string Outcome,
    decimal Reserved,
    decimal Charged,
    string? TaskId,
    IReadOnlyList<LedgerSpend> Spends);

/// <summary>What one provider was used for in a call.</summary>
/// <param name="Cost">Units of the currency; null when the price is unknown.</param>
/// <param name="PriceVersion">Names the price list; null when the price is unknown.</param>
/// <param name="Estimated">The provider did not say what it used: the figures are upper bounds.</param>
public sealed record LedgerSpend(
    string Provider,
    string Model,
    long InputTokens,
    long CachedInputTokens,
    long OutputTokens,
    decimal? Cost,
    string? PriceVersion,
    bool Estimated);

/// <summary>Sums.</summary>
/// <param name="Cost">Units of the currency; calls with unknown price are not in it.</param>
/// <param name="UnpricedCalls">Calls whose price is unknown.</param>
/// <param name="EstimatedCalls">Calls whose provider did not say what they used: their figures are upper bounds.</param>
public sealed record UsageTotals(
    long Calls, long InputTokens, long CachedInputTokens, long OutputTokens, decimal Cost, long UnpricedCalls, long EstimatedCalls);
