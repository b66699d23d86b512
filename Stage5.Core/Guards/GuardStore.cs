using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Stage5.Core.Storage;
using LuaScript = Stage5.Core.Storage.LuaScript;

namespace Stage5.Core.Guards;

/// <summary>Every decision of the guards: one script, one round trip.</summary>
internal sealed class GuardStore(
    Store store,
    GuardPolicies policies,
    IOptions<GuardOptions> options,
    TimeProvider time,
    ILogger<GuardStore> logger)
{
    private const int LongestId = 128;

    // How far the store's clock was from ours when it last answered.
    private long _skew;

    private long LeaseMilliseconds => (long)options.Value.Lease.TotalMilliseconds;

    /// <summary>The store is away or did not answer, which passes.</summary>
    public static bool IsAway(Exception exception) => exception is RedisException or TimeoutException;

    public async Task<AdmitReply> AdmitAsync(AdmitRequest request, string holdId, CancellationToken ct)
    {
        var subject = request.Subject;
        var policy = policies.For(subject.Tenant);
        var worst = request.WorstCases;
        var reply = await InWindowAsync(policy, GuardScripts.Admit, subject.Tenant, calendar =>
        [
            holdId, GuardMetrics.NameOf(request.Class), LeaseMilliseconds, policy.Places, policy.BatchPlaces,
            .. Ids(subject), request.CountRate ? 1 : 0, request.Tokens, .. policy.RateArguments,
            .. policy.LimitArguments, .. calendar, worst is null ? 0 : 1, .. Amounts(worst),
        ], ct);
        var admitted = new AdmitReply(reply, policy);
        if (admitted.Reaped > 0)
            Reaped(subject.Tenant, admitted.Reaped, admitted.Charged);
        return admitted;
    }

    public async Task<AdmitReply> ReserveAsync(Hold hold, IReadOnlyList<long?> worst, CancellationToken ct)
    {
        var policy = policies.For(hold.Subject.Tenant);
        return new AdmitReply(await InWindowAsync(policy, GuardScripts.Reserve, hold.Subject.Tenant, calendar =>
            [hold.Id, .. policy.LimitArguments, .. calendar, .. Amounts(worst)], ct), policy);
    }

    public async Task SettleAsync(Hold hold, Settlement settlement, CancellationToken ct)
    {
        var (subject, nothing) = (hold.Subject, ReferenceEquals(settlement, Settlement.Nothing));
        var policy = policies.For(subject.Tenant);
        var spends = settlement.Spends.Select(Money.Bounded).ToArray();
        var entry = JsonSerializer.Serialize(new LedgerLine(
            hold.Id, subject.User, subject.Key, subject.Conversation, settlement.Operation, settlement.Outcome,
            settlement.TaskId, spends), LedgerJson.Default.LedgerLine);
        var reply = await InWindowAsync(policy, GuardScripts.Settle, subject.Tenant, calendar =>
        [
            hold.Id, hold.Uncertain ? 1 : 0, nothing ? "released" : "settled", .. Ids(subject),
            .. policy.LimitArguments.Skip(1), .. calendar, entry, GuardAudit.Of(hold, settlement),
            .. spends.SelectMany(Fields),
        ], ct);
        Told(subject.Tenant, policy, hold.Id, reply);
    }

    /// <returns>Ids of holds that are no longer there.</returns>
    public async Task<IEnumerable<string>> RenewAsync(string tenant, IEnumerable<Hold> holds)
    {
        RedisValue[] args = [LeaseMilliseconds, .. holds.Select(hold => (RedisValue)hold.Id)];
        return (string[])(await store.RunAsync(GuardScripts.Renew, [Keys.Root(tenant)], args))!;
    }

    public async Task<int> ReapAsync(string tenant, int most, CancellationToken ct)
    {
        try
        {
            var reply = await InWindowAsync(
                policies.For(tenant), GuardScripts.Reap, tenant, calendar => [most, .. calendar], ct);
            var count = (long)reply[2];
            if (count > 0)
                Reaped(tenant, count, (long)reply[3]);
            return (int)count;
        }
        catch (RedisServerException e)
        {
            // One tenant whose keys are broken must not keep the others' holds from being ended.
            logger.ReapRefused(e, tenant);
            return 0;
        }
    }

    /// <summary>The caller's counters, the tenant's, and those of everyone who has a limit of their own.</summary>
    public Task<RedisResult[]> BudgetsAsync(GuardSubject subject, CancellationToken ct) => InWindowAsync(
        policies.For(subject.Tenant), GuardScripts.Budgets, subject.Tenant,
        calendar => [.. Ids(subject).Take(2), .. calendar], ct);

    /// <summary>Before the first record of a tenant's chain, so that the sealer looks there.</summary>
    public Task ShowChainAsync(string tenant, CancellationToken ct) =>
        store.InTimeAsync(store.Database.SetAddAsync(Keys.AuditChains, tenant), ct);

    /// <summary>Runs a script that names no window.</summary>
    public async Task<RedisResult[]> RunAsync(
        LuaScript script, string tenant, IEnumerable<RedisValue> args, CancellationToken ct) =>
        (RedisResult[])(await store.RunAsync(script, [Keys.Root(tenant)], [.. args], ct))!;

    /// <summary>Our clock, put right by the store's.</summary>
    public DateTimeOffset Now() => time.GetUtcNow().AddMilliseconds(Volatile.Read(ref _skew));

    private async Task<RedisResult[]> InWindowAsync(
        GuardPolicy policy,
        LuaScript script,
        string tenant,
        Func<RedisValue[], RedisValue[]> args,
        CancellationToken ct)
    {
        for (var tries = 1; ; tries++)
        {
            var reply = await RunAsync(script, tenant, args(policy.Calendar.Around(Now())), ct);
            Volatile.Write(ref _skew, (long)reply[1] - time.GetUtcNow().ToUnixTimeMilliseconds());
            if ((string?)reply[0] != "window")
                return reply;
            if (tries == 3)
                throw new InvalidOperationException("The store's clock jumps.");
        }
    }

    private void Reaped(string tenant, long count, long micros)
    {
        GuardMetrics.Reaped(count);
        logger.Reaped(count, tenant, Money.Units(micros));
    }

    private void Told(string tenant, GuardPolicy policy, string hold, RedisResult[] reply)
    {
        var (code, held, charged) = ((string)reply[0]!, (long)reply[2], (long)reply[3]);
        if (code == "lost")
            logger.HoldLost(hold, tenant);
        if (charged > held)
        {
            GuardMetrics.Overran();
            logger.Overrun(hold, tenant, Money.Units(charged), Money.Units(held), policy.Currency);
        }
        for (var i = 4; i + 3 < reply.Length; i += 4)
        {
            var (scope, window) = ((string)reply[i]!, (string)reply[i + 1]!);
            GuardMetrics.Exceeded(scope, window);
            logger.SoftExceeded(scope, window, tenant,
                Money.Units((long)reply[i + 2]), Money.Units((long)reply[i + 3]), policy.Currency);
        }
    }

    private static RedisValue[] Ids(GuardSubject subject) =>
        [IdOf(subject.Key), IdOf(subject.User), IdOf(subject.Conversation)];

    // A conversation's id comes from a channel and may be of any length.
    private static string IdOf(string? id) => id is not { Length: > LongestId }
        ? id ?? ""
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));

    private static IEnumerable<RedisValue> Amounts(IReadOnlyList<long?>? worst) =>
        worst?.Select(amount => amount is { } known ? Money.Checked(known) : (RedisValue)"") ?? [];

    private static RedisValue[] Fields(Spend spend) =>
    [
        $"{spend.Provider}|{spend.Model}", spend.Tokens.Input, spend.Tokens.CachedInput, spend.Tokens.Output,
        spend.CostMicros is { } cost ? cost : "", spend.Estimated ? 1 : 0,
    ];
}
