using System.Globalization;
using System.Text.Json;
using StackExchange.Redis;
using Stage5.Contracts;
using Stage5.Core.Audit;

namespace Stage5.Core.Guards;

/// <summary>
/// The tenant's money in sum, in micro-units: all that was ever reserved is settled, released or held.
/// </summary>
/// <param name="Overrun">Charged beyond what was held.</param>
/// <param name="Holds">Open ones.</param>
/// <param name="HeldByHolds">What the open holds say they hold; equals <paramref name="Held"/>.</param>
public sealed record BudgetAccount(
    long Reserved, long Settled, long Released, long Held, long Overrun, long Holds, long HeldByHolds);

/// <summary>Budgets and usage, for people to see and set.</summary>
public sealed class BudgetBook
{
    private readonly GuardStore _store;
    private readonly GuardPolicies _policies;

    internal BudgetBook(GuardStore store, GuardPolicies policies) => (_store, _policies) = (store, policies);

    /// <summary>What applies to the tenant and the caller, and what each has spent.</summary>
    /// <param name="everyone">Also the limits of other users, keys and conversations.</param>
    public async Task<BudgetsView> ReadAsync(
        GuardSubject caller, bool everyone, CancellationToken cancellationToken)
    {
        var policy = _policies.For(caller.Tenant);
        var reply = await _store.BudgetsAsync(caller, cancellationToken);
        return new BudgetTable(policy, caller, reply).View(everyone);
    }

    /// <summary>Replaces all limits that an administrator set. On record in the same step.</summary>
    /// <param name="expected">The version they were read at; null for any.</param>
    /// <param name="told">What the audit of their tenant is told when it is done.</param>
    /// <returns>Whether the version was the expected one, and the version now.</returns>
    public async Task<(bool Done, long Version)> WriteAsync(
        AuditEntry told, long? expected, IReadOnlyList<BudgetLimit> limits, CancellationToken cancellationToken)
    {
        // First of all, so that no record is ever out of the sealer's sight.
        await _store.ShowChainAsync(told.Tenant, cancellationToken);
        RedisValue[] args =
        [
            expected?.ToString(CultureInfo.InvariantCulture) ?? "*", AuditJson.Open(told),
            .. limits.GroupBy(limit => BudgetTable.FieldOf(limit.Scope, limit.Id)).SelectMany(
                group => new RedisValue[] { group.Key, BudgetTable.Pack(group) }),
        ];
        var reply = await _store.RunAsync(GuardScripts.BudgetsSet, told.Tenant, args, cancellationToken);
        return ((long)reply[0] == 1, (long)reply[1]);
    }

    /// <summary>The days' sums by provider and model.</summary>
    /// <param name="user">Null for the whole tenant.</param>
    public async Task<UsageView> UsageAsync(
        string tenant, string? user, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var days = Enumerable.Range(0, to.DayNumber - from.DayNumber + 1).Select(from.AddDays).ToArray();
        var reply = await _store.RunAsync(GuardScripts.Usage, tenant,
        [
            user ?? "", .. days.Select(day => (RedisValue)day.ToString("yyyyMMdd", CultureInfo.InvariantCulture)),
        ], cancellationToken);
        var rows = days.SelectMany((day, i) => UsageSums.Rows(day, (string[])reply[i]!)).ToArray();
        return new UsageView(user is null ? "tenant" : "user", _policies.For(tenant).Currency, from, to,
            UsageSums.Sum(rows.Select(row => row.Totals)), rows);
    }

    /// <summary>The tenant's date now.</summary>
    public DateOnly Today(string tenant) => _policies.For(tenant).Calendar.Today(_store.Now());

    /// <summary>The newest holds that ended, newest first; at most a thousand are kept.</summary>
    public async Task<IReadOnlyList<LedgerEntry>> LedgerAsync(
        string tenant, int count, CancellationToken cancellationToken)
    {
        var lines = await _store.RunAsync(GuardScripts.Ledger, tenant, [count], cancellationToken);
        return
        [
            .. lines.Select(line => JsonSerializer.Deserialize((string)line!, LedgerJson.Default.LedgerEntry)!),
        ];
    }

    /// <summary>The same, for people.</summary>
    public async Task<LedgerView> ReadLedgerAsync(string tenant, int count, CancellationToken cancellationToken) => new(
        _policies.For(tenant).Currency,
        [.. (await LedgerAsync(tenant, count, cancellationToken)).Select(entry => entry.View())]);

    /// <summary>The books of the law.</summary>
    public async Task<BudgetAccount> AccountAsync(string tenant, CancellationToken cancellationToken)
    {
        var reply = await _store.BudgetsAsync(new GuardSubject(tenant, "", ""), cancellationToken);
        var sums = ((string[])reply[5]!).Select(sum => long.Parse(sum, CultureInfo.InvariantCulture)).ToArray();
        return new BudgetAccount(sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], sums[6]);
    }
}
