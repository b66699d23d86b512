using Stage5.Contracts;
using Stage5.Core.Guards;
using Stage5.Core.Models;
using Stage5.Core.Storage;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Guards;

/// <summary>Base of tests of the guards on a real store: empty, with time in the test's hands.</summary>
public abstract class GuardTests(StoreServers servers) : IAsyncLifetime
{
    private protected const string Tenant = "acme";
    private protected static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private protected static readonly GuardSubject Ana = new(Tenant, "ana", "key-1");

    private readonly List<GuardNode> _nodes = [];
    private readonly CancellationTokenSource _limit =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private protected StoreClock Clock { get; } = new();

    private protected ManualTime Time { get; } = new();

    private protected CancellationToken Ct => _limit.Token;

    public ValueTask InitializeAsync()
    {
        _limit.CancelAfter(TimeSpan.FromSeconds(60));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        _limit.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A process; the test's first one finds the store empty and its clock at the time given.</summary>
    private protected async Task<GuardNode> NodeAsync(
        StoreKind kind, DateTimeOffset? at = null, params (string Name, string Value)[] settings)
    {
        var server = await servers.GetAsync(kind);
        var node = await GuardNode.StartAsync(server, Clock, Time,
            settings.ToDictionary(one => $"Stage5:{one.Name}", one => (string?)one.Value, StringComparer.Ordinal));
        _nodes.Add(node);
        if (_nodes.Count == 1)
            await BeginAsync(node, at ?? Time.GetUtcNow());
        return node;
    }

    /// <summary>Empties the store and sets its clock.</summary>
    private protected async Task BeginAsync(GuardNode node, DateTimeOffset at)
    {
        await node.Database.ExecuteAsync("FLUSHALL");
        var now = ((string[])(await node.Database.ExecuteAsync("TIME"))!).Select(long.Parse).ToArray();
        Clock.OffsetMilliseconds = at.ToUnixTimeMilliseconds() - (now[0] * 1000 + now[1] / 1000);
    }

    /// <summary>Moves the time of the processes and of the store.</summary>
    private protected void Advance(TimeSpan by)
    {
        Clock.Advance(by);
        Time.Advance(by);
    }

    private protected static AdmitRequest Call(
        GuardSubject? subject = null,
        long tokens = 0,
        TrafficClass @class = TrafficClass.Live,
        long?[]? worst = null) =>
        new(subject ?? Ana, @class) { Tokens = tokens, WorstCases = worst };

    private protected static Settlement Cost(long? micros, bool estimated = false) => new(
        "chat", "completed", [new Spend("openai", "gpt", new TokenCount(100, 40, 10), micros, "2026-11", estimated)]);

    private protected async Task<Hold> AdmittedAsync(GuardNode node, AdmitRequest? request = null)
    {
        var admission = await node.Guard.AdmitAsync(request ?? Call(), Ct);
        admission.Denial.ShouldBeNull();
        return admission.Hold.ShouldNotBeNull();
    }

    private protected async Task<GuardDenial> DeniedAsync(GuardNode node, AdmitRequest request, string code)
    {
        var admission = await node.Guard.AdmitAsync(request, Ct);
        admission.Hold.ShouldBeNull();
        var denial = admission.Denial.ShouldNotBeNull();
        denial.Code.ShouldBe(code);
        return denial;
    }

    private protected async Task SpendAsync(GuardNode node, long micros, GuardSubject? subject = null)
    {
        var hold = await AdmittedAsync(node, Call(subject, worst: [micros]));
        await hold.SettleAsync(Cost(micros), Ct);
    }

    private protected async Task<BudgetView> BudgetAsync(
        GuardNode node,
        string window = "day",
        string scope = "tenant",
        string? id = null,
        GuardSubject? caller = null) =>
        (await node.Book.ReadAsync(caller ?? Ana, everyone: true, Ct)).Budgets
        .Single(budget => (budget.Scope, budget.Id, budget.Window) == (scope, id, window));

    /// <summary>The law: nothing is lost between what was reserved, settled, released and is held.</summary>
    private protected async Task<BudgetAccount> LawfulAsync(GuardNode node, string tenant = Tenant)
    {
        var account = await node.Book.AccountAsync(tenant, Ct);
        account.Reserved.ShouldBe(account.Settled + account.Released + account.Held);
        account.HeldByHolds.ShouldBe(account.Held);
        return account;
    }

    private protected async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            Ct.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
